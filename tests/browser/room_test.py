"""The room in a real Chromium: a session with a moderator, a scribe, a wall and several phones through the real edge, codes, paper, broken lines.

Runs against the platform of `demo.sh start`: room_test.py ADDRESS SCREENSHOTS
"""

import re
from pathlib import Path

from hall import Room, main
from playwright.sync_api import expect


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
            expect(phone.get_by_text("Eine Karte von Ihnen liegt bei der Moderation.")).to_be_visible()
        expect(wall.get_by_text("5 Personen sind mit einem Telefon dabei.")).to_be_visible()
        self.assertNotIn("Busse am Abend", wall.locator("main").inner_text(), "nothing is shown before moderation")
        self.shot(phones[0], "phone-collecting")

        self.moderate(lead, wall)
        lead.get_by_role("button", name="Abstimmung öffnen").click()
        expect(wall.get_by_role("heading", name="3 Karten auf dem Tisch")).to_be_visible()
        for page in (*phones, wall):
            expect(page.get_by_text("Dazu gelegt: Bus auch nachts")).to_be_visible()
        self.vote(phones, wall)
        self.shot(lead, "moderator-voting")

        self.decide(lead, "Abstimmung schließen", "5 Personen haben abgestimmt.")
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

    def decide(self, lead, step, explained):
        """What cannot be taken back is asked for once more."""
        lead.get_by_role("button", name=step).click()
        asked = lead.get_by_role("dialog", name=step)
        expect(asked).to_contain_text(explained)
        asked.get_by_role("button", name="Bestätigen").click()
        expect(asked).to_have_count(0)

    def moderate(self, lead, wall):
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
        # What was put together by mistake comes apart again; nobody else has seen it.
        for first, second in (("Ein Park mit Schatten", "Bus auch nachts"), ("Busse am Abend", "Bus auch nachts")):
            lead.get_by_label(f"„{first}“ auswählen").check()
            lead.get_by_label(f"„{second}“ auswählen").check()
            lead.get_by_role("button", name="Zusammenlegen").click()
            expect(lead.get_by_role("heading", name="3 Karten auf dem Tisch")).to_be_visible()
            expect(lead.get_by_text(f"Zusammengelegt. Es bleibt „{first}“.")).to_be_visible()
            if first.startswith("Ein Park"):
                lead.get_by_role("button", name="Rückgängig machen").click()
                expect(lead.get_by_role("heading", name="4 Karten auf dem Tisch")).to_be_visible()
                expect(wall.get_by_role("heading", name="4 Karten auf dem Tisch")).to_be_visible()

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
        before, here, after = [self.seconds_on(page) for page in (wall, phone, wall)]
        self.assertTrue(before + 1 >= here >= after - 1, f"all count by the server's time: {before}, {here}, {after}")
        self.shot(wall, "wall-discussing")
        self.shot(phone, "phone-discussing")
        lead.get_by_role("button", name="Verlängern").click()
        expect(lead.get_by_role("button", name="Verlängern (noch einmal möglich)")).to_be_visible()
        expect(wall.get_by_role("timer").first).to_have_text(re.compile(r"(9|1\d):\d\d"))

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
        for page in (lead, wall):
            expect(page.get_by_text("ausgelassen")).to_be_visible()
        self.decide(lead, "Runde beenden", "Ein Thema war noch nicht dran.")
        expect(phone.get_by_text("Vielen Dank!")).to_be_visible()

    def seconds_on(self, page):
        minutes, seconds = re.fullmatch(r"(\d+):(\d\d)", page.get_by_role("timer").first.inner_text()).groups()
        return 60 * int(minutes) + int(seconds)

    def test_a_question_says_how_things_are_while_it_is_read(self):
        session = self.hall.session((("Busse am Abend", "de"), ("Ein Park", "de")), "VOTING")
        lead, phone = self.somebody(1280), self.phone(session)
        lead.goto(session.address("moderator"))
        lead.get_by_role("button", name="Abstimmung schließen").click()
        asked = lead.get_by_role("dialog")
        expect(asked).to_contain_text("0 Personen haben abgestimmt.")
        phone.get_by_role("button", name="Ein Punkt mehr für „Busse am Abend“").click()
        expect(asked).to_contain_text("Eine Person hat abgestimmt.")
        asked.get_by_role("button", name="Bestätigen").click()
        lead.get_by_role("button", name="Ergebnis zeigen").click()

        expect(lead.locator("ol.ranking li")).to_have_count(2)
        lead.get_by_role("button", name="Runde beenden").click()
        expect(asked).to_contain_text("2 Themen waren noch nicht dran.")
        for left in ("Ein Thema war noch nicht dran.", "Alle Themen waren dran."):  # somebody else leads too
            session.ask("/rounds:skip", {"reason": "Keine Zeit mehr."})
            expect(asked).to_contain_text(left)
        asked.get_by_role("button", name="Bestätigen").click()
        expect(lead.locator("h1")).to_have_text("Zu Ende")
        self.assertEqual(self.complaints, [])

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
        expect(one.get_by_text("Eine Karte von Ihnen liegt bei der Moderation.")).to_be_visible()
        self.assertFalse([request.url for request in asked if "x-zwk-subject" in request.headers or codes[0] in request.url])
        one.reload()
        expect(one.locator("h1")).to_have_text("Karten schreiben")

        two.goto(f"{self.hall.base}/room/?code={codes[0]}")
        expect(two.get_by_text("Diesen Code können wir nicht annehmen.")).to_be_visible()
        two.get_by_label("Code von Ihrem Zettel").fill(codes[1].lower().replace("-", " "))
        two.get_by_role("button", name="Jetzt mitmachen").first.click()
        expect(two.locator("h1")).to_have_text("Karten schreiben")
        # One's own slip, scanned again, leads back to one's own seat; half an escape is a code like any other wrong one.
        one.goto("about:blank")
        one.goto(f"{self.hall.base}/room/#{codes[0].lower()}")
        expect(one.get_by_text("Eine Karte von Ihnen liegt bei der Moderation.")).to_be_visible()
        self.assertNotIn(codes[0].lower(), one.url)
        three = self.somebody()
        three.goto(f"{self.hall.base}/room/#%")
        expect(three.get_by_label("Code von Ihrem Zettel")).to_have_value("%")
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
        expect(phone.get_by_role("button", name="Nächstes Thema")).to_have_attribute("aria-pressed", "true")
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

    def test_who_comes_after_the_end_sees_what_came_of_it(self):
        session = self.hall.session(self.CARDS, "DISCUSSING")
        session.ask(f"/rounds/{session.get()['session']['rounds'][0]['roundId']}:end")
        session.step("end")
        for page in (self.phone(session), self.somebody(1280)):
            page.goto(session.address("wall" if page.viewport_size["width"] > 1000 else ""))
            expect(page.locator("h1")).to_have_text("Zu Ende")
            expect(page.locator("ol.ranking li")).to_have_count(2)
            expect(page.locator("ol.ranking li").first).to_contain_text("Busse am Abend")
        self.assertEqual(self.complaints, [])

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


if __name__ == "__main__":
    main()
