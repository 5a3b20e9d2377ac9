"""Which tests are meant, and which files have to be built for them.

    choose_tests.py BUILD NAME...

Each NAME is a regular expression that is looked for in the names of ctest. Prints `test NAME` for each test that
is chosen and `file PATH` (relative to BUILD, as ninja calls it) for each file that one of them needs, those of the
fixtures included: what is in REQUIRED_FILES of a test (cmake/zwk.cmake). A NAME that matches nothing is an error
that lists the nearest names.
"""
import difflib
import json
import os
import re
import subprocess
import sys


def main(build, wanted):
    listing = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, capture_output=True)
    tests = {test["name"]: properties(test) for test in json.loads(listing.stdout)["tests"]}
    chosen = []
    for name in wanted:
        try:
            found = [test for test in tests if re.search(name, test)]
        except re.error as error:
            sys.exit(f"zwk: '{name}' is no regular expression: {error}")
        if not found:
            sys.exit(f"zwk: no test is called '{name}'; near it: {', '.join(near(name, tests)) or 'none'}")
        chosen += found
    needed = {test for test in tests if test in chosen or sets_up(tests[test], [tests[name] for name in chosen])}
    for test in tests:
        if test in chosen:
            print("test", test)
    for file in sorted({os.path.relpath(file, build) for test in needed for file in tests[test].get("REQUIRED_FILES", [])}):
        print("file", file)


def properties(test):
    return {entry["name"]: entry["value"] for entry in test["properties"]}


def sets_up(test, others):
    fixtures = set(test.get("FIXTURES_SETUP", []) + test.get("FIXTURES_CLEANUP", []))
    return any(fixtures & set(other.get("FIXTURES_REQUIRED", [])) for other in others)


def near(name, tests):
    """Names that look alike, then names with a word that does."""
    words = re.findall("[a-z0-9]+", name.lower())
    alike = difflib.get_close_matches(name, tests, n=5, cutoff=0.5)
    return (alike + [test for test in tests if test not in alike and any(
        difflib.get_close_matches(word, set(test.split("_")) - {"test"}, n=1, cutoff=0.75) for word in words)])[:8]


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2:])
