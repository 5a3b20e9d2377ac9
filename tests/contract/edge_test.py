"""What comes in through Envoy: JSON over HTTP, pages, streams, gRPC-Web, and who is taken for whom.

Runs against the platform of `demo.sh start`: edge_test.py ADDRESS
"""

import hashlib
import http.client
import json
import re
import struct
import sys
import unittest
import urllib.parse

ADDRESS = ""


def ask(method, path, body=None, headers=None, host="bremerhaven.localhost"):
    connection = http.client.HTTPConnection(ADDRESS, timeout=60)
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    connection.request(method, path, data, {"Host": host, "Content-Type": "application/json", **(headers or {})})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


class Json(unittest.TestCase):
    def test_an_rpc_is_a_resource(self):
        answer, content = ask("GET", "/v1/boards")
        self.assertEqual(answer.status, 200, content)
        self.assertEqual([board["name"] for board in json.loads(content)["boards"]], ["ZWK-Beirat"])

    def test_what_is_wrong_is_said_with_field_and_reason(self):
        answer, content = ask("POST", "/v1/boards", {"requestId": "no uuid", "name": "x", "kind": "BOARD_KIND_ADVISORY"})
        self.assertEqual(answer.status, 400, content)
        refusal = json.loads(content)
        self.assertEqual(refusal["code"], 3)
        violations = [v for detail in refusal["details"] for v in detail.get("fieldViolations", [])]
        self.assertEqual([v["field"] for v in violations], ["request_id"], refusal)

    def test_what_is_not_there_is_404(self):
        answer, content = ask("GET", "/v1/boards/01890a5d-ac96-774b-bcce-b302099a8057")
        self.assertEqual(answer.status, 404, content)
        self.assertEqual(json.loads(content)["code"], 5)

    def test_unknown_paths_and_parameters_are_refused(self):
        self.assertEqual(ask("GET", "/v1/nothing")[0].status, 404)
        self.assertEqual(ask("GET", "/v1/boards?pge_size=1")[0].status, 400)

    def test_a_search_keeps_its_words_out_of_the_address(self):
        answer, content = ask("POST", "/v1/offers:search", {"query": "Teilhabeberatung", "filter": {"includeStale": True}})
        self.assertEqual(answer.status, 200, content)
        self.assertGreaterEqual(json.loads(content)["totalHits"], 1)


class Streams(unittest.TestCase):
    def test_a_server_stream_is_a_json_list(self):
        answer, content = ask("GET", "/v1/gaps?neighborhood_key=212")
        self.assertEqual(answer.status, 200, content)
        rows = json.loads(content)
        self.assertGreaterEqual(len(rows), 2)
        self.assertEqual({row["gap"]["neighborhoodKey"] for row in rows}, {"212"})


class Pages(unittest.TestCase):
    def test_the_entry_page_is_html_and_may_run_no_script(self):
        answer, _ = ask("GET", "/", host="bremerhaven.localhost:1234")
        self.assertEqual(answer.status, 302)
        location = urllib.parse.urlsplit(answer.getheader("location"))
        self.assertEqual(location.netloc, "bremerhaven.localhost:1234")
        answer, content = ask("GET", location.path)
        self.assertEqual(answer.status, 200, content)
        self.assertTrue(answer.getheader("content-type").startswith("text/html"), answer.getheaders())
        self.assertIn("default-src 'none'", answer.getheader("content-security-policy"))
        self.assertIn("Geestendorf", content.decode())

    def test_minutes_are_a_page(self):
        answer, content = ask("GET", "/v1/documents")
        minutes = [d for d in json.loads(content)["documents"] if d["kind"] == "DOCUMENT_KIND_MINUTES"]
        self.assertEqual(len(minutes), 2)
        answer, content = ask("GET", f"/v1/documents/{minutes[0]['documentId']}/content")
        self.assertEqual(answer.status, 200)
        self.assertIn("Beirats", content.decode())

    def test_the_photo_in_the_minutes_is_served_to_its_own_city(self):
        answer, content = ask("GET", "/v1/documents")
        pages = [ask("GET", f"/v1/documents/{d['documentId']}/content")[1].decode()
                 for d in json.loads(content)["documents"] if d["kind"] == "DOCUMENT_KIND_MINUTES"]
        photo = re.search(r'<img src="([^"]+)" alt="[^"]+".*SHA-256 ([0-9a-f]{64})', "".join(pages))
        answer, content = ask("GET", photo[1])
        self.assertEqual((answer.status, answer.getheader("content-type")), (200, "image/png"))
        self.assertEqual(hashlib.sha256(content).hexdigest(), photo[2])
        self.assertEqual(ask("GET", photo[1], host="moorsum.localhost:1234")[0].status, 404)


class GrpcWeb(unittest.TestCase):
    def call(self, path, message=b""):
        answer, content = ask("POST", path, b"\0" + struct.pack(">I", len(message)) + message,
                              {"Content-Type": "application/grpc-web+proto", "X-Grpc-Web": "1"})
        self.assertEqual(answer.status, 200)
        frames = {}
        while content:
            kind, size = content[0], struct.unpack(">I", content[1:5])[0]
            frames[kind] = content[5:5 + size]
            content = content[5 + size:]
        trailers = frames.get(0x80, b"").decode().lower() or f"grpc-status:{answer.getheader('grpc-status')}"
        return frames.get(0, b""), trailers

    def test_a_browser_program_gets_message_and_trailers(self):
        message, trailers = self.call("/zwk.participation.v1.BoardService/ListBoards")
        self.assertIn("ZWK-Beirat".encode(), message)
        self.assertIn("grpc-status:0", trailers.replace(" ", ""))

    def test_a_refusal_is_in_the_trailers(self):
        _, trailers = self.call("/zwk.participation.v1.BoardService/GetBoard")
        self.assertRegex(trailers.replace(" ", ""), "grpc-status:(3|5)")


class Identity(unittest.TestCase):
    def boards(self, **headers):
        host = headers.pop("host", "127.0.0.1")
        answer, content = ask("GET", "/v1/boards", headers=headers, host=host)
        self.assertEqual(answer.status, 200, content)
        return [board["name"] for board in json.loads(content)["boards"]]

    def test_the_host_says_the_municipality(self):
        self.assertEqual(self.boards(host="moorsum.localhost"), ["Dorfbeirat Moorsum"])
        self.assertEqual(self.boards(host="bremerhaven.localhost"), ["ZWK-Beirat"])

    def test_the_host_wins_over_what_a_client_claims(self):
        self.assertEqual(self.boards(host="moorsum.localhost", **{"x-zwk-municipality": "bremerhaven"}), ["Dorfbeirat Moorsum"])

    def test_without_a_name_it_is_the_first_one(self):
        self.assertEqual(self.boards(), ["ZWK-Beirat"])
        self.assertEqual(self.boards(**{"x-zwk-municipality": "moorsum"}), ["Dorfbeirat Moorsum"])


class Limits(unittest.TestCase):
    def test_too_many_and_too_large_headers_are_refused(self):
        self.assertIn(ask("GET", "/v1/boards", headers={"x-large": "x" * 40000})[0].status, (400, 431))
        self.assertIn(ask("GET", "/v1/boards", headers={f"x-{i}": "1" for i in range(80)})[0].status, (400, 431))

    def test_tricks_with_paths_and_header_names_are_refused(self):
        self.assertEqual(ask("GET", "/v1/..%2fboards")[0].status, 400)
        self.assertEqual(ask("GET", "/v1/boards", headers={"x_zwk_municipality": "moorsum"})[0].status, 400)


if __name__ == "__main__":
    ADDRESS = sys.argv.pop(1)
    unittest.main()
