"""zwkctl conformance against real services, by the edge: all is as promised, and what is not is found. conformance_test.py BINARIES"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import city as cities

CASES = pathlib.Path(__file__).resolve().parents[2] / "services/zwkctl/conformance.jsonl"
CITY = None


def zwkctl(*words, who="planner", address=None, municipality="moorsum"):
    return subprocess.run([CITY.binaries / "zwkctl", "--address", address or CITY.address, "--municipality", municipality, "--tls-certificate", CITY.pem(who),
                           "--tls-key", CITY.pem(who), "--tls-ca", CITY.pem("ca"), *words], capture_output=True, text=True, timeout=200)


class Conformance(unittest.TestCase):
    def test_every_answer_is_as_promised_also_the_second_time(self):
        for _ in range(2):
            done = zwkctl("conformance")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        cases = [line for line in CASES.read_text().splitlines() if line.startswith("{")]
        self.assertGreaterEqual(len(cases), 40)
        self.assertIn(f"{len(cases)} of {len(cases)} as promised", done.stdout)
        self.assertEqual(done.stdout.count("  ok  "), len(cases))

    def test_an_answer_that_is_not_is_named(self):
        refusal = {"case": "refused otherwise", "call": "catalog.GetOrganization", "request": {"organization_id": "no UUID"}}
        wrong = [{**refusal, "refused": {"code": "NOT_FOUND"}},
                 {**refusal, "refused": {"code": "INVALID_ARGUMENT", "reason": "TOO_LONG"}},
                 {**refusal, "refused": {"code": "INVALID_ARGUMENT", "field": "organization"}},
                 {**refusal, "answers": {}},
                 {"case": "not refused", "call": "catalog.ListOrganizations", "refused": {"code": "INVALID_ARGUMENT"}},
                 {"case": "another answer", "call": "catalog.ListOrganizations", "answers": {"next_page_token": "x"}},
                 {"case": "nothing happened", "call": "catalog.WatchEvents", "request": {"new_only": True}, "answers": {"count": 1}}]
        right = {**refusal, "case": "as promised", "refused": {"code": "INVALID_ARGUMENT", "reason": "INVALID_FIELD", "field": "organization_id"}}
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("\n".join(json.dumps(each) for each in [*wrong, right]))
            file.flush()
            done = zwkctl("conformance", file.name)
        self.assertEqual(done.returncode, 19, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("  FAILED  "), len(wrong), done.stdout)
        self.assertIn("  ok      as promised", done.stdout)
        self.assertIn(f"1 of {len(wrong) + 1} as promised", done.stdout)

    def test_exit_codes_are_those_of_the_help(self):
        for code, words, options in ((2, ["conformance", "a", "b"], {}), (1, ["conformance", "/nowhere"], {}),
                                     (24, ["conformance"], {"address": f"127.0.0.1:{cities.free_port()}"}),
                                     (26, ["conformance"], {"who": "stranger"}), (26, ["conformance"], {"municipality": "elsewhere"}),
                                     (0, ["--version"], {}), (2, ["catalog", "list-offer"], {}),
                                     (17, ["participation", "create-board", "--name", "x"], {"who": "guest", "municipality": "moorsum"}),
                                     (13, ["catalog", "get-offer", "--offer-id", "x"], {}), (2, ["catalog", "list-offers"], {"municipality": "Moorsum"})):
            done = zwkctl("--timeout", "3", *words, **options)
            self.assertEqual(done.returncode, code, (words, options, done.stdout, done.stderr))

    def test_a_city_that_nobody_has_set_up_is_an_error(self):
        done = zwkctl("catalog", "list-offers", who="neighbor", municipality="musterstadt")
        self.assertEqual(done.returncode, 15, done.stdout)
        self.assertIn("no city 'musterstadt' is set up here", done.stderr)
        self.assertEqual(zwkctl("catalog", "list-offers").returncode, 0)


if __name__ == "__main__":
    CITY = cities.City(sys.argv.pop(1))
    try:
        made = zwkctl("participation", "configure-municipality", "--name", "Moorsum", "--official-municipality-key", "03999001", who="office")
        assert made.returncode == 0, made.stderr
        program = unittest.main(exit=False, verbosity=2)
    finally:
        CITY.stop()
    sys.exit(0 if program.result.wasSuccessful() else 1)
