"""The start page of a city in a real Chromium: its sentences, its map, the ways that lead from it; axe at four widths.

Runs against the platform of `demo.sh start`: start_page_test.py ADDRESS SCREENSHOTS
"""

import re
import sys
import unittest
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ADDRESS = ""
SCREENSHOTS = Path()
AXE = Path(__file__).resolve().parents[2] / "clients/room/node_modules/axe-core/axe.min.js"
WIDTHS = (320, 390, 768, 1280)
PAGES = ("/", "/?locale=en", "/?map=over65", "/?map=gaps", "/v1/pages/meetings", "/v1/pages/operations")


class StartPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def setUp(self):
        self.page = self.browser.new_page(viewport={"width": 1280, "height": 900}, locale="de-DE")

    def tearDown(self):
        self.page.close()

    def open(self, path="/", city="bremerhaven"):
        answer = self.page.goto(f"http://{city}.localhost:{ADDRESS.split(':')[1]}{path}")
        self.assertEqual(answer.status, 200, path)
        return self.page

    def axe(self, name):
        # The pages run no script of their own; this one comes from the test alone.
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        grave = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found if each["impact"] in ("serious", "critical")]
        self.assertEqual(grave, [], name)

    def test_everybody_can_read_it_at_every_width(self):
        for city, paths in (("bremerhaven", PAGES), ("moorsum", PAGES[:1])):
            for path in paths:
                page = self.open(path, city)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    name = f"{city} {path} at {width}"
                    self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width, name)
                    self.axe(name)
                    shot = re.sub(r"\W+", "-", path).strip("-") or "start"
                    page.screenshot(path=SCREENSHOTS / f"{city}-{shot}-{width}.png", full_page=True)

    def test_axe_finds_a_fault_that_is_there(self):
        page = self.open()
        page.evaluate("document.querySelector('main').innerHTML += '<button></button>'")
        with self.assertRaises(AssertionError):
            self.axe("seeded")

    def test_its_sentences_are_made_of_figures_that_lead_further(self):
        page = self.open()
        text = page.locator("#figures").inner_text()
        self.assertRegex(text, r"In Bremerhaven leben [\d.]+ Menschen \(31\. Dezember \d{4}\)")
        self.assertRegex(text, r"kommen \d+,\d ab 65")
        self.assertRegex(text, r"etwa [\d.]+ Menschen leben, wahrscheinlich zwischen [\d.]+ und [\d.]+")
        figures = [link.get_attribute("href") for link in page.locator("#figures a.figure").all()]
        self.assertEqual(len(figures), 3)
        for path in figures:
            self.assertEqual(self.open(path).locator("h1").count(), 1, path)

    def test_the_map_can_be_chosen_from_and_leads_to_profiles(self):
        page = self.open()
        areas = page.locator("svg.map a")
        self.assertEqual(areas.count(), page.locator("#profiles .keys li").count())
        titles = {}
        for path in ("/?map=change", "/?map=over65", "/?map=gaps"):
            page = self.open(path)
            titles[path] = page.locator("svg.map title").all_text_contents()
            listed = [" ".join(item.split()) for item in page.locator("#profiles .keys li b").all_inner_texts()]
            drawn = sorted(" ".join(title.split(": ")[1].split()) for title in titles[path])
            self.assertEqual(drawn, sorted(listed), f"{path}: the list says what the map says")
        self.assertEqual(len({tuple(each) for each in titles.values()}), 3, "three maps")
        self.assertGreater(page.locator("svg.map path.none").count() + page.locator("svg.map path.b0").count(), 0)
        page.get_by_role("link", name="Ab 65 Jahren").click()
        self.assertEqual(page.locator(".themes [aria-current]").inner_text(), "Ab 65 Jahren")
        area = page.get_by_role("link", name="Geestendorf: ")
        area.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/v1/neighborhoods/212/profile*")
        self.assertIn("Geestendorf", page.locator("h1").inner_text())

    def test_its_doors_open(self):
        page = self.open()
        doors = [link.get_attribute("href") for link in page.locator("#doors a").all()]
        self.assertEqual(len(doors), 6)
        for path in doors:
            if path.startswith("#"):
                self.assertEqual(self.open().locator(path).count(), 1, path)
                continue
            with urllib.request.urlopen(urllib.request.Request(f"http://{ADDRESS}{path}", headers={"Host": "bremerhaven.localhost"}), timeout=30) as answer:
                self.assertEqual(answer.status, 200, path)
        self.open().get_by_role("link", name="Betrieb").click()
        self.assertGreaterEqual(self.page.locator("#usage li").count(), 10)


if __name__ == "__main__":
    ADDRESS, SCREENSHOTS = sys.argv[1], Path(sys.argv[2])
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    del sys.argv[1:3]
    unittest.main()
