#!/usr/bin/env python3
"""Each row of the tables in docs/operations/security.md names tests that are there: files, and behind a colon tests of that name in them."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operations/security.md"
# What Done means for a platform off loopback; words of the first column of the second table.
ASKED_FIRST = ("plain text", "no certificate", "wrong certificate", "other city's certificate", "no token", "bent token", "wrong role", "foreign object", "dev identity through a proxy",
               "cross-site post", "foreign host", "wrong Redis password", "expired certificate", "key that was rotated")


def rows(text):
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith(("| what |", "| refused |", "| option ")):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def faults(tests):
    """Of the last cell of a row."""
    files = re.findall(r"`((?:tests|services)/[^`]+)`", tests)
    if not files and tests != "both":
        yield "names no test"
    for file in files:
        if not (ROOT / file).exists():
            yield f"{file} is not there"
    for file, names in re.findall(r"`([^`]+)`: ((?:`\w+`(?:, )?)+)", tests):
        text = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).exists() else ""
        for name in re.findall(r"`(\w+)`", names):
            if not re.search(rf"(def {name}\(|, {name}\) \{{)", text):
                yield f"{file} has no {name}"


def main():
    text = PAGE.read_text(encoding="utf-8").partition("## Certificates and passwords")[0]
    refusals, _, asked = text.partition("## What is asked first")
    wrong = [f"{row[0]}: {fault}" for row in (*rows(refusals), *rows(asked)) for fault in faults(row[-1])]
    first = [row[0] for row in rows(asked) if len(row) == 2]
    wrong += [f"nothing is said of: {word}" for word in ASKED_FIRST if sum(word in said for said in first) != 1]
    wrong += [] if len(list(rows(refusals))) > 50 else ["the table is not read"]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
