"""The copy that faults are put into, its build, and what CMake and ninja say of it."""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import weave

_NOT_COPIED = {".git", ".zwk", "build"}


@dataclasses.dataclass
class Test:
    """A test executable: its own sources, and all sources that are linked into it."""

    name: str
    unit: bool
    own: set
    linked: set
    seconds: float = 0.0  # of a run without a fault
    command: list = dataclasses.field(default_factory=list)
    folder: str = "."
    environment: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Ended:
    code: int | None  # None: it did not end in time
    output: str


class Copy:
    """A copy of the tree in `work`, configured once and kept for the next run."""

    def __init__(self, root, work, preset="dev", jobs=1):
        self.root, self.tree = pathlib.Path(root).resolve(), pathlib.Path(work).resolve() / "tree"
        self.build, self.preset, self.jobs = self.tree / "build" / preset, preset, jobs
        self.scratch = pathlib.Path(work).resolve() / "tmp"
        self.header = self.build / "awake.h"

    def refresh(self):
        """Makes the copy what the tree is now; what is the same keeps its time, so that ninja does little."""
        wanted = set()
        for folder, folders, files in os.walk(self.root):
            here = pathlib.Path(folder).relative_to(self.root)
            folders[:] = [name for name in folders if name != "__pycache__" and str(here / name) not in _NOT_COPIED]
            for name in files:
                wanted.add(here / name)
                _copy(self.root / here / name, self.tree / here / name)
        for folder, folders, files in os.walk(self.tree):
            here = pathlib.Path(folder).relative_to(self.tree)
            folders[:] = [name for name in folders if str(here / name) not in _NOT_COPIED]
            for name in files:
                if here / name not in wanted:
                    (self.tree / here / name).unlink()
        tools = self.tree / ".zwk"
        if not tools.is_symlink() and (self.root / ".zwk").exists():
            tools.symlink_to(self.root / ".zwk")

    def configure(self):
        if not (self.build / "build.ninja").exists():
            done = self._run(["cmake", "--preset", self.preset], self.tree, 600)
        else:
            done = self._run(["ninja", "-C", str(self.build), "build.ninja"], self.tree, 600)
        if done.code == 0:
            _write(self.header, weave.HEADER.encode())
        return done

    def write(self, path, text):
        _write(self.tree / path, text.encode())

    def let_scripts_be_replaced(self, script):
        """The generated header that a script is compiled in by, which gives way to another one in the environment."""
        [header] = [file for file in self.build.rglob("gen/**/*.h") if script in file.read_text(errors="replace")]
        text = weave.let_scripts_be_replaced(header.read_text())
        _write(header, f'#include "{self.header}"\n{text}'.encode() if "awake.h" not in text else text.encode())
        return text

    def tests(self):
        """All test executables of this build, as the build graph has them."""
        own = {}
        for entry in json.loads((self.build / "compile_commands.json").read_text()):
            if target := re.search(r" -o \S*CMakeFiles/([^/]+)\.dir/", entry["command"]):
                own.setdefault(target[1], set()).add(self._path(entry["file"]))
        tests = []
        for name, entry in self._ctest().items():
            inputs = self._run(["ninja", "-C", str(self.build), "-t", "inputs", name], self.tree, 60)
            if inputs.code == 0 and name in own:
                linked = {self._path(line) for line in inputs.output.splitlines() if line.startswith(str(self.tree))}
                unit = "unit" in _property(entry, "LABELS", [])
                tests.append(Test(name, unit, own[name], linked))
        return tests

    def make(self, tests, keep_going=False):
        options = [f"-j{self.jobs}", *(["-k0"] if keep_going else [])]
        return self._run(["ninja", "-C", str(self.build), *options, *[t.name for t in tests]], self.tree, 3600)

    def learn_commands(self, tests):
        """How ctest runs them; it knows only when they are built."""
        known = self._ctest()
        for test in tests:
            test.command = known[test.name]["command"]
            test.folder = _property(known[test.name], "WORKING_DIRECTORY", str(self.build))
            test.environment = dict(pair.split("=", 1) for pair in _property(known[test.name], "ENVIRONMENT", []))

    def run(self, test, seconds, awake=None):
        """Runs a test; `awake` is what the environment says of a fault."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.mkdtemp(dir=self.scratch)
        environment = {
            "ZWK_CASES": str(self.root.parent / "shared" / "cases"),  # beside the checkout, not beside its copy
            **os.environ,
            **test.environment,
            **(awake or {}),
            "TMPDIR": scratch,  # also what a killed test leaves goes with it
            "GTEST_FAIL_FAST": "1",
            # A fault may well eat memory.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":hard_rss_limit_mb=4096",
        }
        try:
            return self._run(test.command, test.folder, seconds, environment)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _ctest(self):
        shown = self._run(["ctest", "--test-dir", str(self.build), "--show-only=json-v1"], self.tree, 60)
        return {test["name"]: test for test in json.loads(shown.output)["tests"]}

    def _path(self, file):
        file = pathlib.Path(file)
        return str(file.relative_to(self.tree)) if file.is_relative_to(self.tree) else str(file)

    def _run(self, command, folder, seconds, environment=None):
        """Runs it in a session of its own and leaves nothing of that session, however this ends."""
        process = subprocess.Popen(
            command, cwd=folder, env=environment or os.environ, start_new_session=True, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        try:
            output, _ = process.communicate(timeout=seconds)
            return Ended(process.returncode, output)
        except subprocess.TimeoutExpired:
            return Ended(None, f"'{' '.join(command)}' did not end in {seconds:.0f} s")
        finally:
            _end_session(process.pid)
            process.communicate()


def nearest_tests(path, tests):
    """The tests beside a file: of those that link it, the ones of the nearest folder that has any, within its room.

    A test is beside a file if one of its own sources stands in that folder or below; it is a unit test, or its sources
    stand in the very folder of the file. A file that is linked by nothing (a script that is compiled in) counts as its
    neighbors do.
    """
    folder = pathlib.PurePath(path).parent
    parts = {path, *(s for t in tests for s in t.linked if pathlib.PurePath(s).parent == folder and s not in t.own)}
    linking = [t for t in tests if path in t.linked] or [t for t in tests if parts & t.linked]
    candidates = [t for t in linking if t.unit or any(pathlib.PurePath(s).parent == folder for s in t.own)]
    depth = 3 if folder.parts[:2] == ("services", "platform") else 2  # a room: services/<x>, services/platform/<x>
    level = folder
    while len(level.parts) >= min(depth, len(folder.parts)):
        near = [t for t in candidates if any(pathlib.PurePath(s).is_relative_to(level) for s in t.own)]
        if near:
            return sorted(near, key=lambda t: (not any(pathlib.PurePath(s).parent == folder for s in t.own), t.name))
        level = level.parent
    return []


def _copy(source, target):
    if source.is_symlink():
        if not target.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(os.readlink(source))
        return
    _write(target, source.read_bytes())
    target.chmod(source.stat().st_mode)


def _write(target, data):
    """What is the same keeps its time."""
    if not target.exists() or target.read_bytes() != data:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _end_session(session):
    """Ends every process of a session (ninja gives its children groups of their own)."""
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        alive = False
        for entry in os.scandir("/proc"):
            if not entry.name.isdigit():
                continue
            try:
                stat = pathlib.Path(entry.path, "stat").read_text()
                state, _, _, of_session = stat.rpartition(")")[2].split()[:4]
                if int(of_session) != session or state == "Z":
                    continue
                alive = True
                os.kill(int(entry.name), signal.SIGKILL)
            except (OSError, ValueError):
                continue
        if not alive:
            return
        time.sleep(0.01)


def _property(entry, name, otherwise):
    return next((p["value"] for p in entry.get("properties", []) if p["name"] == name), otherwise)
