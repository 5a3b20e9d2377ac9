"""The table of values in charts/zwk/README.md, from values.yaml and its comments.

    values_table.py            prints it
    values_table.py --write    into the README, between its two marks
"""

import json
import pathlib
import re
import sys

import yaml

CHART = pathlib.Path(__file__).resolve().parents[2] / "charts/zwk"
BEGIN, END = "<!-- values -->\n", "<!-- end of values -->\n"


def rows(text):
    """(path, default, meaning) of each value; a group has no default."""
    comment, path, found = [], [], []
    for line in text.splitlines():
        if remark := re.match(r" *# ?(.*)", line):
            comment.append(remark[1])
        elif key := re.match(r"( *)([\w.]+):(.*)", line):
            path = path[:len(key[1]) // 2] + [key[2]]
            value = yaml.safe_load(key[3])
            found.append((".".join(path), None if value is None else json.dumps(value), " ".join(comment)))
            comment = []
        else:
            comment = []
    return found


def table(text):
    lines = ["| value | default | what |", "|---|---|---|"]
    for path, default, meaning in rows(text):
        lines.append(f"| `{path}` | {'' if default is None else f'`{default}`'} | {meaning} |" if default is not None else f"| **`{path}`** | | {meaning} |")
    return "\n".join(lines) + "\n"


def undocumented(text):
    """Paths that neither themselves nor in a group above say what they are."""
    said = {path for path, _, meaning in rows(text) if meaning}
    return [path for path, _, _ in rows(text)
            if not any(".".join(path.split(".")[:depth]) in said for depth in range(1, path.count(".") + 2))]


def main(arguments):
    made = table((CHART / "values.yaml").read_text())
    if arguments != ["--write"]:
        print(made)
        return
    readme = CHART / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    readme.write_text(before + BEGIN + made + END + rest.partition(END)[2])


if __name__ == "__main__":
    main(sys.argv[1:])
