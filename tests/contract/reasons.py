#!/usr/bin/env python3
"""Every reason of a refusal stands in proto/zwk/common/v1/reason.proto, and every one that stands there is given.

What looks like a reason in the code is one, or the name of a value of the protos, or is listed here with what it is."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Files whose words of this kind are not reasons.
NOT_REASONS = {
    "services/catalog/import/": "codes of findings, told beside the import",
    "services/catalog/offer/recurrence.cc": "parts of a rule of RFC 5545",
    "services/zwkctl/": "what a person types or reads",
    "services/platform/store/": "Redis' own words",
    "services/platform/kafka/": "the same, in scripts and questions of its own",
    "services/platform/stream/": "Redis' own words",
}
WORDS = {"UTF_8": "an encoding", "SERVICE": "a role", "CATALOG_ADMIN": "a role", "UNAVAILABLE": "a code of gRPC",
         "APPROVED": "the value of a guard", "CONST": "a method of backtests",
         "STATIC": "a kind of cluster of Envoy", "PLAIN": "a way to log in to Kafka"}


def main():
    reasons = set(re.findall(r"^  REASON_(\w+) = ", (ROOT / "proto/zwk/common/v1/reason.proto").read_text(), re.M))
    reasons.discard("UNSPECIFIED")
    values = set()
    for path in ROOT.glob("proto/zwk/*/v1/*.proto"):
        values |= set(re.findall(r"^\s+([A-Z][A-Z0-9_]+) = \d", path.read_text(), re.M))
    found, used = [], set()
    for path in [*sorted((ROOT / "services").rglob("*.*")), ROOT / "deploy/edge/render.py"]:
        if path.suffix not in (".cc", ".h", ".py") or re.search(r"_(test|fixture|way)\.|^fake_", path.name):
            continue
        name = str(path.relative_to(ROOT))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for word in re.findall(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{5,})"', re.sub(r"//.*", "", line)):
                if word in reasons:
                    used.add(word)
                elif not (word in WORDS or any(name.startswith(folder) for folder in NOT_REASONS)
                          or any(value == word or value.endswith("_" + word) for value in values)):
                    found.append(f"{name}:{number}: {word} is no reason of reason.proto")
    found += [f"reason.proto: nobody gives {reason}" for reason in sorted(reasons - used)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
