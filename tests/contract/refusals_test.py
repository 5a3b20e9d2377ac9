"""What one city is refused, no other feels: requests full of faults from one, plain reads of another beside them.

Runs against the platform of `demo.sh start`: refusals_test.py ADDRESS
"""

import collections
import http.client
import json
import sys
import threading
import unittest
import uuid

ADDRESS = ""
READERS = 6
REFUSALS = 20


def ask(method, path, city, body=None):
    connection = http.client.HTTPConnection(ADDRESS, timeout=60)
    try:
        connection.request(method, path, body, {"Host": f"{city}.localhost", "Content-Type": "application/json", "x-zwk-roles": "PLANNER,OFFER_EDITOR,CHAIR"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def neighborhood_in_meters(count):
    """As land registries hand it out: each point is outside of what degrees can be."""
    point = {"position": {"longitude": 3565000, "latitude": 5700000}, "weight": 1}
    return "PUT", "/v1/neighborhoods/9", {"neighborhood": {"neighborhoodKey": "9", "names": {"de": "x"}, "addressPoints": [point] * count}}


def offer_of_many_costs(count):
    return "POST", "/v1/offers", {"offer": {"costs": [{"currency": "€" * 20_000}] + [{"currency": "x"}] * count}}


def meeting_of_many_items(count):
    return "POST", f"/v1/meetings/{uuid.uuid4()}:setAgenda", {"agenda": [{"title": ""}] * count}


class Refusals(unittest.TestCase):
    def refused_beside_readers(self, method, path, body):
        seen = collections.Counter()
        over = threading.Event()
        begun = threading.Barrier(READERS + 1)

        def read():
            begun.wait()
            while not over.is_set():
                seen[ask("GET", "/v1/neighborhoods/212", "bremerhaven")[0]] += 1

        readers = [threading.Thread(target=read) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        begun.wait()
        try:
            for _ in range(REFUSALS):
                status, content = ask(method, path, "moorsum", json.dumps({"requestId": str(uuid.uuid4()), **body}))
                self.assertEqual(status, 400, content[:500])
                self.assertLessEqual(len(content), 8 * 1024)
                self.assertEqual(json.loads(content)["code"], 3)
        finally:
            over.set()
            for reader in readers:
                reader.join()
        self.assertEqual(set(seen), {200}, dict(seen))

    def test_of_a_neighborhood_harm_no_other_city(self):
        self.refused_beside_readers(*neighborhood_in_meters(4_000))

    def test_of_an_offer_harm_no_other_city(self):
        self.refused_beside_readers(*offer_of_many_costs(1_000))

    def test_of_a_meeting_harm_no_other_city(self):
        self.refused_beside_readers(*meeting_of_many_items(1_500))


if __name__ == "__main__":
    ADDRESS = sys.argv.pop(1)
    unittest.main(verbosity=2)
