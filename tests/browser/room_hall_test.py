"""A hall in a real Chromium: thirty phones and a wall at once, led from the moderator's page through a whole session, with a tunnel in the middle.

Runs against the platform of `demo.sh start`: room_hall_test.py ADDRESS SCREENSHOTS
"""

from hall import Room, main
from playwright.sync_api import expect

PHONES = 30
CARDS = 12  # of which each is written on a phone of its own
# Every third phone is in a tunnel while it votes and comes out before the vote is closed; every sixth, from the second on, goes in
# after its vote and comes out when the hall talks already.
SHORT, LONG = slice(0, None, 3), slice(1, None, 6)


class Hall(Room):
    def test_thirty_phones_and_a_wall_go_through_a_whole_session(self):
        self.session = self.hall.session(ballot_mode="BALLOT_MODE_SECRET")
        self.wall, self.lead = self.somebody(1280), self.somebody(1280)
        self.wall.goto(self.session.address("wall"))
        self.lead.goto(self.session.address("moderator"))
        self.phones = [self.phone(self.session) for _ in range(PHONES)]
        self.collect()
        self.vote()
        self.reveal()
        self.talk()
        results = self.session.get("/results")["results"]
        self.assertEqual([int(tally["dots"]) for tally in results["tallies"]], [60, 30] + [0] * (CARDS - 2))
        self.assertEqual(int(results["ballotsCast"]), PHONES)
        self.assertEqual(self.complaints, [])

    def step(self, name, confirm=False):
        self.lead.get_by_role("button", name=name).click()
        if confirm:
            self.lead.get_by_role("dialog").get_by_role("button", name="Bestätigen").click()

    def tunnel(self, phones, inside):
        for phone in phones:
            phone.context.set_offline(inside)

    def collect(self):
        expect(self.wall.get_by_text(f"{PHONES} Personen sind mit einem Telefon dabei.")).to_be_visible()
        writing = self.phones[:CARDS]
        for number, phone in enumerate(writing):
            phone.get_by_label("Was ist Ihnen wichtig?").fill(f"Thema {number:02}")
            phone.get_by_role("button", name="Karte abgeben").click()
        for phone in writing:
            expect(phone.get_by_text("Eine Karte von Ihnen liegt bei der Moderation.")).to_be_visible()
        self.step(f"Alle {CARDS} annehmen")  # one after the other
        expect(self.lead.get_by_role("heading", name=f"{CARDS} Karten auf dem Tisch")).to_be_visible(timeout=120_000)
        for page in (self.wall, *self.phones):
            expect(page.get_by_role("heading", name=f"{CARDS} Karten auf dem Tisch")).to_be_visible()
        expect(self.phones[7].locator("li", has_text="Thema 07")).to_contain_text("Ihre Karte")
        self.step("Sammeln beenden, Karten sortieren")
        self.step("Abstimmung öffnen")

    def dot(self, phone, topic, more=True):
        phone.get_by_role("button", name=f"Ein Punkt {'mehr' if more else 'weniger'} für „{topic}“").click()

    def vote(self):
        for phone in self.phones:
            expect(phone.locator("h1")).to_have_text("Punkte vergeben")
        self.tunnel(self.phones[SHORT], True)
        for phone in self.phones:
            for topic in ("Thema 03", "Thema 03", "Thema 11"):
                self.dot(phone, topic)
            expect(phone.get_by_text("Noch 0 Punkte übrig", exact=True)).to_be_visible()
        for phone in self.phones[SHORT]:
            expect(phone.get_by_text("Keine Verbindung.")).to_be_visible()
            expect(phone.locator("output.underway")).not_to_have_count(0)
        # Those in the tunnel are not counted, those outside are.
        expect(self.wall.locator(".count")).to_have_text(str(PHONES - len(self.phones[SHORT])))
        self.tunnel(self.phones[SHORT], False)
        for phone in self.phones:
            expect(phone.locator("output.underway")).to_have_count(0)
            expect(phone.get_by_text("Keine Verbindung.")).to_have_count(0)
        expect(self.wall.locator(".count")).to_have_text(str(PHONES))
        self.assertNotRegex(self.wall.locator("ul.cards").inner_text(), r"Punkt", "before the reveal nobody sees dots")

    def reveal(self):
        self.tunnel(self.phones[LONG], True)
        for phone in self.phones[LONG]:
            self.dot(phone, "Thema 03", more=False)
        self.step("Abstimmung schließen", confirm=True)
        expect(self.phones[0].get_by_text("Das sehen nur Sie.")).to_be_visible()
        self.step("Ergebnis zeigen")
        self.step("Thema beginnen")
        expect(self.wall.get_by_role("timer").first).to_be_visible()
        for phone in self.phones[LONG]:
            expect(phone.locator("h1")).to_have_text("Punkte vergeben")  # nothing has reached it
        self.tunnel(self.phones[LONG], False)
        for phone in (self.wall, *self.phones):
            first = phone.locator("ol.ranking li").first
            expect(first).to_contain_text("Thema 03")
            expect(first).to_contain_text("60 Punkte")
        for phone in self.phones:
            expect(phone.locator("ol.ranking li").first).to_contain_text("2 von Ihnen")  # also where one was taken back too late

    def talk(self):
        for number, phone in enumerate(self.phones):
            phone.get_by_role("button", name="Ja, weiter" if number % 3 else "Nächstes Thema").click()
        expect(self.lead.get_by_text("20 für weiter, 0 für beides, 10 für das nächste Thema")).to_be_visible()
        expect(self.phones[1].get_by_role("button", name="Ja, weiter")).to_have_attribute("aria-pressed", "true")
        self.step("Verlängern")
        expect(self.phones[1].get_by_role("button", name="Ja, weiter")).to_have_attribute("aria-pressed", "false")
        self.step("Thema beenden", confirm=True)
        self.step("Runde beenden", confirm=True)
        for phone in self.phones:
            expect(phone.get_by_text("Vielen Dank!")).to_be_visible()
        expect(self.wall.locator("h1")).to_have_text("Zu Ende")


if __name__ == "__main__":
    main()
