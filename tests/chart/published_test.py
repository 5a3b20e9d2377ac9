"""What is needed to publish: licences by REUSE, publiccode.yml, and no contact that nobody has given."""

import pathlib
import re
import subprocess
import sys
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Published(unittest.TestCase):
    def test_each_file_says_whose_it_is(self):
        done = subprocess.run([sys.executable, "-m", "reuse", "lint"], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])
        self.assertEqual((ROOT / "LICENSE").read_text(), (ROOT / "LICENSES/Apache-2.0.txt").read_text())

    def test_publiccode_is_whole_but_for_what_the_publisher_adds(self):
        said = yaml.safe_load((ROOT / "publiccode.yml").read_text())
        # `url` is the publisher's; everything else that the standard wants is there.
        for key in ("publiccodeYmlVersion", "name", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance", "localisation"):
            self.assertIn(key, said)
        self.assertIn(said["developmentStatus"], ("concept", "development", "beta", "stable", "obsolete"))
        for language, text in said["description"].items():
            self.assertLessEqual(len(text["shortDescription"]), 150, language)
            self.assertTrue(150 <= len(text["longDescription"]) <= 10000, language)
            self.assertTrue(text["features"] and all(len(each) <= 100 for each in text["features"]), language)
        self.assertEqual(set(said["description"]), set(said["localisation"]["availableLanguages"]))
        self.assertEqual(said["legal"]["license"], "Apache-2.0")

    def test_no_contact_is_made_up(self):
        for name in ("publiccode.yml", "SECURITY.md"):
            self.assertFalse(re.findall(r"[\w.+-]+@[\w-]+\.\w+|\+49|tel:|mailto:", (ROOT / name).read_text()), name)


if __name__ == "__main__":
    unittest.main()
