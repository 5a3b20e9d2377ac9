"""The examples of docs/partners, with the package as partners get it: their types, and what they do. examples_test.py BINARIES"""
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import city as cities

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs/partners/examples"
CITY = None
SITE = None


def run(name, *words, who="office"):
    """What it prints."""
    done = subprocess.run([sys.executable, "-B", EXAMPLES / name, CITY.address, "moorsum", CITY.pem(who), CITY.pem("ca"), *words],
                          env={**os.environ, "PYTHONPATH": str(SITE)}, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"{name}: {done.stderr}")
    return done.stdout


class Examples(unittest.TestCase):
    def test_an_organization_is_made_once_changed_and_listed(self):
        self.assertEqual([run("write.py", "4711", "Familienzentrum") for _ in range(2)], ["made\n", "made\n"])
        self.assertEqual(run("write.py", "4711", "Familienzentrum Nord"), "changed\n")
        listed = [line.split(" ", 1)[1] for line in run("first_call.py", who="guest").splitlines()]
        self.assertEqual([name for name in listed if name.startswith("Familienzentrum")], ["Familienzentrum Nord"])

    def test_a_copy_is_what_the_city_has_also_after_both_were_away(self):
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/copy.db"

            def follow_and_compare():
                run("follow.py", file, "--once", who="guest")
                copy = sqlite3.connect(file).execute("SELECT id, name FROM organization ORDER BY id").fetchall()
                city = sorted(tuple(line.split(" ", 1)) for line in run("first_call.py", who="guest").splitlines())
                self.assertEqual(copy, city)
                return len(copy)

            run("write.py", "1", "Eins")
            before = follow_and_compare()
            run("write.py", "2", "Zwei")
            run("write.py", "1", "Eins, anders")
            CITY.kill("catalog")
            CITY.start_service("catalog")
            run("write.py", "3", "Drei")
            self.assertEqual(follow_and_compare(), before + 2)

    def test_types_are_right_to_the_last(self):
        """As a partner would check them, and that a wrong word is found."""
        with tempfile.TemporaryDirectory() as folder:
            def mypy(*files):
                return subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", f"{folder}/cache", *files], capture_output=True,
                                      text=True, env={**os.environ, "MYPYPATH": "", "PYTHONPATH": str(SITE)}, cwd=EXAMPLES, timeout=280)
            examples = sorted(EXAMPLES.glob("*.py"))
            self.assertGreaterEqual(len(examples), 3)
            done = mypy(*examples)
            self.assertEqual(done.returncode, 0, done.stdout)
            wrong = pathlib.Path(folder) / "wrong.py"
            wrong.write_text((EXAMPLES / "first_call.py").read_text().replace("page_size=100", "page_sise=100")
                             .replace("organization.name", "organization.nome"))
            found = mypy(wrong).stdout
        self.assertIn('"page_sise"', found)
        self.assertIn('"nome"', found)


class Pages(unittest.TestCase):
    def test_the_first_page_shows_what_the_example_does(self):
        code = (ROOT / "docs/partners/README.md").read_text().split("```python\n")[1].split("```")[0]
        example = (EXAMPLES / "first_call.py").read_text()
        for line in code.strip().splitlines():
            self.assertIn(line.strip(), example)


if __name__ == "__main__":
    made = tempfile.TemporaryDirectory(prefix="zwk-wheel-")
    SITE = cities.wheel(made.name)
    CITY = cities.City(sys.argv.pop(1))
    try:
        program = unittest.main(exit=False, verbosity=2)
    finally:
        CITY.stop()
    sys.exit(0 if program.result.wasSuccessful() else 1)
