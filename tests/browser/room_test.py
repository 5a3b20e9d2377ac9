"""The room in a real Chromium: a session with a moderator, a scribe, a wall and several phones through the real edge.

Runs against the platform of `demo.sh start`: room_test.py ADDRESS SCREENSHOTS [AXE]. The screenshots are kept there; AXE is axe-core's script.
"""

import re
import sys
import unittest
from pathlib import Path

from hall import Hall
from playwright.sync_api import expect, sync_playwright

ADDRESS = ""
SCREENSHOTS = Path()
AXE = Path(__file__).resolve().parents[2] / "clients/room/node_modules/axe-core/axe.min.js"
WIDTHS = (320, 390, 768, 1280)
BUDGET = 60_000  # bytes of the phone page as they are sent, all in all

expect.set_options(timeout=30_000)  # the build of the tests is a slow one


class Room(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        cls.hall = Hall(ADDRESS)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def setUp(self):
        self.complaints = []
        self.contexts = []

    def tearDown(self):
        for context in self.contexts:
            context.close()

    def somebody(self, width=390, locale="de-DE", height=800):
        """A page of a browser of its own."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale=locale)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        # What a network that is away does is no fault of the page's.
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" and "Failed to load resource" not in message.text else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def phone(self, session, **how):
        page = self.somebody(**how)
        page.goto(session.address())
        return page

    def need(self, path):
        if not self.hall.serves(path):
            self.skipTest(f"this build of participation has no {path.split(':')[-1]}")

    def shot(self, page, name):
        page.screenshot(path=SCREENSHOTS / f"room-{name}.png", full_page=True)

    def assert_fits(self, page, name):
        wide, there = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        self.assertLessEqual(wide, there, f"{name} is {wide} px wide on {there}")


class Session(Room):
    def test_a_session_from_the_first_card_to_the_last_topic(self):
        lead = self.somebody(1280)
        lead.goto(f"{self.hall.base}/room/moderator")
        lead.get_by_label("Zu welcher Sitzung?").select_option(label=self.hall.title)
        lead.get_by_label("Punkte je Person").fill("3")
        lead.get_by_label("Mitmachen auch mit Codes").uncheck()
        lead.get_by_role("button", name="Runde anlegen").click()
        lead.get_by_role("button", name="Karten sammeln").click()
        expect(lead.locator("h1")).to_have_text("Karten schreiben")
        query = lead.url.split("?")[1]
        session_id = query.removeprefix("session=")

        wall = self.somebody(1280, height=900)
        wall.goto(f"{self.hall.base}/room/wall?{query}")
        expect(wall.locator("svg.qr")).to_be_visible()
        phones = [self.somebody() for _ in range(5)]
        for number, phone in enumerate(phones):
            phone.goto(f"{self.hall.base}/room/?{query}")
            phone.get_by_label("Was ist Ihnen wichtig?").fill(("Busse am Abend", "Ein Park mit Schatten", "Bus auch nachts", "Hausaufgabenhilfe", "Werbung")[number])
            phone.get_by_role("button", name="Karte abgeben").click()
            expect(phone.get_by_text("Eine Karte von Ihnen wartet auf die Moderation.")).to_be_visible()
        expect(wall.get_by_text("5 Personen sind mit einem Telefon dabei.")).to_be_visible()
        self.assertNotIn("Busse am Abend", wall.locator("main").inner_text(), "nothing is shown before moderation")
        self.shot(phones[0], "phone-collecting")

        self.moderate(lead)
        expect(phones[0].get_by_text("2 Karten auf dem Tisch").or_(phones[0].get_by_text("3 Karten auf dem Tisch"))).to_be_visible()
        expect(wall.get_by_role("heading", name="3 Karten auf dem Tisch")).to_be_visible()
        lead.get_by_role("button", name="Abstimmung öffnen").click()
        self.vote(phones, wall)
        self.shot(lead, "moderator-voting")

        lead.get_by_role("button", name="Abstimmung schließen").click()
        expect(phones[0].locator("h1")).to_have_text("Abstimmung geschlossen")
        expect(phones[0].get_by_text("Das sehen nur Sie.")).to_be_visible()
        lead.get_by_role("button", name="Ergebnis zeigen").click()
        ranking = wall.locator("ol.ranking li")
        expect(ranking).to_have_count(3)
        expect(ranking.first).to_contain_text("Busse am Abend")
        expect(ranking.first).to_contain_text("10 Punkte")
        expect(phones[0].locator("ol.ranking li").first).to_contain_text("2 von Ihnen")

        self.discuss(lead, wall, phones[0], query)
        results = self.hall.ask("GET", f"/v1/sessions/{session_id}/results")["results"]
        self.assertEqual([int(tally["dots"]) for tally in results["tallies"]], [10, 5, 0])
        self.assertEqual(int(results["ballotsCast"]), 5)
        self.assertEqual(self.complaints, [])

    def moderate(self, lead):
        expect(lead.get_by_role("heading", name="5 Karten warten")).to_be_visible()
        lead.get_by_role("button", name="„Werbung“ ablehnen").click()
        lead.get_by_role("button", name="Bestätigen").click()
        expect(lead.get_by_text("Hier fehlt noch etwas.")).to_be_visible()
        lead.get_by_label("Warum?").fill("Kein Thema für heute.")
        lead.get_by_role("button", name="Bestätigen").click()
        expect(lead.get_by_role("heading", name="4 Karten warten")).to_be_visible()
        lead.get_by_role("button", name="Alle 4 annehmen").click()
        expect(lead.get_by_role("heading", name="4 Karten auf dem Tisch")).to_be_visible()
        lead.get_by_role("button", name="Sammeln beenden, Karten sortieren").click()
        expect(lead.locator("h1")).to_have_text("Karten sortieren")
        for title in ("Busse am Abend", "Bus auch nachts"):
            lead.get_by_label(f"„{title}“ auswählen").check()
        lead.get_by_role("button", name="Zusammenlegen").click()
        expect(lead.get_by_role("heading", name="3 Karten auf dem Tisch")).to_be_visible()

    def vote(self, phones, wall):
        for phone in phones:
            more = phone.get_by_role("button", name="Ein Punkt mehr für „Busse am Abend“")
            more.click()
            more.click()
            expect(phone.get_by_text("Noch ein Punkt übrig", exact=True)).to_be_visible()
            more.click(force=True)  # it says that it does nothing, and why
            expect(phone.get_by_text("Auf eine Karte gehen höchstens 2 Punkte.")).to_be_visible()
            phone.get_by_role("button", name="Ein Punkt mehr für „Ein Park mit Schatten“").click()
            phone.get_by_role("button", name="Ein Punkt mehr für „Hausaufgabenhilfe“").click(force=True)
            expect(phone.get_by_text("Sie haben keine Punkte mehr.")).to_be_visible()
            expect(phone.locator("output.underway")).to_have_count(0)
        self.shot(phones[0], "phone-voting")
        expect(wall.locator(".count")).to_have_text("5")
        self.assertNotRegex(wall.locator("ul.cards").inner_text(), r"\d", "before the reveal nobody sees dots")
        # Loaded again, a phone is who it was.
        phones[0].reload()
        expect(phones[0].get_by_label("2 Punkte auf „Busse am Abend“")).to_be_visible()

    def discuss(self, lead, wall, phone, query):
        lead.get_by_role("button", name="Thema beginnen").click()
        for page in (lead, wall, phone):
            expect(page.get_by_role("timer").first).to_be_visible()
        seconds = [self.seconds_on(page) for page in (wall, phone, wall)]
        self.assertLess(max(seconds) - min(seconds), 3, "all count by the server's time")
        self.shot(wall, "wall-discussing")
        self.shot(phone, "phone-discussing")
        lead.get_by_role("button", name="Verlängern").click()
        expect(lead.get_by_role("button", name="Verlängern (noch einmal möglich)")).to_be_visible()
        self.assertGreater(self.seconds_on(wall), 480)

        scribe = self.somebody(768)
        scribe.goto(f"{self.hall.base}/room/scribe?{query}")
        scribe.get_by_label("Zu tun").check()
        scribe.get_by_label("Was wurde gesagt?").fill("Fahrplan prüfen")
        scribe.get_by_role("button", name="Aufschreiben").click()
        expect(scribe.locator("li", has_text="Fahrplan prüfen")).to_be_visible()
        self.shot(scribe, "scribe-notes")

        lead.get_by_role("button", name="Thema beenden").click()
        lead.get_by_label("Was kam heraus?").fill("Ein Nachtbus wird geprüft.")
        lead.get_by_role("button", name="Bestätigen").click()
        expect(phone.get_by_text("besprochen")).to_be_visible()
        lead.get_by_role("button", name="Thema auslassen").click()
        lead.get_by_label("Warum?").fill("Wer davon sprach, ist gegangen.")
        lead.get_by_role("button", name="Bestätigen").click()
        expect(wall.get_by_text("ausgelassen")).to_be_visible()
        lead.get_by_role("button", name="Runde beenden").click()
        expect(phone.get_by_text("Vielen Dank!")).to_be_visible()

    def seconds_on(self, page):
        minutes, seconds = re.fullmatch(r"(\d+):(\d\d)", page.get_by_role("timer").first.inner_text()).groups()
        return 60 * int(minutes) + int(seconds)

    def test_paper_becomes_cards_and_sheets(self):
        session = self.hall.session()
        scribe = self.somebody(768)
        scribe.goto(session.address("scribe"))
        scribe.get_by_label("Nummer der Karte").fill("K07")
        scribe.get_by_label("Was steht auf der Karte?").fill("Bänke am Deich")
        scribe.get_by_role("button", name="Karte eintragen").click()
        expect(scribe.get_by_label("Nummer der Karte")).to_have_value("K08")
        scribe.get_by_label("Nummer der Karte").fill("K07")
        scribe.get_by_label("Was steht auf der Karte?").fill("Noch eine")
        scribe.get_by_role("button", name="Karte eintragen").click()
        expect(scribe.get_by_text("Eine Karte mit dieser Nummer gibt es schon.")).to_be_visible()
        [topic] = session.get("/topics")["topics"]
        self.assertEqual((topic["title"]["text"], topic["source"], topic["paperRef"]), ("Bänke am Deich", "TOPIC_SOURCE_PAPER", "K07"))

        session.ask(f"/topics/{topic['topicId']}:accept")
        session.ask(":openVoting", {"paper_sheets": 2})
        dots = scribe.get_by_label("Punkte für „Bänke am Deich“").first
        dots.fill("2")
        scribe.get_by_role("button", name="Zettel eingeben").click()
        expect(scribe.get_by_text("1 von 2 ausgegebenen Zetteln sind eingegeben.")).to_be_visible()
        scribe.get_by_role("button", name="Zettel 1 berichtigen").click()
        expect(dots).to_have_value("2")
        dots.fill("1")
        scribe.get_by_role("button", name="Zettel eingeben").click()
        expect(scribe.get_by_role("heading", name="Ein Stimmzettel")).to_be_visible()
        self.shot(scribe, "scribe-sheets")
        session.step("closeVoting", "revealResults")
        self.assertEqual([int(tally["dots"]) for tally in session.get("/results")["results"]["tallies"]], [1])
        self.assertEqual(self.complaints, [])


class Crowd(Room):
    def test_thirty_phones_and_a_wall_vote_at_once(self):
        session = self.hall.session((("Busse am Abend", "de"), ("Ein Park", "de"), ("Hausaufgabenhilfe", "de")), "VOTING", ballot_mode="BALLOT_MODE_NAMED")
        wall = self.somebody(1280)
        wall.goto(session.address("wall"))
        phones = [self.phone(session) for _ in range(30)]
        for number, phone in enumerate(phones):
            for topic in ("Busse am Abend", ("Ein Park", "Hausaufgabenhilfe")[number % 2]):
                phone.get_by_role("button", name=f"Ein Punkt mehr für „{topic}“").click()
        # Every third is in a tunnel when it takes one back.
        for phone in phones[::3]:
            phone.context.set_offline(True)
            phone.get_by_role("button", name="Ein Punkt weniger für „Busse am Abend“").click()
            phone.context.set_offline(False)
        for phone in phones:
            expect(phone.locator("output.underway")).to_have_count(0)
        expect(wall.locator(".count")).to_have_text("30")
        session.step("closeVoting", "revealResults")
        expect(wall.locator("ol.ranking li").first).to_contain_text("20 Punkte")
        for number, phone in enumerate(phones):
            expect(phone.locator("ol.ranking li").first).to_contain_text("20 Punkte")
            expect(phone.locator("ol.ranking li", has_text=("Ein Park", "Hausaufgabenhilfe")[number % 2])).to_contain_text("einer von Ihnen")
        results = session.get("/results")["results"]
        self.assertEqual(([int(tally["dots"]) for tally in results["tallies"]], int(results["ballotsCast"])), ([20, 15, 15], 30))
        self.assertEqual(self.complaints, [])


class Codes(Room):
    def test_a_code_opens_the_room_for_one_phone(self):
        self.need("/v1/codes:redeem")
        session = self.hall.session((), join_mode="JOIN_MODE_CODE")
        lead = self.somebody(1280)
        lead.goto(session.address("moderator"))
        lead.get_by_label("Wie viele Codes?").fill("2")
        lead.get_by_role("button", name="Codes ausgeben").click()
        with lead.expect_download() as sheet:
            lead.get_by_role("link", name="2 Codes herunterladen").click()
        codes = sorted(set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", Path(sheet.value.path()).read_text())))
        self.assertEqual(len(codes), 2)

        one, two = self.somebody(), self.somebody()
        asked = []
        one.on("request", lambda request: asked.append(request))
        one.goto(f"{self.hall.base}/room/#{codes[0]}")
        expect(one.locator("h1")).to_have_text("Karten schreiben")
        self.assertNotIn(codes[0], one.url)
        one.get_by_label("Was ist Ihnen wichtig?").fill("Busse am Abend")
        one.get_by_role("button", name="Karte abgeben").click()
        expect(one.get_by_text("Eine Karte von Ihnen wartet auf die Moderation.")).to_be_visible()
        self.assertFalse([request.url for request in asked if "x-zwk-subject" in request.headers or codes[0] in request.url])
        one.reload()
        expect(one.locator("h1")).to_have_text("Karten schreiben")

        two.goto(f"{self.hall.base}/room/?code={codes[0]}")
        expect(two.get_by_text("Diesen Code können wir nicht annehmen.")).to_be_visible()
        two.get_by_label("Code von Ihrem Zettel").fill(codes[1].lower().replace("-", " "))
        two.get_by_role("button", name="Jetzt mitmachen").first.click()
        expect(two.locator("h1")).to_have_text("Karten schreiben")
        self.assertEqual(self.complaints, [])


class Thumbs(Room):
    def test_whether_to_go_on_is_asked_and_told(self):
        session = self.hall.session((("Busse am Abend", "de"),), "VOTING")
        phone = self.phone(session)
        expect(phone.locator(".stepper")).to_be_visible()
        session.step("closeVoting", "revealResults")
        round_id = session.ask("/rounds")["round"]["roundId"]
        self.need(f"/v1/sessions/{session.id}/rounds/{round_id}:castContinueVote")
        lead = self.somebody(1280)
        lead.goto(session.address("moderator"))
        phone.get_by_role("button", name="Ja, weiter").click()
        expect(phone.get_by_role("button", name="Ja, weiter")).to_have_attribute("aria-pressed", "true")
        expect(lead.get_by_text("1 für weiter, 0 für beides, 0 für das nächste Thema")).to_be_visible()
        phone.get_by_role("button", name="Nächstes Thema").click()
        expect(lead.get_by_text("0 für weiter, 0 für beides, 1 für das nächste Thema")).to_be_visible()
        lead.get_by_role("button", name="Verlängern").click()
        expect(phone.get_by_role("button", name="Nächstes Thema")).to_have_attribute("aria-pressed", "false")
        self.assertEqual(self.complaints, [])


class Counted(Room):
    def test_dots_that_were_stuck_on_cards_count(self):
        session = self.hall.session()
        topics = [session.card(title) for title in ("Busse am Abend", "Ein Park")]
        session.ask(":openVoting", {"paper_sheets": 4})
        self.need(f"/v1/sessions/{session.id}/sheets:recordTotals")
        scribe = self.somebody(1280)
        scribe.goto(session.address("scribe"))
        scribe.get_by_label("Wie viele Personen haben geklebt?").fill("3")
        counted = scribe.get_by_role("form", name="Klebepunkte, gezählt")
        counted.get_by_label("Punkte für „Busse am Abend“").fill("5")
        counted.get_by_label("Punkte für „Ein Park“").fill("7")
        counted.get_by_role("button", name="Zählung eintragen").click()
        expect(counted.get_by_role("alert").locator(".notice")).to_be_visible()
        counted.get_by_label("Punkte für „Ein Park“").fill("4")
        counted.get_by_role("button", name="Zählung eintragen").click()
        expect(counted.get_by_text("Die Zählung ist eingetragen.")).to_be_attached()
        session.step("closeVoting", "revealResults")
        tallies = {tally["topicId"]: int(tally["dots"]) for tally in session.get("/results")["results"]["tallies"]}
        self.assertEqual([tallies[topic] for topic in topics], [5, 4])
        expect(scribe.get_by_text("5 von Hand gezählt")).to_be_visible()


class Lines(Room):
    CARDS = (("Busse am Abend", "de"), ("Gölgeli bir park", "tr"))

    def test_a_tunnel_in_the_middle_loses_nothing(self):
        session = self.hall.session(self.CARDS, "VOTING")
        phone = self.phone(session)
        more = phone.get_by_role("button", name="Ein Punkt mehr für „Busse am Abend“")
        more.click()
        expect(phone.locator("output.underway")).to_have_count(0)
        phone.context.set_offline(True)
        expect(phone.get_by_text("Keine Verbindung.")).to_be_visible()
        more.click()
        expect(phone.get_by_label("2 Punkte auf „Busse am Abend“")).to_be_visible()
        expect(phone.locator("output.underway")).to_have_count(1)
        # The session goes on meanwhile: a card is withdrawn.
        park = next(topic for topic in session.get("/topics")["topics"] if topic["locale"] == "tr")
        session.ask(f"/topics/{park['topicId']}:withdraw", {"reason": "Es gibt ihn schon."})
        phone.context.set_offline(False)
        expect(phone.locator("output.underway")).to_have_count(0)
        expect(phone.get_by_text("Keine Verbindung.")).to_have_count(0)
        expect(phone.get_by_text("Gölgeli bir park")).to_have_count(0)
        session.step("closeVoting", "revealResults")
        expect(phone.locator("ol.ranking li").first).to_contain_text("2 von Ihnen")
        self.assertEqual([int(tally["dots"]) for tally in session.get("/results")["results"]["tallies"]], [2])

    def test_a_tap_after_the_close_is_told_and_does_not_count(self):
        session = self.hall.session(self.CARDS, "VOTING")
        phone = self.phone(session)
        more = phone.get_by_role("button", name="Ein Punkt mehr für „Busse am Abend“")
        more.click()
        expect(phone.locator("output.underway")).to_have_count(0)
        # The news do not reach this phone any more, its taps do.
        phone.route("**/WatchSession", lambda route: route.abort())
        phone.evaluate("dispatchEvent(new Event('online'))")
        session.step("closeVoting")
        more.click()
        expect(phone.get_by_text("Dafür ist es zu spät: Die Abstimmung ist geschlossen.")).to_be_visible()
        expect(phone.get_by_label("Ein Punkt auf „Busse am Abend“")).to_be_visible()
        session.step("revealResults")
        self.assertEqual([int(tally["dots"]) for tally in session.get("/results")["results"]["tallies"]], [1, 0])

    def test_a_wrong_code_is_told_in_words(self):
        self.need("/v1/codes:redeem")
        phone = self.somebody()
        phone.goto(f"{self.hall.base}/room/?code=7K2M-QX4D-9TBV")
        expect(phone.get_by_role("alert").get_by_text("Diesen Code können wir nicht annehmen.")).to_be_visible()
        expect(phone.get_by_label("Code von Ihrem Zettel")).to_have_value("7K2M-QX4D-9TBV")
        self.assertNotIn("7K2M", phone.url, "a code does not stay in the address")
        phone.get_by_label("Code von Ihrem Zettel").fill(" ")
        phone.get_by_role("button", name="Jetzt mitmachen").first.click()
        expect(phone.get_by_text("Bitte geben Sie den Code ein.")).to_be_visible()

    def test_a_session_that_is_not_there_is_told_in_words(self):
        wall = self.somebody(1280)
        wall.goto(f"{self.hall.base}/room/wall?session=018f0000-0000-7000-8000-000000000000")
        expect(wall.get_by_text("Das gibt es hier nicht.")).to_be_visible()


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
        self.assertEqual([page.locator(".words").nth(at).get_attribute("lang") for at in range(3)], ["de", "de", "ar"], "each card has its own language")

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
    ADDRESS, SCREENSHOTS = sys.argv[1], Path(sys.argv[2])
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    del sys.argv[1:3]
    unittest.main()
