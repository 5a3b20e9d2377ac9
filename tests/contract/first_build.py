#!/usr/bin/env python3
"""The first build reads: what `./zwk demo` compiles in groups (ADR 15) is what the everyday build compiles file by file, and
no two files of a group disagree about a name.

    first_build.py BUILD    BUILD: the everyday build, whose generated code is read

Each group is parsed and not compiled, which takes a third of the time. A group of one file says nothing new and is left out.
"""
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(everyday):
    with tempfile.TemporaryDirectory() as folder:
        configured = subprocess.run(["cmake", "--preset", "release", "-B", folder], cwd=ROOT, capture_output=True, text=True)
        if configured.returncode != 0:
            sys.exit(f"the first build cannot be configured:\n{configured.stdout}{configured.stderr}")
        groups = [command for command in commands(folder, everyday) if command]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            refusals = [refusal for refusal in pool.map(refusal_of, groups) if refusal]
    if not groups:
        sys.exit("no group of files was found: this test would see nothing")
    for refusal in refusals:
        print(refusal)
    print(f"{len(groups)} groups read, {len(refusals)} refused")
    sys.exit(1 if refusals else 0)


def commands(folder, everyday):
    """How to parse each group of our own files."""
    for entry in json.loads((Path(folder) / "compile_commands.json").read_text()):
        source = Path(entry["file"])
        if source.parent.name != "Unity" or "_proto_code.dir/" in entry["file"]:
            continue
        if len(re.findall(r"^#include", source.read_text(), re.M)) < 2:
            continue
        command = shlex.split(entry["command"].replace(f"{folder}/gen", f"{everyday}/gen"))
        del command[command.index("-o") : command.index("-o") + 2]
        yield [*command, "-fsyntax-only", "-O0", "-w"]


def refusal_of(command):
    parsed = subprocess.run(command, capture_output=True, text=True)
    return "" if parsed.returncode == 0 else parsed.stderr[:4000]


main(str(Path(sys.argv[1]).resolve()))
