"""What the tests of the room have in common: a browser, a meeting in a city of the running platform, and its sessions by the same edge."""

import json
import pathlib
import sys
import unittest
import urllib.error
import urllib.request
import uuid

from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=30_000)  # the build of the tests is a slow one

CITY = "dorfhall"  # of the tests alone: what others count in the demo's cities stays
SETTINGS = {"dots_per_participant": 3, "max_dots_per_topic": 2, "round_seconds": 300, "extension_seconds": 60, "max_extensions": 1, "planned_rounds": 2,
            "ballot_mode": "BALLOT_MODE_NAMED", "join_mode": "JOIN_MODE_MEMBERS", "languages": ["de", "en", "ar"]}


class Refused(Exception):
    pass


class Hall:
    def __init__(self, address):
        self.port = address.split(":")[1]
        self.base = f"http://{CITY}.localhost:{self.port}"
        self.title = f"Treffen {uuid.uuid4().hex[:8]}"
        self.board = self.ask("POST", "/v1/boards", {"board": {"name": self.title, "kind": "BOARD_KIND_ADVISORY", "purpose": "Für die Tests.",
                                                                "meetings_per_year": 2}})["board"]["boardId"]
        self.meeting(self.title)

    def meeting(self, title):
        return self.ask("POST", "/v1/meetings", {"meeting": {
            "board_id": self.board, "title": title, "mode": "MEETING_MODE_LIVE", "starts_at": "2030-01-01T10:00:00Z", "ends_at": "2030-01-01T12:00:00Z",
            "place": "Dorfhall"}})["meeting"]["meetingId"]

    def ask(self, method, path, body=None, roles="ADMINISTRATOR,CHAIR,FACILITATOR,SCRIBE", subject="office-of-the-tests"):
        if method == "POST":
            body = {"request_id": str(uuid.uuid4()), **(body or {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, data=None if body is None else json.dumps(body).encode(), headers={
            "content-type": "application/json", "x-zwk-municipality": CITY, "x-zwk-roles": roles, "x-zwk-subject": subject})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def serves(self, path):
        """Whether this build of participation has the call."""
        try:
            self.ask("POST", path)
        except Refused as refusal:
            return ": 501 " not in str(refusal)
        return True

    def session(self, cards=(), phase="COLLECTING", **settings):
        """A session of a meeting of its own, with accepted cards, that has come to COLLECTING, VOTING or DISCUSSING (nobody has voted then)."""
        meeting = self.meeting("Treffen")
        answer = self.ask("POST", "/v1/sessions", {"session": {"meeting_id": meeting, "mode": "SESSION_MODE_LIVE", "settings": {**SETTINGS, **settings}}})
        session = Session(self, answer["session"]["sessionId"])
        session.step("openCollection")
        for title, locale in cards:
            session.card(title, locale)
        if phase != "COLLECTING":
            session.step("openVoting")
        if phase == "DISCUSSING":
            session.step("closeVoting", "revealResults")
            session.ask("/rounds")
        return session


class Session:
    def __init__(self, hall, session_id):
        self.hall = hall
        self.id = session_id

    def ask(self, what, body=None, **caller):
        return self.hall.ask("POST", f"/v1/sessions/{self.id}{what}", body or {}, **caller)

    def get(self, what=""):
        return self.hall.ask("GET", f"/v1/sessions/{self.id}{what}")

    def step(self, *steps):
        for step in steps:
            self.ask(f":{step}")

    def card(self, title, locale="de"):
        return self.ask("/topics", {"topic": {"title": {"text": title}, "locale": locale, "source": "TOPIC_SOURCE_MODERATOR"}})["topic"]["topicId"]

    def phase(self):
        return self.get()["session"]["phase"].removeprefix("SESSION_PHASE_")

    def address(self, page=""):
        return f"{self.hall.base}/room/{page}?session={self.id}"


class Room(unittest.TestCase):
    """A browser, people in it, and what each of them must keep to."""

    address = ""
    screenshots = pathlib.Path()

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        cls.hall = Hall(Room.address)

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
        page.screenshot(path=Room.screenshots / f"room-{name}.png", full_page=True)

    def assert_fits(self, page, name):
        wide, there = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        self.assertLessEqual(wide, there, f"{name} is {wide} px wide on {there}")


def main():
    """TEST.py ADDRESS SCREENSHOTS [ARGUMENT OF UNITTEST...]: the screenshots are kept there."""
    Room.address, Room.screenshots = sys.argv[1], pathlib.Path(sys.argv[2])
    Room.screenshots.mkdir(parents=True, exist_ok=True)
    del sys.argv[1:3]
    unittest.main()
