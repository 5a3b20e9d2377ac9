#!/usr/bin/env python3
"""The binaries of a release build are hardened: hardened.py FOLDER. Skipped where there is no release build."""

import pathlib
import platform
import re
import subprocess
import sys

# Places where an indirect jump may land. Without the flag there are a handful, of the libraries' own.
LANDINGS = 1000
BINARIES = ("participation", "forecasting", "catalog", "reporting", "zwkctl")


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def faults(binary):
    header, segments, dynamic = (said("readelf", "-W", how, binary) for how in ("-h", "-l", "-d"))
    imports = set(re.findall(r"UND (\w+)", said("readelf", "-W", "--dyn-syms", binary)))
    if not re.search(r"Type:\s+DYN", header):
        yield "is at a fixed address (no PIE)"
    if "GNU_RELRO" not in segments or not re.search(r"FLAGS.*(NOW|BIND_NOW)", dynamic):
        yield "has relocations that stay writable (no full RELRO)"
    if re.search(r"GNU_STACK.*\bRWE\b", segments) or re.search(r"LOAD.*\bRWE\b", segments):
        yield "has memory that can be written and run"
    if "__stack_chk_fail" not in imports:
        yield "does not guard its stacks"
    if not any(name.endswith("_chk") for name in imports):
        yield "does not check its copies (_FORTIFY_SOURCE)"
    # Not by the note of the ELF: it says so only if the C library's own start files do, and Debian 12's do not.
    if platform.machine() == "x86_64" and binary.read_bytes().count(b"\xf3\x0f\x1e\xfa") < LANDINGS:  # endbr64
        yield "does not guard its control flow (CET)"
    paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", dynamic)
    if any(not path.startswith("$ORIGIN/") for listed in paths for path in listed.split(":")):
        yield "looks for libraries where it was built"


def main():
    folder = pathlib.Path(sys.argv[1])
    there = [folder / name for name in BINARIES if (folder / name).exists()]
    if not there:
        print(f"SKIPPED: no release build in {folder}")
        return 77
    found = [f"{binary.name} {fault}" for binary in there for fault in faults(binary)]
    print("\n".join(found) or f"{len(there)} binaries are hardened")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
