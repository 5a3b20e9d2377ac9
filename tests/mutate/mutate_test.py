#!/usr/bin/env python3
"""The tool says what it does: on samples of text, and from end to end on a project of two files."""

import contextlib
import hashlib
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
import weave

HERE = pathlib.Path(__file__).parent

PRESETS = """{ "version": 6, "configurePresets": [{ "name": "dev", "generator": "Ninja",
  "binaryDir": "${sourceDir}/build/${presetName}",
  "cacheVariables": { "CMAKE_EXPORT_COMPILE_COMMANDS": "ON" } }] }"""
CMAKE = """cmake_minimum_required(VERSION 3.25)
project(sample LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
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
# Every form of a fault, also one that cannot sleep (the size of an array in a type, a case).
FORMS = """#include <array>
#include <string>
namespace {
constexpr int kTwo = 2;
constexpr unsigned char kBytes[2] = {1, 2};
}
int Forms(int a, int b) {
  std::array<int, 3> sizes{1, 2, 3};
  std::string text = "x";
  text += "y";
  const std::string both = text + text;
  int calls = 0;
  const auto said = [&](bool yes) {
    ++calls;
    return yes;
  };
  if (a > b || said(a == b) && said(true)) calls += 10;
  if (b != 0) calls *= -kTwo;
  switch (a % 5) {
    case 3: return -1;
    default: break;
  }
  return calls + sizes[1] * b / kTwo - kBytes[0] + static_cast<int>(both.size());
}
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
        self.assertEqual(texts("  return a && b;", "condition"), ["  return (a || b);"])
        self.assertEqual(texts("  f(x, a && b && c);", "condition"), ["  f(x, (a || b) && c);", "  f(x, (a && b || c));"])
        self.assertEqual(texts("  x = p || a && f(b, c) ? d : e;", "condition"),
                         ["  x = (p && a && f(b, c)) ? d : e;", "  x = p || (a || f(b, c)) ? d : e;"])
        self.assertEqual(texts("  if (f(x); y) g();", "condition"), ["  if (f(x); !(y)) g();"])

    def test_what_is_taken_out_is_a_whole_statement_that_declares_nothing(self):
        source = (
            "{\n  int a = 1;\n  std::function<void(bool)> b;\n  a = f(a,\n        2);\n  if (a) return;\n"
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


class WeaveTest(unittest.TestCase):
    """What wakes in the binary of all faults does what the text with the one fault does."""

    MAIN = """#include <cstdio>
int main() { for (int a = 0; a < 5; ++a) for (int b = 0; b < 3; ++b) std::printf("%d ", Forms(a, b)); }
"""

    def compiled(self, folder, name, text):
        (folder / name).write_text(text)
        return subprocess.run(["g++", "-std=c++20", "-w", "-fsyntax-only" if name == "try.cc" else "-O0", name, "-o", "made"],
                              cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})

    def said(self, folder, number=0):
        run = subprocess.run([folder / "made"], capture_output=True, text=True, env={"ZWK_AWAKE": str(number)})
        return run.stdout or run.returncode

    def test_each_fault_asleep_is_what_it_is_alone(self):
        with tempfile.TemporaryDirectory() as holder:
            folder = pathlib.Path(holder)
            (folder / "awake.h").write_text(weave.HEADER)
            asleep = weave.that_sleep(FORMS, "forms.cc", faults.find_faults(FORMS))
            for _ in range(4):
                woven = weave.weave(FORMS, "forms.cc", folder / "awake.h", asleep) + self.MAIN
                made = self.compiled(folder, "woven.cc", woven)
                wrong = weave.wrong_lines(made.stderr, "forms.cc")
                asleep = {n: f for n, f in asleep.items() if not wrong & weave.lines_of(FORMS, f, n)}
            self.assertEqual(made.returncode, 0, made.stderr)
            self.assertGreater(len(asleep), 30)
            awake = {number: self.said(folder, number) for number in [0, *asleep]}
            sample = [n for n in asleep if n % 4 == 0 or asleep[n].operator]
            for number in sample:
                alone = self.compiled(folder, "alone.cc", asleep[number].put_into(FORMS) + self.MAIN)
                expected = weave.NO_FAULT if alone.returncode else self.said(folder)
                self.assertEqual(awake[number], expected, asleep[number])

    def test_a_script_gives_way_to_another(self):
        sha = hashlib.sha1(b"return 1").hexdigest()
        header = f'#pragma once\ninline constexpr char kReadScript[] = R"lua(return 1)lua";\ninline constexpr char kReadSha[] = "{sha}";\n'
        ready = weave.let_scripts_be_replaced(header)
        self.assertEqual(weave.let_scripts_be_replaced(ready), ready)
        self.assertEqual(weave.replaced(ready, "return 1", "return 2"),
                         {"kReadScript": "return 2", "kReadSha": hashlib.sha1(b"return 2").hexdigest()})


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
            run.seed_all([("sum", "services/sum/sum.cc", fault)])
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
        run.seed_all([("sum", "services/sum/sum.cc", broken)])
        self.assertEqual(run.scores["sum"], mutate.Score(uncompiled=1))

        self.assertEqual(self.contents(), before)
        self.assertFalse(list(run.copy.scratch.iterdir()))

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
