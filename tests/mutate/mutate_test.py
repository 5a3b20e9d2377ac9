#!/usr/bin/env python3
"""The tool says what it does: on samples of text, and from end to end on a project of two files."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import build
import faults
import mutate

HERE = pathlib.Path(__file__).parent

PRESETS = """{ "version": 6, "configurePresets": [{ "name": "dev", "generator": "Ninja",
  "binaryDir": "${sourceDir}/build/${presetName}",
  "cacheVariables": { "CMAKE_EXPORT_COMPILE_COMMANDS": "ON" } }] }"""
CMAKE = """cmake_minimum_required(VERSION 3.25)
project(sample LANGUAGES CXX)
enable_testing()
add_library(sample STATIC services/sum/sum.cc)
add_executable(sum_test services/sum/sum_test.cc)
target_link_libraries(sum_test sample)
add_test(NAME sum_test COMMAND sum_test)
set_tests_properties(sum_test PROPERTIES LABELS unit)
"""
# One fault is found, one survives (no test asks for it), one never ends, one does not compile.
SUM = """int Sum(int to) {
  int sum = 0;
  while (to > 0) {
    sum += to;
    to -= 1;
  }
  return sum;
}
int Unasked(int x) { return x + 2; }
"""
TEST = """int Sum(int to);
int main() { return Sum(4) == 10 ? 0 : 1; }
"""


def texts(source, kind, lua=False):
    return [fault.put_into(source) for fault in faults.find_faults(source, lua) if fault.kind == kind]


class FaultsTest(unittest.TestCase):
    def test_each_kind_is_what_it_says(self):
        self.assertEqual(texts("  if (a < b) F();", "comparison"), ["  if (a <= b) F();"])
        self.assertEqual(texts("  x = a + b * -c;", "arithmetic"), ["  x = a - b * -c;", "  x = a + b / -c;"])
        self.assertEqual(texts("  return -kDay;", "arithmetic"), ["  return kDay;"])
        self.assertEqual(texts("  f(9'000, 0.5);", "constant"), ["  f(9001, 0.5);", "  f(9'000, (0.5 + 1));"])
        self.assertEqual(texts("  done = true;", "constant"), ["  done = false;"])
        self.assertEqual(texts("  return a && b;", "condition"), ["  return a || b;"])
        self.assertEqual(texts("  if (f(x); y) g();", "condition"), ["  if (f(x); !(y)) g();"])

    def test_what_is_taken_out_is_a_whole_statement_that_declares_nothing(self):
        source = (
            "{\n  int a = 1;\n  a = f(a,\n        2);\n  if (a) return;\n"
            "  for (auto x : y) {\n    g(x);\n  }\n  return;\n}\n"
        )
        self.assertEqual(
            [source[fault.start : fault.end] for fault in faults.find_faults(source) if fault.kind == "statement"],
            ["a = f(a,\n        2);", "if (a) return;", "g(x);"],
        )

    def test_an_if_with_an_else_stays(self):
        self.assertEqual(texts("{\n  if (a) f();\n  else g();\n}\n", "statement"), [])

    def test_lua_has_its_own_words(self):
        self.assertEqual(texts("if a == b then return end", "comparison", True), ["if a ~= b then return end"])
        self.assertEqual(texts("local x = a and b", "condition", True), ["local x = a or b"])
        self.assertEqual(texts("if a then\n  b()\nend", "condition", True), ["if not (a) then\n  b()\nend"])
        self.assertEqual(texts("local a = 1\ncall('SET', k,\n     v)\n", "statement", True), ["local a = 1\n\n"])

    def test_texts_comments_and_includes_get_no_faults(self):
        for source in ("// a < 1\n", "/* 1 */\n", '#include "a1.h"\n#if X > 2\n', 'f("a < 1", \'1\');', 'R"(1 < 2)"'):
            self.assertEqual([f for f in faults.find_faults(source) if f.kind != "statement"], [], source)
        self.assertEqual(faults.find_faults("-- a < 1\n", lua=True), [])

    def test_the_same_seed_gives_the_same_order(self):
        possible = [("sum.cc", fault) for fault in faults.find_faults(SUM)]
        self.assertEqual(faults.shuffled(possible, "1"), faults.shuffled(possible, "1"))
        self.assertNotEqual(faults.shuffled(possible, "1"), faults.shuffled(possible, "2"))
        self.assertCountEqual(faults.shuffled(possible, "1"), possible)


class EquivalentsTest(unittest.TestCase):
    LISTED = mutate.read_equivalents(
        "# about\n\na.cc\n- x = 1;\n+ x = 2;\nnobody reads x\n\na.cc\n- Reserve(1);\nmemory alone\n"
    )

    def test_a_fault_is_matched_by_file_and_lines_wherever_they_stand(self):
        self.assertTrue(mutate.is_equivalent("a.cc", ["   x = 1;"], ["   x = 2;"], self.LISTED))
        self.assertFalse(mutate.is_equivalent("a.cc", ["x = 1;"], ["x = 3;"], self.LISTED))
        self.assertFalse(mutate.is_equivalent("b.cc", ["x = 1;"], ["x = 2;"], self.LISTED))
        self.assertTrue(mutate.is_equivalent("a.cc", ["Reserve(1);"], ["Reserve(2);"], self.LISTED))

    def test_no_entry_without_a_reason(self):
        with self.assertRaises(SystemExit):
            mutate.read_equivalents("a.cc\n- x = 1;\n")

    def test_the_list_of_the_tree_can_be_read(self):
        mutate.read_equivalents((HERE / "equivalent.txt").read_text())


class BesideTest(unittest.TestCase):
    def test_the_nearest_folder_with_a_test_that_links_the_file_counts(self):
        def test(name, own, linked, unit=True):
            return build.Test(name, unit, {own}, {own, *linked})

        gap, offer = "services/catalog/gap/gap.cc", "services/catalog/offer/offer.cc"
        tests = [
            test("gap_test", "services/catalog/gap/gap_test.cc", [gap]),
            test("search_test", "services/catalog/search/search_test.cc", [gap, offer]),
            test("service_test", "tests/integration/catalog_test.cc", [gap, offer], unit=False),
            test("other_test", "services/catalog/gap/other_test.cc", []),
        ]

        def names(path):
            return [t.name for t in build.nearest_tests(path, tests)]

        self.assertEqual(names(gap), ["gap_test"])
        self.assertEqual(names(offer), ["search_test"])
        self.assertEqual(names("services/catalog/gap/script.lua"), ["gap_test"])
        self.assertEqual(names("services/reporting/page/page.cc"), [])


class ProjectTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root, self.work = pathlib.Path(holder.name) / "tree", pathlib.Path(holder.name) / "work"
        (self.root / "services/sum").mkdir(parents=True)
        for name, text in {"CMakePresets.json": PRESETS, "CMakeLists.txt": CMAKE, "services/sum/sum.cc": SUM,
                           "services/sum/sum_test.cc": TEST}.items():
            (self.root / name).write_text(text)

    def contents(self):
        return {f: f.read_bytes() for f in self.root.rglob("*") if f.is_file()}

    def test_faults_are_found_survive_hang_or_do_not_count_and_the_tree_stays(self):
        before = self.contents()
        said = []
        run = mutate.Run(self.root, build.Copy(self.root, self.work), [], said.append)
        files = mutate.sources(self.root, ["services/sum"])
        run.prepare(files)

        def fate(line, with_fault):
            [fault] = [f for f in faults.find_faults(SUM) if with_fault in f.put_into(SUM)]
            run.scores.clear()
            run.seed_one("sum", "services/sum/sum.cc", fault)
            return run.scores["sum"]

        self.assertEqual(fate(4, "sum -= to"), mutate.Score(found=1))
        self.assertEqual(fate(9, "x + 3"), mutate.Score(survived=1))
        self.assertIn("+int Unasked(int x) { return x + 3; }", said[-1])
        mutate.PATIENCE = 1
        self.assertEqual(fate(5, "to -= 2"), mutate.Score(found=1))
        self.assertEqual(fate(5, "\n    ;\n  }"), mutate.Score(found=1, hung=1))
        listed = "services/sum/sum.cc\n-int Unasked(int x) { return x + 2; }\nnobody asks\n"
        run.entries = mutate.read_equivalents(listed)
        self.assertEqual(fate(9, "x + 3"), mutate.Score(equivalent=1))
        broken = faults.Fault("statement", SUM.index("int sum"), SUM.index("int sum") + 12, ";")
        run.scores.clear()
        run.seed_one("sum", "services/sum/sum.cc", broken)
        self.assertEqual(run.scores["sum"], mutate.Score(uncompiled=1))

        self.assertEqual(self.contents(), before)
        self.assertEqual((run.copy.tree / "services/sum/sum.cc").read_text(), SUM)

    def test_red_tests_are_no_baseline(self):
        (self.root / "services/sum/sum_test.cc").write_text("int main() { return 1; }\n")
        run = mutate.Run(self.root, build.Copy(self.root, self.work), [], lambda _: None)
        with self.assertRaisesRegex(SystemExit, "fails without any fault"):
            run.prepare(mutate.sources(self.root, ["services/sum"]))

    def test_an_interrupted_run_leaves_no_process_behind(self):
        (self.root / "services/sum/sum_test.cc").write_text(
            '#include <cstdio>\n#include <unistd.h>\nint main() { std::fclose(std::fopen("' + str(self.work) +
            '/runs", "w")); fork(); while (true) pause(); }\n')
        with subprocess.Popen([sys.executable, "-B", HERE / "mutate.py", "--root", self.root, "--work", self.work,
                               "services/sum"], stdout=subprocess.PIPE, text=True) as run:
            give_up = time.monotonic() + 60
            while not (self.work / "runs").exists() and time.monotonic() < give_up:
                time.sleep(0.02)
            run.send_signal(signal.SIGINT)
            output, _ = run.communicate(timeout=30)
        self.assertEqual(run.returncode, 130, output)
        self.assertEqual([p for p in os.listdir("/proc") if p.isdigit() and str(self.work) in command_line(p)], [])


def command_line(pid):
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text()
    return ""


if __name__ == "__main__":
    unittest.main()
