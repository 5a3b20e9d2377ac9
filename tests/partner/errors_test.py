#!/usr/bin/env python3
"""docs/partners/errors.md has every reason, as the proto says it; `errors_test.py --write` writes it anew. So has the client, as a class."""
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/partners/errors.md"
MARK = "from `proto/zwk/common/v1/reason.proto`.\n"
sys.path.insert(0, str(ROOT / "clients/python"))

import generate  # noqa: E402  (it stands in the client's folder)


def main():
    with tempfile.TemporaryDirectory() as folder:
        reasons = generate.reasons(generate.run_protoc(pathlib.Path(folder)))
    if len(reasons) < 80:
        sys.exit(f"{len(reasons)} reasons: this test no longer sees them")
    rows = [f"| `{name}` | {' '.join(meaning.split()).replace('|', chr(92) + '|')} |" for name, meaning in sorted(reasons)]
    head = PAGE.read_text(encoding="utf-8").split(MARK)[0]
    wanted = "\n".join([head + MARK, "| reason | code, and why |", "|---|---|", *rows]) + "\n"
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(wanted, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != wanted:
        sys.exit(f"{PAGE.relative_to(ROOT)} does not say what the proto says: tests/partner/errors_test.py --write")


main()
