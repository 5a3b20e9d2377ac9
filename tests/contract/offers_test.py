"""The pages on which people find offers, through Envoy: what a form sends is understood, and what somebody looks for stands in no log.

Runs against the platform of `demo.sh start`, whose folder comes second: offers_test.py ADDRESS HOME
"""

import html
import http.client
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
ADDRESS = ""
HOME = pathlib.Path()
PAGE = {"Accept": "text/html", "Accept-Language": "de"}
CANARY = "kanarienvogelsuche"


def ask(path, city="bremerhaven", headers=PAGE, address=None):
    connection = http.client.HTTPConnection(address or ADDRESS, timeout=60)
    try:
        connection.request("GET", path, None, {"Host": f"{city}.localhost", **headers})
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def links(page, beginning):
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', page) if link.startswith(beginning)]


def wait_for(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return found


class Finder(unittest.TestCase):
    def test_it_is_a_page_for_everybody_that_runs_nothing_and_keeps_nothing(self):
        for path in ("/angebote", "/angebote?locale=ar"):
            answer, page = ask(path)
            self.assertEqual(answer.status, 200, page)
            self.assertTrue(answer.getheader("content-type").startswith("text/html"))
            self.assertNotIn("script-src", answer.getheader("content-security-policy"))
            self.assertEqual(answer.getheader("referrer-policy"), "no-referrer")
            self.assertIsNone(answer.getheader("set-cookie"))
            self.assertNotIn("<script", page)

    def test_a_form_that_sends_all_its_fields_is_understood(self):
        answer, page = ask("/angebote?locale=de&words=Beratung+f%C3%BCr+alle&neighborhood_key=&spoken=&when=")
        self.assertEqual(answer.status, 200, page)
        self.assertIn('value="Beratung für alle"', page, "a plus is a space")
        self.assertIn("Sozialberatung für alle", page)

    def test_a_misspelt_word_finds(self):
        self.assertIn("Teilhabeberatung", ask("/angebote?words=Teilhabbeeratung")[1])

    def test_filters_leave_out_what_is_not_so(self):
        everything = ask("/angebote?words=Caf%C3%A9")[1]
        free = ask("/angebote?words=Caf%C3%A9&free_of_charge=true")[1]
        self.assertIn("Billardcafé", everything)
        self.assertNotIn("Billardcafé", free)
        self.assertIn("Elterncafé im Familienzentrum Geestendorf", free)
        here = ask("/angebote?words=Treff&neighborhood_key=212&wheelchair=true")[1]
        self.assertIn("Freizeittreff Geestendorf", here)
        self.assertNotIn("Offener Treff Surheide", here)

    def test_all_offers_are_seen_once_page_by_page(self):
        path, seen, pages = "/angebote?locale=de", [], 0
        while path:
            answer, page = ask(path)
            self.assertEqual(answer.status, 200, page)
            seen += [link.split("?")[0] for link in links(page, "/angebote/") if "faltblatt" not in link]
            path = next((link for link in links(page, "/angebote?") if "page_token=" in link), None)
            pages += 1
        self.assertGreater(pages, 1)
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(str(len(seen)), re.search(r"Gefundene Angebote: (\d+)", page)[1])

    def test_what_cannot_be_asked_is_refused_with_its_field(self):
        for query, field in (("locale=fr", "locale"), ("when=never", "when"), ("spoken=%3F", "spoken"), ("page_token=x", "page_token"), ("words=" + 501 * "x", "words")):
            answer, content = ask(f"/angebote?{query}", headers={})
            self.assertEqual(answer.status, 400, content)
            self.assertEqual([v["field"] for d in json.loads(content)["details"] for v in d.get("fieldViolations", [])], [field])
            answer, page = ask(f"/angebote?{query}")
            self.assertEqual((answer.status, answer.getheader("content-type")), (400, "text/html; charset=utf-8"))
        self.assertEqual(ask("/angebote?colour=red")[0].status, 400)
        self.assertEqual(ask("/angebote?neighborhood_key=nowhere")[0].status, 404)

    def test_an_offer_and_a_leaflet_lead_back_and_are_of_their_city(self):
        page = ask("/angebote?words=Freizeittreff&neighborhood_key=212")[1]
        [leaflet] = links(page, "/angebote/faltblatt/")
        offer = next(link for link in links(page, "/angebote/") if "faltblatt" not in link)
        for path, words in ((offer, "Gemacht für"), (leaflet, "Angebote in Geestendorf")):
            answer, content = ask(path)
            self.assertEqual(answer.status, 200, content)
            self.assertIn(words, content)
            self.assertTrue(links(content, "/angebote?"), path)
            self.assertEqual(ask(path, city="moorsum")[0].status, 404)
        self.assertEqual(ask("/angebote/no-uuid", headers={})[0].status, 400)
        self.assertEqual(ask("/angebote/01890a5d-ac96-774b-bcce-b302099a8057", headers={})[0].status, 404)
        self.assertIn("size:105mm 148mm", ask(leaflet + "&format=a6")[1])


class Logs(unittest.TestCase):
    """An edge like that of the platform, which also keeps the log that installations keep."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        run = HOME / "run"
        packages = next(pathlib.Path(sys.prefix).glob("lib/python3*/site-packages"))
        served = re.search(r"services: \[(zwk[^\]]*)\]", (run / "edge.yaml").read_text())[1]
        clusters = [word for name in ("participation", "forecasting", "catalog", "reporting")
                    for word in ("--cluster", f"{name}={json.loads((run / f'{name}.json').read_text())['grpc']}")]
        subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", self.folder, "--descriptors", run / "edge.binpb", "--services",
                        served, *clusters, "--host", "*.localhost", "--dev-identity", "--access-log", self.folder / "access"], check=True)
        envoy = subprocess.Popen([packages / "envoy/_bin/envoy", "-c", self.folder / "edge.yaml", "--admin-address-path", self.folder / "admin",
                                  "--disable-hot-restart", "--concurrency", "1", "--log-level", "error"])
        self.addCleanup(envoy.wait)
        self.addCleanup(envoy.terminate)
        self.address = wait_for("the edge listens", self.listening)

    def listening(self):
        try:
            with urllib.request.urlopen(f"http://{(self.folder / 'admin').read_text()}/listeners?format=json", timeout=5) as answer:
                port = json.load(answer)["listener_statuses"][0]["local_address"]["socket_address"]["port_value"]
            return f"127.0.0.1:{port}"
        except (OSError, KeyError, IndexError, ValueError):
            return None

    def test_what_somebody_looks_for_stands_in_none(self):
        for query in (f"words={CANARY}", f"words={CANARY}&locale=fr", f"words={CANARY}&page_token={CANARY}", f"{CANARY}=1"):
            ask(f"/angebote?{query}", address=self.address)
        self.assertEqual(ask("/angebote/faltblatt/212", address=self.address)[0].status, 200)

        def written():
            lines = (self.folder / "access").read_text().splitlines() if (self.folder / "access").exists() else []
            return lines if len(lines) >= 5 else None
        lines = wait_for("the log is written", written)
        self.assertEqual({json.loads(line)["path"] for line in lines}, {"/angebote", "/angebote/faltblatt/{neighborhood_key}"})
        logs = [self.folder / "access", *(HOME / "run").glob("*.log"), *(HOME / "run").glob("*.out")]
        self.assertGreater(len(logs), 5)
        for log in logs:
            self.assertNotIn(CANARY, log.read_text(errors="replace").lower(), log)


if __name__ == "__main__":
    ADDRESS, HOME = sys.argv[1], pathlib.Path(sys.argv[2])
    del sys.argv[1:3]
    unittest.main()
