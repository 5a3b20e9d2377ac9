#!/usr/bin/env python3
"""Do the tests bite? Seeds small faults one at a time and asks the tests beside them. See README.md."""

import argparse
import collections
import dataclasses
import difflib
import fcntl
import os
import pathlib
import re
import signal
import sys
import time

import build
import faults

LAYERS = ("api", "use", "port", "store", "view", "consumer", "client", "codec")
LAYER_FOLDERS = {"api", "app", "clients", "events", "store", "wire"}
PLATFORM = [f"services/platform/{room}" for room in ("store", "stream", "seal", "base")]
PATIENCE = 10  # seconds that a test gets beside three times what it takes unharmed


@dataclasses.dataclass
class Score:
    found: int = 0
    hung: int = 0  # of those found
    survived: int = 0
    equivalent: int = 0
    uncompiled: int = 0

    @property
    def faults(self):
        return self.found + self.survived

    def percent(self):
        return f"{100 * self.found // self.faults} %" if self.faults else "-"


# --- what is asked for ---

def sources(root, folders):
    """{folder: [path of a file that may get faults]}"""
    found = {}
    for folder in folders:
        at = root / folder
        files = [at] if at.is_file() else sorted([*at.rglob("*.cc"), *at.rglob("*.lua")])
        paths = [str(f.relative_to(root)) for f in files if not f.stem.endswith("_test") and f.name != "main.cc"]
        if not paths:
            sys.exit(f"mutate: '{folder}' has no .cc or .lua file that could get a fault")
        found[folder] = paths
    return found


def domain_folders(root):
    """{folder: [path]}: the platform's rooms where most depends on them, and whatever decides in the services."""
    found = sources(root, [room for room in PLATFORM if (root / room).is_dir()])
    for file in sorted((root / "services").glob("*/*/**/*.cc")):
        parts = file.relative_to(root).parts
        decides = parts[1] not in ("platform", "zwkctl") and parts[2] not in LAYER_FOLDERS
        if decides and not file.stem.endswith(tuple(f"_{layer}" for layer in (*LAYERS, "test"))):
            found.setdefault(str(file.parent.relative_to(root)), []).append(str(file.relative_to(root)))
    return found


# --- what cannot be told apart ---

def read_equivalents(text):
    """[(path, lines before, lines after or None for any, reason)]; see equivalent.txt."""
    entries = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if not lines:
            continue
        before = [_squeezed(line[1:]) for line in lines[1:] if line.startswith("-")]
        after = [_squeezed(line[1:]) for line in lines[1:] if line.startswith("+")]
        reason = " ".join(line for line in lines[1:] if line[0] not in "-+")
        if not before or not reason:
            sys.exit(f"equivalent.txt: '{lines[0]}' wants a path, lines with '-' and a reason")
        entries.append((lines[0], before, after or None, reason))
    return entries


def is_equivalent(path, removed, added, entries):
    removed, added = [_squeezed(line) for line in removed], [_squeezed(line) for line in added]
    return any(path == p and removed == before and after in (None, added) for p, before, after, _ in entries)


def stale(root, entries):
    """Entries whose lines are nowhere in their file."""
    for path, before, _, _ in entries:
        file = root / path
        lines = [_squeezed(line) for line in file.read_text().splitlines()] if file.exists() else []
        if not any(lines[i : i + len(before)] == before for i in range(len(lines))):
            yield f"{path}: {before[0]}"


def _squeezed(line):
    return " ".join(line.split())


def changed_lines(before, after):
    """(lines that go, lines that come)"""
    a, b = before.splitlines(), after.splitlines()
    blocks = [op for op in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if op[0] != "equal"]
    i, j = min(op[1] for op in blocks), max(op[2] for op in blocks)
    k, m = min(op[3] for op in blocks), max(op[4] for op in blocks)
    return a[i:j], b[k:m]


# --- the run ---

class Run:
    def __init__(self, root, copy, entries, say=print):
        self.root, self.copy, self.entries, self.say = root, copy, entries, say
        self.scores = collections.defaultdict(Score)
        self.beside = {}  # path -> tests

    def prepare(self, files):
        """The baseline: what stands beside the files is built, and green."""
        self.copy.refresh()
        _must(self.copy.configure(), "the copy does not configure")
        tests = self.copy.tests()
        self.beside = {path: build.nearest_tests(path, tests) for paths in files.values() for path in paths}
        for path, beside in self.beside.items():
            if not beside:
                self.say(f"no test beside it links it: {path}")
        wanted = {test.name: test for beside in self.beside.values() for test in beside}
        if wanted:
            _must(self.copy.make(wanted.values()), "the copy does not build")
        self.copy.learn_commands(wanted.values())
        for test in wanted.values():
            start = time.monotonic()
            _must(self.copy.run(test, 1800), f"{test.name} fails without any fault")
            test.seconds = time.monotonic() - start
            self.say(f"{test.name} is green in {test.seconds:.1f} s")

    def order(self, files, seed):
        """Yields (folder, path, fault): the folders take turns, each with an order of its own by the seed."""
        orders = {}
        for folder, paths in files.items():
            possible = []
            for path in paths:
                if self.beside.get(path):
                    source = (self.root / path).read_text()
                    possible += [(path, fault) for fault in faults.find_faults(source, path.endswith(".lua"))]
            orders[folder] = iter(faults.shuffled(possible, f"{seed} {folder}"))
        while orders:
            for folder in list(orders):
                item = next(orders[folder], None)
                if item is None:
                    del orders[folder]
                else:
                    yield folder, *item

    def seed_all(self, files, seed, minutes, at_most):
        end = time.monotonic() + 60 * minutes
        for folder, path, fault in self.order(files, seed):
            if time.monotonic() > end:
                break
            if self.scores[folder].faults < at_most:
                self.seed_one(folder, path, fault)
            elif all(self.scores[f].faults >= at_most for f in files):
                break

    def seed_one(self, folder, path, fault):
        score, source = self.scores[folder], (self.copy.tree / path).read_text()
        after = fault.put_into(source)
        removed, added = changed_lines(source, after)
        if is_equivalent(path, removed, added, self.entries):
            score.equivalent += 1
            return
        try:
            (self.copy.tree / path).write_text(after)
            fate = self._fate(self.beside[path])
        finally:
            (self.copy.tree / path).write_text(source)
        setattr(score, fate, getattr(score, fate) + 1)
        if fate == "hung":
            score.found += 1
        if fate == "survived":
            line = source.count("\n", 0, fault.start) + 1
            diff = [*["-" + gone for gone in removed], *["+" + come for come in added]]
            self.say("\n".join([f"\nsurvived: {path}:{line} ({fault.kind})", *diff]))

    def _fate(self, tests):
        for test in tests:
            if self.copy.make([test]).code != 0:
                return "uncompiled"
            code = self.copy.run(test, PATIENCE + 3 * test.seconds).code
            if code is None:
                return "hung"
            if code != 0:
                return "found"
        return "survived"

    def table(self):
        yield f"\n{'folder':40} {'faults':>6} {'found':>6} {'score':>6}   (hung, equivalent, not compiled)"
        total = Score()
        for folder, score in [*self.scores.items(), ("all", total)]:
            yield (f"{folder:40} {score.faults:6} {score.found:6} {score.percent():>6}   "
                   f"({score.hung}, {score.equivalent}, {score.uncompiled})")
            for field in dataclasses.fields(Score):
                setattr(total, field.name, getattr(total, field.name) + getattr(score, field.name))


def _must(ended, otherwise):
    if ended.code != 0:
        sys.exit(f"{ended.output[-4000:]}\nmutate: {otherwise}")


def _interrupted(*_):
    raise KeyboardInterrupt


def parse(arguments):
    parser = argparse.ArgumentParser(prog="./zwk mutate", description=__doc__)
    parser.add_argument("folders", nargs="*", metavar="FOLDER",
                        help="or files; default: what decides (domain), and the platform's heart")
    add = parser.add_argument
    add("--minutes", type=float, default=20, help="how long faults are seeded, beside the baseline (20)")
    add("--faults", type=int, default=sys.maxsize, help="at most so many that count, in each folder")
    add("--seed", default="1", help="the same seed seeds the same faults")
    add("--jobs", type=int, default=os.cpu_count(), help="of ninja")
    add("--root", default=pathlib.Path(__file__).parents[2], help=argparse.SUPPRESS)
    add("--work", help="where the copy is kept (.zwk/mutate)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    root = pathlib.Path(options.root).resolve()
    work = pathlib.Path(options.work or root / ".zwk" / "mutate")
    folders = [str(pathlib.Path(folder)) for folder in options.folders]
    files = sources(root, folders) if folders else domain_folders(root)
    listed = root / "tests" / "mutate" / "equivalent.txt"
    entries = read_equivalents(listed.read_text()) if listed.exists() else []
    for entry in stale(root, entries):
        print(f"equivalent.txt has what is no longer there: {entry}")
    work.mkdir(parents=True, exist_ok=True)
    lock = open(work / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"mutate: another run uses {work}")
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, _interrupted)
    run = Run(root, build.Copy(root, work, jobs=options.jobs), entries)
    code = 0
    try:
        run.prepare(files)
        run.seed_all(files, options.seed, options.minutes, options.faults)
    except KeyboardInterrupt:
        code = 130
    print("\n".join(run.table()))
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    sys.exit(main(sys.argv[1:]))
