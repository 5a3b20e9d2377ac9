"""What the edge says of itself as OpenAPI, walked by schemathesis against all services: whatever is sent, no answer is a fault of the platform, and each is what
was said of it. openapi_walk_test.py BINARIES"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import city as cities

ROOT = cities.ROOT
GENERATOR = ROOT / ".zwk/tools/protoc-gen-openapiv2"
SECONDS = 90  # of a walk
CITY = None


def services():
    for path in sorted((ROOT / "proto/zwk").rglob("*.proto")):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"^service (\w+)", text, re.M):
            yield f"{re.search(r'^package ([a-z0-9.]+);', text, re.M)[1]}.{name}"


class Walk(unittest.TestCase):
    def test_what_is_served_is_what_the_protos_say(self):
        answer, content = CITY.ask("office", "/openapi.json")
        self.assertEqual((answer.status, answer.getheader("content-type")), (200, "application/json"))
        self.assertGreaterEqual(len(json.loads(content)["paths"]), 150)

    def walk(self, mode, phases):
        words = ["--url", f"https://{CITY.address}", "--request-cert", CITY.pem("office"), "--request-cert-key", CITY.pem("office"), "--tls-verify", CITY.pem("ca"),
                 "--mode", mode, "--phases", phases, "--checks", "not_a_server_error,content_type_conformance,response_schema_conformance",
                 "--max-time", SECONDS, "--seed", 1, "--workers", 2, "--no-shrink", "--suppress-health-check", "all", "--request-timeout", 20, "--continue-on-failure",
                 "--warnings", "off", "--generation-database", "none"]
        with tempfile.TemporaryDirectory(prefix="zwk-walk-") as folder:
            done = subprocess.run([pathlib.Path(sys.prefix) / "bin/schemathesis", "run", f"{CITY.folder}/openapi.json", *map(str, words)], capture_output=True,
                                  text=True, cwd=folder, timeout=SECONDS * 4)
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr[-2000:])
        tried = re.search(r"(\d+) generated", done.stdout)
        self.assertGreater(int(tried[1]) if tried else 0, 100, done.stdout[-2000:])

    def test_what_is_right_by_its_word_gets_an_answer_that_is(self):
        self.walk("positive", "coverage,fuzzing")

    def test_what_is_wrong_is_refused_and_breaks_nothing(self):
        self.walk("negative", "fuzzing")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "openapi.json"
        subprocess.run([sys.executable, "-B", ROOT / "clients/openapi.py", GENERATOR, file], check=True)
        CITY = cities.City(sys.argv.pop(1), ("participation", "forecasting", "catalog", "reporting"), tuple(services()), ("--openapi", file))
        try:
            (CITY.folder / "openapi.json").write_text(file.read_text())
            sys.exit(0 if unittest.main(exit=False).result.wasSuccessful() else 1)
        finally:
            CITY.stop()
