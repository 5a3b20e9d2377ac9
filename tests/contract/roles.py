#!/usr/bin/env python3
"""docs/operations/roles.md says of every RPC who may call it, as the protos do; `roles.py --write` writes it anew."""

import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / ".zwk/tools/venv"
PAGE = ROOT / "docs/operations/roles.md"
AREAS = ("participation", "forecasting", "catalog", "reporting", "common")
HEAD = """# Who may call what

Written by `tests/contract/roles.py --write` from the option `zwk.common.v1.allow` of each method; a test compares. One of the
roles is enough; whoever has none of them gets PERMISSION_DENIED, `ROLE_MISSING`, with the roles that would do, before the
service has looked at anything else. A method that does not say who may call it lets no service start.

Roles come from token or certificate, see [security.md](security.md). On a machine of one's own (`--dev-identity`, loopback
alone) the caller says them in `x-zwk-roles`; `zwkctl --roles` does that.
"""


def files():
    """What protoc knows of all protos, options of our own included."""
    with tempfile.TemporaryDirectory() as folder:
        image = pathlib.Path(folder) / "image.binpb"
        site = next(VENV.glob("lib/python3*/site-packages"))
        protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk").rglob("*.proto"))
        subprocess.run(["protoc", "-I", "proto", "-I", site, "--include_imports", "--include_source_info",
                        f"--descriptor_set_out={image}", *protos], cwd=ROOT, check=True)
        subprocess.run([VENV / "bin/buf", "build", image, "-o", f"{folder}/image.json"], cwd=ROOT, check=True)
        return json.loads((pathlib.Path(folder) / "image.json").read_text(encoding="utf-8"))["file"]


def short(role):
    return role.removeprefix("ROLE_")


def roles_table(file):
    said = {tuple(at.get("path", ())): at.get("leadingComments", "") for at in file["sourceCodeInfo"]["location"]}
    lines = ["", "| role | who |", "|---|---|"]
    for index, value in enumerate(file["enumType"][0]["value"]):
        if value.get("number"):
            lines.append(f"| `{short(value['name'])}` | {' '.join(said[(5, 0, 2, index)].split())} |")
    return lines


def area_tables(area, protos, silent):
    lines = ["", f"## {area}"]
    for file in protos:
        for service in file.get("service", ()) if file["package"] == f"zwk.{area}.v1" else ():
            lines += ["", f"| {service['name']} | |", "|---|---|"]
            for method in service["method"]:
                roles = method["options"].get("[zwk.common.v1.allow]", {}).get("roles", ())
                if not roles:
                    silent.append(f"{file['package']}.{service['name']}.{method['name']}")
                lines.append(f"| {method['name']} | {', '.join(map(short, roles))} |")
    return lines


def main():
    protos, silent = files(), []
    lines = roles_table(next(file for file in protos if file["name"] == "zwk/common/v1/allow.proto"))
    for area in AREAS:
        lines += area_tables(area, protos, silent)
    if silent:
        print("who may call these is not said:", *silent, sep="\n  ")
        return 1
    wanted = HEAD + "\n".join(lines) + "\n"
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(wanted, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != wanted:
        print(f"{PAGE.relative_to(ROOT)} does not say what the protos say: tests/contract/roles.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
