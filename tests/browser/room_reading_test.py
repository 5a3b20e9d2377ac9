"""The room for everybody, in a real Chromium: axe at four widths, thumbs, keyboard, five languages, the size of the page.

Runs against the platform of `demo.sh start`: room_reading_test.py ADDRESS SCREENSHOTS
"""

from pathlib import Path

from hall import Room, main
from playwright.sync_api import expect

AXE = Path(__file__).resolve().parents[2] / "clients/room/node_modules/axe-core/axe.min.js"
WIDTHS = (320, 390, 768, 1280)
BUDGET = 60_000  # bytes of the phone page as they are sent, all in all


class Reading(Room):
    CARDS = (("Busse am Abend", "de"), ("Donaudampfschifffahrtsgesellschaftskapitänsmützenabstellraumschlüssel", "de"), ("حديقة فيها ظل", "ar"))

    def axe(self, page, name):
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        grave = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found if each["impact"] in ("serious", "critical")]
        self.assertEqual(grave, [], name)

    def check(self, page, name):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            self.assert_fits(page, f"{name} at {width}")
            self.axe(page, f"{name} at {width}")

    def test_axe_finds_a_fault_that_is_there(self):
        page = self.somebody()
        page.goto(f"{self.hall.base}/room/")
        expect(page.locator("h1")).to_be_visible()
        page.evaluate("document.querySelector('label').remove(); document.querySelector('main').innerHTML += '<button></button>'")
        with self.assertRaises(AssertionError):
            self.axe(page, "seeded")

    def test_everybody_can_read_and_use_every_page(self):
        join = self.somebody()
        join.goto(f"{self.hall.base}/room/")
        expect(join.locator("h1")).to_be_visible()
        self.check(join, "join")
        ready = {"COLLECTING": "h1:has-text('Karten schreiben')", "VOTING": "h1:has-text('Punkte vergeben')", "DISCUSSING": ".countdown"}
        for phase, there in ready.items():
            session = self.hall.session(self.CARDS, phase)
            for place in ("", "wall", "moderator", "scribe"):
                page = self.somebody()
                page.goto(session.address(place))
                expect(page.locator("h1")).to_be_visible()
                if place != "scribe":
                    expect(page.locator(there).first).to_be_visible()
                self.check(page, f"{place or 'phone'} {phase}")
        self.assertEqual(self.complaints, [])

    def test_everybody_can_use_what_opens(self):
        session = self.hall.session(self.CARDS)
        self.hall.ask("POST", f"/v1/meetings/{session.get()['session']['meetingId']}:start")
        scribe = self.somebody()
        scribe.goto(session.address("scribe"))
        scribe.locator("summary", has_text="Beschlüsse").click()
        scribe.get_by_label("Angenommen, mit Anmerkungen").check()
        expect(scribe.get_by_label("Name des Gastes")).to_be_visible()
        self.check(scribe, "the scribe's record")
        scribe.locator("header select").select_option("ar")
        expect(scribe.locator("html")).to_have_attribute("dir", "rtl")
        self.check(scribe, "the scribe's record in Arabic")

        lead = self.somebody()
        lead.goto(session.address("moderator"))
        for title in ("Busse am Abend", "Donau"):
            lead.get_by_role("checkbox", name=f"„{title}").check()
        lead.get_by_role("button", name="Zusammenlegen").click()
        expect(lead.get_by_role("button", name="Rückgängig machen")).to_be_visible()
        self.check(lead, "what can be taken back")
        # By the keyboard into a question and out of it, back to where one was.
        cancel = lead.get_by_role("button", name="Runde abbrechen")
        cancel.focus()
        lead.keyboard.press("Enter")
        expect(lead.get_by_role("dialog")).to_be_visible()
        self.check(lead, "a question")
        lead.keyboard.press("Escape")
        expect(lead.get_by_role("dialog")).to_have_count(0)
        expect(cancel).to_be_focused()
        self.assertEqual(self.complaints, [])

    def test_targets_are_large_enough_for_a_thumb(self):
        page = self.phone(self.hall.session(self.CARDS, "VOTING"), width=320)
        expect(page.locator(".stepper").first).to_be_visible()
        for box in page.evaluate("[...document.querySelectorAll('button, select, input')].map(each => { const b = each.getBoundingClientRect(); return [each.outerHTML, b.width, b.height] })"):
            self.assertGreaterEqual(min(box[1:]), 44, box[0])

    def test_one_can_vote_with_the_keyboard_and_hears_what_happens(self):
        page = self.phone(self.hall.session(self.CARDS, "VOTING"))
        more = page.get_by_role("button", name="Ein Punkt mehr für „Busse am Abend“")
        more.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.get_by_label("2 Punkte auf „Busse am Abend“")).to_be_visible()
        expect(more).to_be_focused()
        expect(page.locator("p.unseen[aria-live]")).to_contain_text("Noch ein Punkt übrig")

    def test_each_language_is_spoken_and_arabic_runs_from_right_to_left(self):
        session = self.hall.session(self.CARDS, "VOTING")
        page = self.phone(session, locale="en-GB")
        for language, title, direction in (("en", "Give dots", "ltr"), ("uk", None, "ltr"), ("tr", None, "ltr"), ("ar", None, "rtl"), ("de", "Punkte vergeben", "ltr")):
            page.locator("header select").select_option(language)
            expect(page.locator("html")).to_have_attribute("lang", language)
            self.assertEqual(page.evaluate("document.documentElement.dir"), direction)
            if title:
                expect(page.locator("h1")).to_have_text(title)
            page.set_viewport_size({"width": 320, "height": 800})
            self.assert_fits(page, language)
            self.axe(page, language)
            if language == "ar":
                page.set_viewport_size({"width": 390, "height": 800})
                self.shot(page, "phone-arabic")
        self.assertEqual([page.locator(".words > [lang]").nth(at).get_attribute("lang") for at in range(3)], ["de", "de", "ar"], "each card has its own language")

    def test_the_page_is_small_and_takes_nothing_from_elsewhere(self):
        session = self.hall.session(self.CARDS, "VOTING")
        page = self.somebody(locale="ar")
        asked = []
        page.on("requestfinished", lambda request: asked.append(request))
        policy = page.goto(session.address()).headers["content-security-policy"]
        expect(page.locator(".stepper").first).to_be_visible()
        self.assertEqual({request.url.split("/")[2] for request in asked}, {self.hall.base.removeprefix("http://")})
        files = [request for request in asked if "/room/" in request.url]
        sent = {request.url.split("/room/")[1]: request.sizes()["responseBodySize"] for request in files}
        self.assertLess(sum(sent.values()), BUDGET, sent)
        self.assertIn("script-src 'self';", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(page.evaluate("document.cookie"), "")
        self.assertEqual(self.complaints, [])


if __name__ == "__main__":
    main()
