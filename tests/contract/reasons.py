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
    "services/catalog/offer/recurrence_walk.cc": "parts of a rule of RFC 5545",
    "services/zwkctl/": "what a person types or reads",
    "services/platform/store/": "Redis' own words",
    "services/platform/stream/": "Redis' own words",
    "services/platform/kafka/": "Redis' own words",
    "services/platform/audit/": "Redis' own words, and the outcome of an act",
    "services/platform/seal/erasures.cc": "Redis' own words",
}
WORDS = {"UTF_8": "an encoding", "UNAVAILABLE": "a code of gRPC",
         "APPROVED": "the value of a guard", "TOKEN": "a credential", "CERTIFICATE": "another", "CLAIMED": "none",
         "CONST": "a method of backtests",
         "STATIC": "a kind of cluster of Envoy", "STRICT_DNS": "another", "PLAIN": "how one logs in at Kafka", "V4_PREFERRED": "how Envoy asks for names",
         "MODIFY_ONLY": "how Envoy takes over a header", "OVERWRITE_IF_EXISTS_OR_ADD": "another way", "FOUND": "how Envoy leads elsewhere"}


def enum_values(proto):
    """The values of each enum, with the enum's name before them and without: TOPIC_STATE_OPEN and OPEN."""
    values = set()
    for name, body in re.findall(r"enum (\w+) \{(.*?)^\s*\}", proto, re.M | re.S):
        prefix = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper() + "_"
        for value in re.findall(r"^\s+([A-Z][A-Z0-9_]+) = \d", body, re.M):
            values |= {value, value.removeprefix(prefix)}
    return values


def main():
    reasons = set(re.findall(r"^  REASON_(\w+) = ", (ROOT / "proto/zwk/common/v1/reason.proto").read_text(), re.M))
    reasons.discard("UNSPECIFIED")
    values = set()
    for path in ROOT.glob("proto/zwk/*/v1/*.proto"):
        values |= enum_values(path.read_text())
    found, used = [], set()
    for path in [*sorted((ROOT / "services").rglob("*.*")), ROOT / "deploy/edge/render.py"]:
        if path.suffix not in (".cc", ".h", ".py") or re.search(r"_(test|fixture|way)\.|^fake_", path.name):
            continue
        name = str(path.relative_to(ROOT))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for word in re.findall(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{5,})"', re.sub(r"//.*", "", line)):
                if word in reasons:
                    used.add(word)
                elif not (word in WORDS or word in values or any(name.startswith(folder) for folder in NOT_REASONS)):
                    found.append(f"{name}:{number}: {word} is no reason of reason.proto")
    found += [f"reason.proto: nobody gives {reason}" for reason in sorted(reasons - used)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
