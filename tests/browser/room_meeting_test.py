"""The meeting around a session, in a real Chromium: who is there, what is decided, what is taken back, and how a member of the board joins.

Runs against the platform of `demo.sh start`: room_meeting_test.py ADDRESS SCREENSHOTS
"""

import time

from hall import CITY, Room, main
from playwright.sync_api import expect

PATIENCE = 60


class Record(Room):
    def setUp(self):
        super().setUp()
        self.session = self.hall.session()
        self.meeting_id = self.session.get()["session"]["meetingId"]

    def meeting(self):
        return self.hall.ask("GET", f"/v1/meetings/{self.meeting_id}")["meeting"]

    def until(self, holds):
        """The meeting as soon as that holds."""
        end = time.monotonic() + PATIENCE
        while not holds(meeting := self.meeting()):
            self.assertLess(time.monotonic(), end, meeting)
        return meeting

    def scribe(self):
        page = self.somebody(768)
        page.goto(self.session.address("scribe"))
        return page

    def begun(self):
        page = self.scribe()
        expect(page.get_by_text("Die Sitzung hat noch nicht begonnen.")).to_be_visible()
        page.get_by_role("button", name="Sitzung beginnen").click()
        expect(page.get_by_text("Die Sitzung hat noch nicht begonnen.")).to_have_count(0)
        return page

    def test_who_is_there_is_written_down_and_can_be_taken_back(self):
        self.hall.ask("POST", f"/v1/boards/{self.hall.board}:addMember", {"member": {
            "name": {"text": "Ada Beispiel"}, "organization": "Seniorenrat", "capacity": "CAPACITY_INTEREST_GROUP", "valid_from": "2020-01-01"}})
        scribe = self.begun()
        scribe.get_by_label("Ada Beispiel: Name darf ins öffentliche Protokoll").check()
        here = scribe.get_by_role("button", name="Ada Beispiel ist da")
        here.click()
        expect(scribe.get_by_text("Ada Beispiel ist eingetragen.").first).to_be_visible()
        expect(here).to_have_count(0)
        scribe.get_by_role("button", name="Rückgängig machen").click()
        expect(here).to_be_visible()
        self.assertEqual(self.meeting().get("attendance", []), [], "what was taken back has not happened")

        scribe.get_by_label("Ada Beispiel: Name darf ins öffentliche Protokoll").check()
        here.click()
        guest = scribe.get_by_role("form", name="Gast")
        guest.get_by_role("button", name="Gast eintragen").click()
        expect(guest.get_by_text("Hier fehlt noch etwas.")).to_be_visible()
        guest.get_by_label("Name des Gastes").fill("Bo Muster")
        guest.get_by_label("Für wen spricht die Person?").fill("Turnverein")
        guest.get_by_role("button", name="Gast eintragen").click()
        # The next entry sends the one before, and whoever leaves the page sends the last one.
        expect(scribe.locator("ul.plain li", has_text="Ada Beispiel")).to_contain_text("Seniorenrat")
        self.shot(scribe, "scribe-attendance")
        scribe.goto("about:blank")
        ada, bo = self.until(lambda meeting: len(meeting.get("attendance", [])) == 2)["attendance"]
        self.assertEqual((ada["name"]["text"], ada["consentPublic"], ada["guest"]), ("Ada Beispiel", True, False))
        self.assertEqual((bo["name"]["text"], bo["organization"], bo["consentPublic"], bo["guest"]), ("Bo Muster", "Turnverein", False, True))
        self.assertEqual(self.complaints, [])

    def test_what_is_decided_is_written_down_with_the_notes_on_its_cards(self):
        scribe = self.begun()
        scribe.locator("summary", has_text="Beschlüsse").click()
        form = scribe.get_by_role("form", name="Neuer Beschluss")
        enter = form.get_by_role("button", name="Beschluss festhalten")
        form.get_by_label("Worum geht es?").fill("Bänke")
        form.get_by_label("Was wurde vorgeschlagen?").fill("Am Deich stehen ab Mai zehn Bänke.")
        form.get_by_label("Angenommen, mit Anmerkungen").check()
        enter.click()
        expect(form.get_by_text("Hier fehlt noch etwas.")).to_be_visible()
        form.get_by_label("Was steht auf der Karte?").fill("Auch mit Lehne")
        form.get_by_label("Was wird daraus?").select_option(label="Gehört zum Beschluss")
        enter.click()
        expect(form.get_by_label("Worum geht es?")).to_have_value("")
        form.get_by_label("Worum geht es?").fill("Nachtbus")
        form.get_by_label("Was wurde vorgeschlagen?").fill("Ein Nachtbus.")
        form.get_by_label("Vertagt").check()
        enter.click()
        expect(scribe.locator("ol.plain li", has_text="Bänke")).to_contain_text("Auch mit Lehne")
        scribe.goto("about:blank")
        benches, bus = self.until(lambda meeting: len(meeting.get("decisions", [])) == 2)["decisions"]
        self.assertEqual((benches["result"], benches["notes"][0]["text"]["text"], benches["notes"][0]["disposition"]),
                         ("DECISION_RESULT_ADOPTED_WITH_NOTES", "Auch mit Lehne", "NOTE_DISPOSITION_ADOPTED"))
        self.assertEqual((bus["subject"], bus["result"], bus.get("notes", [])), ("Nachtbus", "DECISION_RESULT_DEFERRED", []))
        again = self.scribe()
        again.locator("summary", has_text="Beschlüsse").click()
        expect(again.locator("ol.plain li", has_text="Nachtbus")).to_contain_text("Vertagt")
        self.assertEqual(self.complaints, [])


class Member(Room):
    """Off loopback: nobody says who they are. The edge's sign-in is stood in for by headers that it would make of its cookies."""

    def phone_of(self, session, roles):
        page = self.somebody()
        page.route("**/room/edge.json", lambda route: route.fulfill(json={"devIdentity": False, "login": True}))

        cookies = {}

        def as_the_edge_does(route):
            if cookies:
                route.continue_(headers={**route.request.headers, **cookies})
            else:
                route.fulfill(status=200, headers={"content-type": "application/grpc-web+proto", "grpc-status": "16"})

        def signed_in(route):
            cookies.update({"x-zwk-municipality": CITY, "x-zwk-subject": f"member-{session.id}", "x-zwk-roles": roles})
            route.fulfill(status=302, headers={"location": route.request.url.replace("/login/", "/")})

        page.route("**/zwk.participation.v1.*/*", as_the_edge_does)
        page.route("**/login/**", signed_in)
        page.goto(session.address())
        return page

    def test_a_member_joins_without_a_code_by_signing_in(self):
        session = self.hall.session((("Busse am Abend", "de"),), "VOTING")
        phone = self.phone_of(session, "BOARD_MEMBER")
        expect(phone.get_by_label("Code von Ihrem Zettel")).to_be_visible()
        expect(phone.get_by_role("alert").locator(".notice")).to_have_count(0)
        self.shot(phone, "phone-member")
        phone.get_by_role("link", name="Anmelden").click()
        phone.get_by_role("button", name="Ein Punkt mehr für „Busse am Abend“").click()
        expect(phone.locator("output.underway")).to_have_count(0)
        phone.reload()
        expect(phone.get_by_label("Ein Punkt auf „Busse am Abend“")).to_be_visible()
        session.step("closeVoting", "revealResults")
        self.assertEqual([int(tally["dots"]) for tally in session.get("/results")["results"]["tallies"]], [1])
        self.assertEqual(self.complaints, [])

    def test_who_is_signed_in_and_no_member_is_told_so(self):
        phone = self.phone_of(self.hall.session(), "OFFER_EDITOR")
        phone.get_by_role("link", name="Anmelden").click()
        expect(phone.get_by_role("alert").get_by_text("Das dürfen Sie hier nicht.")).to_be_visible()
        expect(phone.get_by_role("link", name="Anmelden")).to_have_count(0)
        expect(phone.get_by_label("Code von Ihrem Zettel")).to_be_visible()

    def test_where_only_codes_let_in_a_member_is_told_so(self):
        phone = self.phone_of(self.hall.session((), join_mode="JOIN_MODE_CODE"), "BOARD_MEMBER")
        phone.get_by_role("link", name="Anmelden").click()
        expect(phone.get_by_text("Hier macht man mit einem Code mit.")).to_be_visible()


if __name__ == "__main__":
    main()
