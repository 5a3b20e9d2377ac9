"""zwkctl forecast boundaries against a real service: files of offices as they are, wrong ones refused with nothing changed. boundaries_test.py BINARIES"""
import json
import pathlib
import subprocess
import sys
import unittest

import city as cities

CITY = None


def zwkctl(*words):
    return subprocess.run([CITY.binaries / "zwkctl", "--address", CITY.address, "--municipality", "moorsum", "--tls-certificate", CITY.pem("office"),
                           "--tls-key", CITY.pem("office"), "--tls-ca", CITY.pem("ca"), *words], capture_output=True, text=True, timeout=60)


def square(west, south, side=0.1):
    return [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]


def feature(key, ring, name="Quartier", **properties):
    return {"type": "Feature", "properties": {"NR": key, "NAME": f"{name} {key}", **properties}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def written(features, **more):
    file = CITY.folder / "boundaries.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return file


def registered():
    done = zwkctl("--json", "forecasting", "list-neighborhoods")
    return {each["neighborhood_key"]: each for each in json.loads(done.stdout).get("neighborhoods", [])}


class Boundaries(unittest.TestCase):
    def refused(self, features, why, *words, **more):
        before = registered()
        done = zwkctl("forecast", "boundaries", str(written(features, **more)), *(words or ("--key", "NR", "--name", "NAME")))
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(why, done.stderr)
        self.assertEqual(registered(), before)

    def test_1_a_file_of_an_office_becomes_neighborhoods_also_the_second_time(self):
        heights = [[*position, 0, 0] for position in square(8.1, 53)]
        parts = [feature(3, square(8.2, 53)), feature(3, square(8.4, 53))]
        file = written([feature(1, square(8, 53)), feature("2", heights), *parts])
        for version in ("1", "1"):
            done = zwkctl("forecast", "boundaries", str(file), "--key", "NR", "--name", "NAME")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("3 of 3 neighborhoods registered", done.stderr)
            self.assertIn("3 of 3 neighborhoods have a boundary, 0 findings", done.stdout)
            there = registered()
            self.assertEqual([(key, each["names"], each["version"]) for key, each in there.items()],
                             [(key, {"de": f"Quartier {key}"}, version) for key in ("1", "2", "3")])
            self.assertEqual(len(there["3"]["geometry"]["polygons"]), 2)

    def test_2_what_is_registered_keeps_everything_else(self):
        done = zwkctl("forecast", "boundaries", str(written([feature(1, square(8, 53, 0.15), "Quarter")])), "--key", "NR", "--name", "NAME", "--language", "en")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(registered()["1"]["names"], {"de": "Quartier 1", "en": "Quarter 1"})
        self.assertRegex(done.stdout, r"OVERLAP +1 +2 ")
        self.assertEqual(zwkctl("forecast", "boundaries").stdout, done.stdout)

    def test_3_what_is_wrong_changes_nothing(self):
        good = feature(1, square(8, 53))
        self.refused([good, {"type": "Feature", "properties": {"NR": 9, "NAME": "x"}, "geometry": {"type": "Point", "coordinates": [8, 53]}}], "features[1]: is no Polygon")
        self.refused([good, feature(9, [["8", 53]] * 4)], "features[1]: is no Polygon")
        self.refused([good, {**feature(9, square(8, 53)), "properties": None}], "features[1]: has no property 'NR'")
        self.refused([good, feature(2.5, square(8, 53))], "features[1]: has no property 'NR'")
        self.refused([good, "x"], "features[1]: has no property")
        self.refused([], "no GeoJSON FeatureCollection with features")
        self.refused([good], "EPSG::25832", crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}})
        self.refused([feature(1, square(8, 53), town="a"), feature(2, square(8.1, 53), town="a")], "these tell all of them apart: NAME, NR", "--name", "NAME")
        self.refused([feature("9 9", square(8, 53))], "9 9: ")
        self.refused([feature(9, square(475_000, 5_932_000, 100))], "9: ")
        self.refused([feature(9, [[8, 53], [9, 54], [9, 53], [8, 54], [8, 53]])], "crosses itself")
        self.refused([feature(9, square(53.5, 8.5))], "axes_are_right")
        self.assertEqual(zwkctl("forecast", "boundaries", str(pathlib.Path("/nowhere.geojson")), "--key", "NR").returncode, 1)

    def test_4_who_has_looked_may_lie_elsewhere(self):
        done = zwkctl("forecast", "boundaries", str(written([feature(9, square(53.5, 8.5))])), "--key", "NR", "--axes-are-right")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(registered()["9"]["names"], {"de": "9"})
        self.assertRegex(done.stdout, r"FAR_AWAY +9 ")


if __name__ == "__main__":
    CITY = cities.City(sys.argv.pop(1), ("participation", "forecasting"))
    try:
        made = zwkctl("participation", "configure-municipality", "--name", "Moorsum", "--official-municipality-key", "03999001")
        assert made.returncode == 0, made.stderr
        program = unittest.main(exit=False, verbosity=2)
    finally:
        CITY.stop()
    sys.exit(0 if program.result.wasSuccessful() else 1)
