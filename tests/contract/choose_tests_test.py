#!/usr/bin/env python3
"""`./zwk test NAME...` finds what is meant, and says what could have been: choose_tests_test.py BUILD"""
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ""


def choose(*names):
    return subprocess.run([sys.executable, "-B", ROOT / "deploy/local/choose_tests.py", BUILD, *names], capture_output=True, text=True)


class ChooseTests(unittest.TestCase):
    def test_a_part_of_a_name_is_enough(self):
        self.assertEqual(choose("board").stdout.split(), ["test", "participation_board_test", "file", "services/participation/participation_board_test"])

    def test_what_its_fixture_needs_is_built_too(self):
        chosen = choose("^foreign_objects$").stdout.splitlines()
        self.assertIn("file bin/participation", chosen)
        self.assertIn("test foreign_objects", chosen)

    def test_a_wrong_name_lists_near_ones(self):
        for wrong, near in (("bord", "participation_board_test"), ("participation_bord_test", "participation_board_test"), ("bufff_lint", "buf_lint")):
            refused = choose(wrong)
            self.assertEqual((refused.returncode, refused.stdout), (1, ""), wrong)
            self.assertIn(near, refused.stderr)


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    unittest.main()
