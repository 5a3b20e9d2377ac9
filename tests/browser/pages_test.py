"""The pages in a real Chromium: they open, link to each other, can be read without a mouse, and run no script.

Runs against the platform of `demo.sh start`: pages_test.py ADDRESS SCREENSHOTS. The screenshots are kept there.
"""

import sys
import unittest
from pathlib import Path

from playwright.sync_api import sync_playwright

ADDRESS = ""
SCREENSHOTS = Path()


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                                     args=["--no-sandbox", "--disable-dev-shm-usage"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def setUp(self):
        self.page = self.browser.new_page(viewport={"width": 1100, "height": 900}, locale="de-DE")
        self.complaints = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def tearDown(self):
        self.page.close()

    def open(self, path="/", city="bremerhaven"):
        answer = self.page.goto(f"http://{city}.localhost:{ADDRESS.split(':')[1]}{path}")
        self.assertEqual(answer.status, 200, path)
        self.assertEqual(self.page.evaluate("document.documentElement.lang")[:2], "de")
        return self.page

    def shot(self, name):
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        # The same document as a phone shows it: nothing may stick out at the side.
        self.page.set_viewport_size({"width": 390, "height": 800})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.screenshot(path=SCREENSHOTS / f"{name}-phone.png")
        self.assertLessEqual(wide, 400, f"{name} is {wide} px wide on a phone")
        self.assertEqual(self.complaints, [], name)

    def test_the_entry_page_leads_to_the_minutes(self):
        page = self.open()
        self.assertEqual(page.locator("h1").count(), 1)
        self.shot("index")
        page.set_viewport_size({"width": 1100, "height": 900})
        page.get_by_role("link", name="ersten Treffen").first.click()
        self.assertIn("Beirats", page.locator("h1").inner_text())
        text = page.locator("body").inner_text()
        for part in ("Familien und Jugendliche", "Senioren und Seniorenprojekte", "Migration / Integration",
                     "Themenspeicher I", "Themenspeicher II", "Gesundheitsprävention"):
            self.assertIn(part, text)
        self.assertGreater(page.locator("figure.picture img").evaluate("img => img.naturalWidth"), 0)
        self.shot("minutes")

    def test_a_profile_shows_pyramid_forecast_and_gaps(self):
        page = self.open("/v1/neighborhoods/212/profile")
        text = page.locator("body").inner_text()
        self.assertIn("Geestendorf", page.locator("h1").inner_text())
        self.assertRegex(text.lower(), "synthetisch")
        self.assertIn("ohne Verzehrzwang", text)
        self.assertGreaterEqual(page.locator("svg").count(), 2)
        for svg in page.locator("svg").all():
            self.assertEqual(svg.locator("title").count(), 1, "a chart has a title for those who do not see it")
        self.shot("profile-geestendorf")

    def test_neighborhoods_are_compared_by_a_form(self):
        page = self.open()
        page.get_by_role("link", name="Quartiere im Vergleich").click()
        everybody = page.locator("tbody tr").count()
        self.shot("comparison")
        page.set_viewport_size({"width": 1100, "height": 900})
        for name in ("Geestendorf", "Luneplate"):
            page.get_by_label(name, exact=True).check()
        page.get_by_role("button", name="Vergleichen").click()
        self.assertLess(page.locator("tbody tr").count(), everybody)
        rows = [row.inner_text() for row in page.locator("tbody tr").all()]
        self.assertEqual([row.split("\t")[0] for row in rows], ["Bremerhaven", "Geestendorf", "Luneplate"])
        self.assertNotIn("zu wenige Personen", rows[1])
        self.assertIn("zu wenige Personen", rows[2])
        self.assertTrue(page.get_by_label("Luneplate", exact=True).is_checked())

    def test_the_other_municipality_sees_nothing_of_it(self):
        text = self.open(city="moorsum").locator("body").inner_text()
        self.assertNotIn("Geestendorf", text)
        self.assertNotIn("Beirats", text)
        self.shot("index-moorsum")


if __name__ == "__main__":
    ADDRESS, SCREENSHOTS = sys.argv[1], Path(sys.argv[2])
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    del sys.argv[1:3]
    unittest.main()
