#!/usr/bin/env python3
"""Whoever opens a folder is told what it is, and is told nothing that is no longer true.

- Every folder with code has a README, or stands in one of a folder above it.
- Every path that a README, CONTRIBUTING.md or a page in docs/, docs/operations/, docs/partners/ or docs/privacy/ names is in the tree, and every link leads somewhere.
  (docs/adr is left out: decisions speak of the tree as it was.)

readmes.py [FOLDER] looks at the checkout in FOLDER.
"""
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

CODE = re.compile(r"\.(h|cc|proto|lua|py|sh|cmake)$|^CMakeLists\.txt$")
# What looks like a path and is to be one: it ends like a folder or like a file of ours.
PATH = re.compile(r"^[\w.{},*-]+(/[\w.{},*-]+)*/?$")  # endings alone (.cc, _test.cc) are none
FILE = re.compile(r"\.(h|cc|proto|lua|py|sh|cmake|md|txt|json|in|yaml)$")
MADE = ("build", "compile_commands.json", ".zwk", "run", "state")  # by building and running
WRITTEN_FOR_MANY = re.compile(r"[<>]|\bNAME\b|\bFILE\b|\bSERVICE\b")


def main(root):
    files = [PurePosixPath(line) for line in
             subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, check=True, capture_output=True,
                            text=True).stdout.splitlines() if (root / line).exists()]
    folders = {parent for file in files for parent in file.parents}
    texts = {file: (root / file).read_text(encoding="utf-8") for file in files if is_read(file)}
    wrong = [f"{folder}/ has no README and stands in none" for folder in sorted(folders)
             if any(file.parent == folder and CODE.search(file.name) for file in files) and not introduced(folder, texts)]
    endings = {"/".join(path.parts[start:]) for path in set(files) | folders for start in range(len(path.parts))}
    for file, text in texts.items():
        wrong += [f"{file} names {path}, which is not in the tree" for path in named(text)
                  if not any(exists(each, endings) for each in spelled_out(path))]
        wrong += [f"{file} links to {link}, which is not there" for link in links(text)
                  if not (root / file.parent / link).exists()]
    print("\n".join(wrong))
    return 1 if wrong else 0


def is_read(file):
    return file.name in ("README.md", "CONTRIBUTING.md") or re.fullmatch(r"docs/((operations|partners|privacy)/)?[^/]+\.md", str(file))


def introduced(folder, texts):
    if folder / "README.md" in texts:
        return True
    return any(re.search(rf"(?<![\w/]){re.escape(str(folder.relative_to(above)))}[/`]", texts[above / "README.md"])
               for above in folder.parents if above / "README.md" in texts)


def named(text):
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    for token in re.findall(r"`([^`\n]+)`", text):
        path = token.strip().removeprefix("./")
        if not PATH.match(path) or WRITTEN_FOR_MANY.search(path) or path.split("/")[0] in MADE or path[0] in "._":
            continue
        if path.endswith("/") or FILE.search(path):
            yield path


def spelled_out(path):
    """board.{h,cc} is board.h and board.cc; one that is there is enough."""
    braces = re.search(r"\{([^}]*)\}", path)
    if not braces:
        return [path]
    return [each for part in braces.group(1).split(",")
            for each in spelled_out(path[:braces.start()] + part + path[braces.end():])]


def exists(path, endings):
    pattern = re.escape(path.rstrip("/")).replace(r"\*", "[^/]*")
    return any(re.fullmatch(pattern, ending) for ending in endings) if "*" in path else path.rstrip("/") in endings


def links(text):
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", link) and not link.startswith("#"):
            yield link.split("#")[0]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])))
