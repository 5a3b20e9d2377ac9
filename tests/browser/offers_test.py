"""The offer finder in a real Chromium without JavaScript: axe at four widths, keyboard alone, German and Arabic, what comes out of a printer.

Runs against the platform of `demo.sh start`: offers_test.py ADDRESS SCREENSHOTS. The screenshots are kept there.
"""

import sys
import unittest
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

ADDRESS = ""
SCREENSHOTS = Path()
AXE = Path(__file__).resolve().parents[2] / "clients/room/node_modules/axe-core/axe.min.js"
WIDTHS = (320, 390, 768, 1280)


class Offers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def reader(self, **more):
        """A page of somebody whose browser runs no script; those of the test are run beside the page."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE", **{"java_script_enabled": False, **more})
        self.addCleanup(context.close)
        page = context.new_page()
        page.on("console", lambda message: self.fail(message.text) if message.type == "error" else None)
        return page

    def open(self, page, path):
        answer = page.goto(f"http://bremerhaven.localhost:{ADDRESS.split(':')[1]}{path}")
        self.assertEqual(answer.status, 200, path)
        return page

    def check(self, path, name):
        """Axe needs a script; the page has none of its own, and its policy would let none run."""
        page = self.open(self.reader(java_script_enabled=True, bypass_csp=True), path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width, f"{name} at {width}")
            page.evaluate(AXE.read_text())
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            grave = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found if each["impact"] in ("serious", "critical")]
            self.assertEqual(grave, [], f"{name} at {width}")
            page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=width != 320)

    def an_offer(self, locale):
        page = self.open(self.reader(), f"/angebote?locale={locale}&words=Freizeittreff&neighborhood_key=212")
        return page.locator(".hits a").first.get_attribute("href")

    def test_everybody_can_read_every_page(self):
        for locale in ("de", "ar"):
            self.check(f"/angebote?locale={locale}", f"finder-{locale}")
            self.check(f"/angebote?locale={locale}&words=Treff&neighborhood_key=212&wheelchair=true", f"finder-hits-{locale}")
            self.check(f"/angebote?locale={locale}&words=xqzwvk&when=now", f"finder-nothing-{locale}")
            self.check(self.an_offer(locale), f"offer-{locale}")
            self.check(f"/angebote/faltblatt/212?locale={locale}", f"leaflet-{locale}")
        for locale in ("en", "uk", "tr"):
            self.check(f"/angebote?locale={locale}&words=Treff&neighborhood_key=212", f"finder-hits-{locale}")
            self.check(self.an_offer(locale), f"offer-{locale}")

    def test_axe_finds_a_fault_that_is_there(self):
        page = self.open(self.reader(java_script_enabled=True, bypass_csp=True), "/angebote")
        page.evaluate("document.querySelector('label[for=words]').remove()")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        self.assertIn("label", {each["id"] for each in found})

    def test_somebody_finds_an_offer_by_keyboard_alone(self):
        page = self.open(self.reader(), "/angebote")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.locator("#words:focus").count():
                break
        page.keyboard.type("Freizeittref")
        page.keyboard.press("Tab")
        expect(page.get_by_label("In welchem Quartier?")).to_be_focused()
        page.keyboard.type("Geestendorf")
        page.locator("#words").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".hits h3").first).to_contain_text("Freizeittreff Geestendorf")
        expect(page.get_by_label("Was suchen Sie?")).to_have_value("Freizeittref")
        page.locator(".hits a").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Freizeittreff Geestendorf")
        expect(page.get_by_role("heading", name="Wann?")).to_be_visible()
        page.get_by_role("link", name="Zur Suche").focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Angebote finden")

    def test_filters_and_further_pages_work_without_a_script(self):
        page = self.open(self.reader(), "/angebote")
        everything = page.locator("#found").inner_text()
        page.get_by_role("link", name="Weitere Angebote").click()
        expect(page.get_by_role("link", name="Von vorn")).to_be_visible()
        expect(page.locator("#found")).to_have_text(everything)
        page.get_by_label("Mit dem Rollstuhl zugänglich").check()
        page.get_by_label("Welche Sprache soll dort gesprochen werden?").select_option(label="Arabisch")
        page.get_by_role("button", name="Suchen").click()
        expect(page.locator(".hits h3").filter(has_text="Freizeittreff Geestendorf")).to_be_visible()
        self.assertEqual(page.locator(".hits h3").filter(has_text="Billardcafé").count(), 0)
        expect(page.get_by_label("Mit dem Rollstuhl zugänglich")).to_be_checked()
        page.get_by_role("link", name="English").click()
        expect(page.get_by_label("Accessible by wheelchair")).to_be_checked()

    def test_arabic_runs_from_the_right_and_says_what_is_german(self):
        page = self.open(self.reader(java_script_enabled=True), "/angebote?locale=ar&words=Freizeittreff")
        self.assertEqual(page.evaluate("getComputedStyle(document.documentElement).direction"), "rtl")
        name = page.locator(".hits h3 a span").first
        self.assertEqual((name.get_attribute("lang"), name.get_attribute("dir")), ("de", "ltr"))
        expect(page.locator(".hits h3 .tag").first).to_have_text("باللغة \u2068الألمانية\u2069")

    def test_a_leaflet_comes_out_of_the_printer_in_its_size(self):
        page = self.open(self.reader(), "/angebote/faltblatt/212?locale=de")
        for path, points in (("?locale=de", (595, 842)), ("?locale=de&format=a6", (298, 420))):
            self.open(page, f"/angebote/faltblatt/212{path}")
            pdf = page.pdf(prefer_css_page_size=True)
            (SCREENSHOTS / f"leaflet-{points[0]}.pdf").write_bytes(pdf)
            box = [float(number) for number in pdf.split(b"/MediaBox [")[1].split(b"]")[0].split()]
            for got, wanted in zip(box[2:], points):
                self.assertAlmostEqual(got, wanted, delta=2)
        page.emulate_media(media="print")
        expect(page.get_by_role("link", name="Zur Suche")).not_to_be_visible()
        expect(page.get_by_text("Stand: ")).to_be_visible()


if __name__ == "__main__":
    ADDRESS, SCREENSHOTS = sys.argv[1], Path(sys.argv[2])
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    del sys.argv[1:3]
    unittest.main()
