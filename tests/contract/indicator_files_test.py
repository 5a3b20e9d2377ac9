#!/usr/bin/env python3
"""Files of figures, read by what others read them with: `indicator_files_test.py REPORTING_TEST` has the unit test write
those of a city with hostile names, and looks at them as a spreadsheet and a client of JSON-stat do."""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonstat_validator
    import openpyxl
except ImportError as missing:
    print(f"SKIPPED: {missing}; ./zwk setup installs it")
    sys.exit(77)

TEST = sys.argv.pop()
HOSTILE = ["=cmd|' /C calc'!A0", '@SUM(1);"2"\r\n3', "\t<b>Süd & Ost</b>"]


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        subprocess.run([TEST, "--gtest_filter=IndicatorFileTest.OthersCanReadTheFiles"], check=True,
                       env={**os.environ, "ZWK_WRITE_FILES": cls.folder.name}, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def rows(self, language):
        with open(self.path / f"{language}.csv", encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def test_no_cell_of_csv_is_a_formula(self):
        for language, point in (("de", ","), ("en", ".")):
            rows = self.rows(language)
            self.assertEqual(len(rows), 12)
            self.assertEqual({row["neighborhood"] for row in rows}, {"'" + name for name in HOSTILE} | {"Stadt"})
            for row in rows:
                for name, cell in row.items():
                    if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                        self.assertIn(name, ("value", "band_low", "band_high"))
                        self.assertEqual(float(cell.replace(point, ".")), -0.35)

    def test_the_metadata_fits_the_file(self):
        for language in ("de", "en"):
            metadata = json.loads((self.path / f"{language}.csvw").read_text())
            names = [column["name"] for column in metadata["tableSchema"]["columns"]]
            self.assertEqual(names, list(self.rows(language)[0]))
            self.assertLessEqual(set(metadata["tableSchema"]["primaryKey"]), set(names))

    def test_a_sheet_has_texts_and_numbers_and_computes_nothing(self):
        for language in ("de", "en"):
            book = openpyxl.load_workbook(self.path / f"{language}.xlsx")
            figures = book.worksheets[0]
            self.assertEqual(figures.max_row, 13)
            for row in figures.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", f"{cell.coordinate}: {cell.value}")
            self.assertEqual(figures["B2"].value, HOSTILE[0])
            self.assertEqual(figures["F2"].value, -0.35)
            self.assertEqual(book.worksheets[1].max_row, 3)

    def test_json_stat_is_valid(self):
        for language in ("de", "en"):
            dataset = json.loads((self.path / f"{language}.jsonstat").read_text())
            self.assertTrue(jsonstat_validator.validate_jsonstat(dataset))


if __name__ == "__main__":
    unittest.main()
