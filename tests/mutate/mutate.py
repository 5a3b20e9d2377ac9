#!/usr/bin/env python3
"""Do the tests bite? Seeds small faults one at a time and asks the tests beside them. See README.md."""

import argparse
import collections
import concurrent.futures
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
import weave

LAYERS = ("api", "use", "port", "store", "view", "consumer", "client", "codec")
PLATFORM = [f"services/platform/{room}" for room in ("store", "stream", "seal", "base")]
ROUNDS = 8  # of the compiler, until it takes a file with its faults asleep
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

def decides(path):
    """Whether a file may get faults: of the platform any, of a service what decides (its suffix names no layer)."""
    if path.stem.endswith("_test") or path.name == "main.cc":
        return False
    return path.parts[:2] == ("services", "platform") or not path.stem.endswith(tuple(f"_{layer}" for layer in LAYERS))


def sources(root, wanted):
    """{folder: [path of a file that may get faults]}; a file that is named may in any case."""
    found = {}
    for name in wanted:
        at = root / name
        files = [at] if at.is_file() else sorted([*at.rglob("*.cc"), *at.rglob("*.lua")])
        files = [file.relative_to(root) for file in files]
        files = [file for file in files if file == pathlib.Path(name) or decides(file)]
        if not files:
            sys.exit(f"mutate: '{name}' has no .cc or .lua file that could get a fault")
        for file in files:
            found.setdefault(str(file.parent), []).append(str(file))
    return found


def all_that_decides(root):
    """{folder: [path]}: the platform's rooms where most depends on them, and the rooms of the services."""
    rooms = [room for room in PLATFORM if (root / room).is_dir()]
    for room in sorted((root / "services").glob("*/*/")):
        if room.parent.name != "platform" and any(decides(f.relative_to(root)) for f in room.rglob("*.cc")):
            rooms.append(str(room.relative_to(root)))
    return sources(root, rooms)


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
        self.texts = {}  # path -> text without a fault
        self.asleep = {}  # path -> {number: fault} that are in its binary
        self.scripts = {}  # path -> header that has the script compiled in

    def prepare(self, files):
        """The baseline: what stands beside the files is built with all faults asleep, and green."""
        self.copy.refresh()
        _must(self.copy.configure(), "the copy does not configure")
        tests = self.copy.tests()
        self.beside = {path: build.nearest_tests(path, tests) for paths in files.values() for path in paths}
        for path, beside in self.beside.items():
            self.texts[path] = (self.root / path).read_text()
            if not beside:
                self.say(f"no test beside it links it: {path}")
            elif path.endswith(".lua"):
                self.scripts[path] = self.copy.let_scripts_be_replaced(self.texts[path])
            else:
                self.asleep[path] = weave.that_sleep(self.texts[path], path, faults.find_faults(self.texts[path]))
                self._write(path)
        wanted = {test.name: test for beside in self.beside.values() for test in beside}
        if wanted:
            self._make_with_all_asleep(wanted.values())
        self.copy.learn_commands(wanted.values())
        for test in wanted.values():
            start = time.monotonic()
            _must(self.copy.run(test, 1800), f"{test.name} fails without any fault")
            test.seconds = time.monotonic() - start
            self.say(f"{test.name} is green in {test.seconds:.1f} s")

    def _make_with_all_asleep(self, tests):
        """What keeps a file from compiling is left out of it, and seeded alone."""
        for _ in range(ROUNDS):
            made = self.copy.make(tests, keep_going=True)
            if made.code == 0:
                return
            for path, numbered in self.asleep.items():
                wrong = weave.wrong_lines(made.output, self.copy.tree / path)
                if not wrong:
                    continue
                text = self.texts[path]
                left = {n: f for n, f in numbered.items() if not wrong & weave.lines_of(text, f, n)}
                if len(left) == len(numbered):
                    self.say(f"its faults cannot sleep: {path}")
                    left = {}
                self.asleep[path] = left
                self._write(path)
        _must(made, "the copy does not build")

    def _write(self, path):
        """The file as it is, with its faults asleep."""
        text = self.texts[path]
        if self.asleep.get(path):
            text = weave.weave(text, self.copy.tree / path, self.copy.header, self.asleep[path])
        self.copy.write(path, text)

    def order(self, files, seed):
        """Yields (folder, path, fault): the folders take turns, each with an order of its own by the seed."""
        orders = {}
        for folder, paths in files.items():
            possible = []
            for path in paths:
                if self.beside.get(path):
                    lua = path.endswith(".lua")
                    possible += [(path, fault) for fault in faults.find_faults(self.texts[path], lua)]
            orders[folder] = iter(faults.shuffled(possible, f"{seed} {folder}"))
        while orders:
            for folder in list(orders):
                item = next(orders[folder], None)
                if item is None:
                    del orders[folder]
                else:
                    yield folder, *item

    def seed_all(self, order, minutes=20, at_most=sys.maxsize):
        """As many at a time as there are cores; one that is seeded alone has the copy for itself."""
        end = time.monotonic() + 60 * minutes
        with concurrent.futures.ThreadPoolExecutor(self.copy.jobs) as pool:
            running = {}
            for folder, path, fault in order:
                score = self.scores[folder]
                if time.monotonic() > end:
                    break
                if score.faults + sum(f == folder for f, _, _ in running.values()) >= at_most:
                    continue
                if is_equivalent(path, *self.diff(path, fault), self.entries):
                    score.equivalent += 1
                    continue
                awake = self.waking(path, fault)
                while running and (awake is None or len(running) >= self.copy.jobs):
                    self._collect(running)
                if awake is None:
                    self.count(folder, path, fault, self._fate_alone(path, fault))
                else:
                    running[pool.submit(self._fate, self.beside[path], awake)] = folder, path, fault
            while running:
                self._collect(running)

    def _collect(self, running):
        for future in concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done:
            self.count(*running.pop(future), future.result())

    def diff(self, path, fault):
        return changed_lines(self.texts[path], fault.put_into(self.texts[path]))

    def waking(self, path, fault):
        """The environment of a run with this fault; None if it has to be seeded alone."""
        if path in self.scripts:
            return weave.replaced(self.scripts[path], self.texts[path], fault.put_into(self.texts[path]))
        numbers = [number for number, asleep in self.asleep.get(path, {}).items() if asleep == fault]
        return {"ZWK_AWAKE": str(numbers[0])} if numbers else None

    def count(self, folder, path, fault, fate):
        score = self.scores[folder]
        setattr(score, fate, getattr(score, fate) + 1)
        if fate == "hung":
            score.found += 1
        if fate == "survived":
            removed, added = self.diff(path, fault)
            line = self.texts[path].count("\n", 0, fault.start) + 1
            diff = [*["-" + gone for gone in removed], *["+" + come for come in added]]
            self.say("\n".join([f"\nsurvived: {path}:{line} ({fault.kind})", *diff]))

    def _fate_alone(self, path, fault):
        try:
            self.copy.write(path, fault.put_into(self.texts[path]))
            if self.copy.make(self.beside[path]).code != 0:
                return "uncompiled"
            return self._fate(self.beside[path], {})
        finally:
            self._write(path)
            self.copy.make(self.beside[path])

    def _fate(self, tests, awake):
        for test in tests:
            code = self.copy.run(test, PATIENCE + 3 * test.seconds, awake).code
            if code is None:
                return "hung"
            if code != 0:
                return "uncompiled" if code == weave.NO_FAULT else "found"
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
    add("--jobs", type=int, default=os.cpu_count(), help="of ninja, and tests at a time")
    add("--root", default=pathlib.Path(__file__).parents[2], help=argparse.SUPPRESS)
    add("--work", help="where the copy is kept (.zwk/mutate)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    root = pathlib.Path(options.root).resolve()
    work = pathlib.Path(options.work or root / ".zwk" / "mutate")
    folders = [str(pathlib.Path(folder)) for folder in options.folders]
    files = sources(root, folders) if folders else all_that_decides(root)
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
        run.seed_all(run.order(files, options.seed), options.minutes, options.faults)
    except KeyboardInterrupt:
        code = 130
    print("\n".join(run.table()))
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    sys.exit(main(sys.argv[1:]))
