"""The platform off loopback: TLS at the edge, mutual TLS inside, Redis by TLS with a password, partners by certificate and
people by token. Starts Redis, a service and Envoy with certificates of its own: secure_edge_test.py BINARIES
"""

import http.client
import json
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import unittest
import uuid

from secure_city import City, tried, wait_for

BINARIES = pathlib.Path()
CITY = None


def context_of(certificate=None):
    return CITY.context_of(certificate)


def ask(*words, **more):
    return CITY.ask(*words, **more)


def post(path, body, **headers):
    answer, content = ask(method="POST", path=path, body=json.dumps({"request_id": str(uuid.uuid4()), **body}), content_type="application/json", **headers)
    return answer.status, json.loads(content)


class Participants(unittest.TestCase):
    def test_who_has_a_code_comes_in_without_an_account_and_for_one_session(self):
        office = {"authorization": f"Bearer {CITY.issuer.token(zwk_roles=['ADMINISTRATOR', 'CHAIR', 'FACILITATOR'])}"}

        def made(path, body):
            status, answer = post(path, body, **office)
            self.assertEqual(status, 200, answer)
            return answer
        board = made("/v1/boards", {"board": {"name": "Beirat", "kind": "BOARD_KIND_ADVISORY"}})["board"]["boardId"]
        today = time.strftime("%Y-%m-%d", time.gmtime())
        meeting = made("/v1/meetings", {"meeting": {"board_id": board, "title": "Treffen", "mode": "MEETING_MODE_LIVE", "starts_at": f"{today}T09:00:00Z",
                                                    "ends_at": f"{today}T11:00:00Z"}})["meeting"]["meetingId"]
        sessions = [made("/v1/sessions", {"session": {"meeting_id": meeting, "mode": "SESSION_MODE_LIVE", "settings": {
            "dots_per_participant": 5, "max_dots_per_topic": 3, "round_seconds": 300, "planned_rounds": 3, "ballot_mode": "BALLOT_MODE_SECRET",
            "join_mode": "JOIN_MODE_CODE", "languages": ["de"]}}})["session"]["sessionId"] for _ in range(2)]
        issued = made(f"/v1/sessions/{sessions[0]}/codes:issue", {"count": 2, "join_url": "https://moorsum.example/room/"})
        self.assertIn("<svg", issued["sheetHtml"])
        code = issued["codes"][0]["code"]
        # The city is that of the host, or what the page says; elsewhere nobody is let in.
        status, answer = post("/v1/codes:redeem", {"code": code, "locale": "ar"})
        self.assertEqual(status, 401, answer)
        status, redeemed = post("/v1/codes:redeem", {"code": code.lower(), "locale": "ar"}, host="moorsum.example")
        self.assertEqual(status, 200, redeemed)
        token = {"authorization": "Bearer " + redeemed["token"]}
        self.assertEqual(ask(path=f"/v1/sessions/{sessions[0]}", **token)[0].status, 200)
        self.assertEqual(ask(path=f"/v1/sessions/{sessions[1]}", **token)[0].status, 404)
        self.assertEqual(ask(path="/v1/boards", **token)[0].status, 403)
        self.assertEqual(ask(path=f"/v1/sessions/{sessions[0]}", authorization=token["authorization"][:-4])[0].status, 401)
        self.assertEqual(post(f"/v1/sessions/{sessions[0]}:openCollection", {}, **token, x_zwk_roles="CHAIR")[0], 403)
        # What a caller says of its address does not help it: the edge knows better.
        said = [post("/v1/codes:redeem", {"code": "0000-0000-0000", "locale": "de"}, x_zwk_municipality="moorsum", x_zwk_address=f"10.0.0.{i}")[0]
                for i in range(7)]
        self.assertEqual(said, [401] * 5 + [429] * 2)
        status, answer = post("/v1/codes:redeem", {"code": issued["codes"][1]["code"], "locale": "de"}, x_zwk_municipality="moorsum")
        self.assertEqual(status, 200, answer)


class Refusals(unittest.TestCase):
    def refused(self, reason, *words, **headers):
        answer, content = ask(*words, **headers)
        self.assertEqual(answer.status, 401, content)
        refusal = json.loads(content)
        self.assertEqual([detail["reason"] for detail in refusal["details"] if "reason" in detail], [reason], refusal)
        return refusal["message"]

    def test_plain_text_is_not_heard(self):
        for port in (CITY.port, int(CITY.at.split(":")[1]), CITY.redis_port):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            with self.assertRaises((OSError, http.client.HTTPException)):
                connection.request("GET", "/v1/boards")
                connection.getresponse()

    def test_old_tls_is_not_spoken_at_the_edge(self):
        context = context_of(CITY.pem("moorsum"))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.assertRaises(ssl.SSLError):
            ask(context=context)

    def test_nobody_is_unauthenticated(self):
        self.refused("NO_CREDENTIALS")
        self.refused("NO_CREDENTIALS", "nobody")

    def test_nobody_is_anybody_by_saying_so(self):
        self.refused("NO_CREDENTIALS", x_zwk_municipality="moorsum", x_zwk_roles="ADMINISTRATOR", x_zwk_subject="somebody")
        self.refused("NO_CREDENTIALS", x_forwarded_client_cert="URI=zwk:partner:moorsum")
        self.refused("NO_CREDENTIALS", "nobody", x_forwarded_client_cert="URI=zwk:partner:moorsum")

    def test_a_certificate_of_another_city_ends_the_connection(self):
        with self.assertRaises((ssl.SSLError, OSError)):
            ask(context=context_of(str(CITY.folder / "other/moorsum.pem")))

    def test_a_partner_gets_its_own_city_alone(self):
        self.assertEqual(ask("moorsum", x_zwk_municipality="moorsum")[0].status, 200)
        self.refused("MUNICIPALITY_UNKNOWN", "moorsum", x_zwk_municipality="bremerhaven")

    def test_a_role_that_is_missing_is_named(self):
        for roles in ([], ["PARTICIPANT"], ["SERVICE"]):
            answer, content = ask(authorization=f"Bearer {CITY.issuer.token(zwk_roles=roles)}", x_zwk_roles="ADMINISTRATOR")
            self.assertEqual(answer.status, 403, content)
            self.assertEqual([detail["reason"] for detail in json.loads(content)["details"] if "reason" in detail], ["ROLE_MISSING"])

    def test_services_hear_nobody_without_a_certificate(self):
        context = context_of()
        context.check_hostname = False
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", int(CITY.at.split(":")[1])), timeout=20) as raw, self.assertRaises((ssl.SSLError, OSError)):
            with context.wrap_socket(raw, server_hostname="127.0.0.1") as stream:
                stream.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
                if not stream.recv(1):
                    raise OSError("closed")

    def test_bent_tokens_are_refused_and_never_written_down(self):
        now = int(time.time())
        bent = {"expired": {"exp": now - 60}, "nbf ahead": {"nbf": now + 60}, "iss": {"iss": "https://evil.example"}, "aud": {"aud": "other"},
                "two municipalities": {"zwk_municipality": ["moorsum", "bremerhaven"]}}
        for why, claims in bent.items():
            with self.subTest(why):
                self.refused("TOKEN_REFUSED", authorization=f"Bearer {CITY.issuer.token(**claims)}")
        for why, header in {"kid": {"kid": "2"}, "alg none": {"alg": "none"}, "HS256": {"alg": "HS256"}}.items():
            with self.subTest(why):
                self.refused("TOKEN_REFUSED", authorization=f"Bearer {CITY.issuer.token(header)}")
        self.refused("TOKEN_REFUSED", authorization="Bearer " + "canary" * 1000)
        self.assertEqual(ask(authorization="Bearer " + "x" * 65536)[0].status, 431)
        self.refused("TOKEN_REFUSED", "moorsum", authorization="Bearer canary")  # no way round by a certificate
        for log in CITY.folder.glob("*.log"):
            self.assertNotIn("canary", log.read_text(errors="replace"), log)


class Fields(unittest.TestCase):
    """JSON as services would read it: what they do not know is refused before they are asked."""

    def office(self):
        return {"authorization": f"Bearer {CITY.issuer.token(zwk_roles=['ADMINISTRATOR'])}"}

    def test_a_field_that_the_call_does_not_know_changes_nothing_and_is_named(self):
        office, before = self.office(), ask("moorsum")[1]
        for board, field in (({"nmae": "x"}, "board.nmae"), ({"name": "x", "kind": "BOARD_KIND_ADVISORY", "members": [{}, {"rolle": 1}]}, "board.members[1].rolle")):
            status, refusal = post("/v1/boards", {"board": board}, **office)
            self.assertEqual((status, refusal["code"], refusal["details"][0]["reason"]), (400, 3, "UNKNOWN_FIELD"), refusal)
            self.assertEqual([violation["field"] for violation in refusal["details"][1]["fieldViolations"]], [field])
        self.assertEqual(ask("moorsum")[1], before)
        answer, content = ask("moorsum", method="DELETE", path="/v1/boards", body=b'{"x":1}', content_type="application/json")
        self.assertEqual(answer.status, 404, content)

    def test_what_it_knows_comes_through_in_both_spellings(self):
        office = self.office()
        for words in ({"name": "Erster"}, {"name": "Zweiter", "meetings_per_year": 4}, {"name": "Dritter", "meetingsPerYear": 4, "purpose": None}):
            status, answer = post("/v1/boards", {"board": {"kind": "BOARD_KIND_ADVISORY", **words}}, **office)
            self.assertEqual((status, answer.get("board", {}).get("name")), (200, words["name"]), answer)

    def test_large_bodies_come_as_far_as_the_service_and_no_larger_ones(self):
        office = self.office()
        status, refusal = post("/v1/boards", {"board": {"name": "x" * 3_000_000, "kind": "BOARD_KIND_ADVISORY"}}, **office)
        self.assertEqual((status, refusal["details"][0]["reason"]), (400, "INVALID_FIELD"), "the service's word")
        many = b'{"board":{"members":[' + b"{}," * 300_000 + b"{}]}}"
        for body, status in ((many, 413), (b"[" * 200 + b"]" * 200, 400), (b'{"board":{}', 400), (b"{'board':{}}", 400), (b'{"board":{}} {', 400),
                             (b'{"board":{},}', 400)):
            answer, content = ask(method="POST", path="/v1/boards", body=body, content_type="application/json", **office)
            self.assertEqual(answer.status, status, (body[-20:], content))
            self.assertIn(json.loads(content)["details"][0]["reason"], ("MALFORMED_REQUEST", "REQUEST_TOO_LARGE"))


class AccessLog(unittest.TestCase):
    def test_it_says_which_call_it_was_and_nothing_that_somebody_has_typed(self):
        thing = str(uuid.uuid4())
        for path in (f"/v1/boards/{thing}?canary=1", "/v1/boards?page_token=canary", "/canary", "/v1/canary", "/v1/codes/CANARY-CODE:redeem", "/room/#canary", "/room/canary",
                     "/room/?code=canary", f"/v1/attachments/{thing}:download"):
            ask("moorsum", path=path, referer="https://canary.example", x_zwk_subject="canary")
        ask("moorsum", path="/v1/boards", traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")

        def written():
            lines = (CITY.folder / "edge.access").read_text()
            return [json.loads(line) for line in lines.splitlines()] if "0af7651916cd43dd8448eb211c80319c" in lines else None
        lines = wait_for("the last line is written", written)
        text = (CITY.folder / "edge.access").read_text()
        for word in ("canary", thing, "Bearer", "?"):
            self.assertNotIn(word.lower(), text.lower())
        self.assertLessEqual({line["path"] for line in lines} - {None},
                             {"/v1/boards", "/v1/boards/{board_id}", "/v1/municipality", "/descriptors.binpb", "/v1/meetings", "/v1/sessions", "/v1/sessions/{session_id}", "/v1/codes:redeem", "/room/",
                              "/v1/sessions/{session_id}/codes:issue", "/v1/sessions/{session_id}:openCollection"})
        self.assertIn("/v1/boards/{board_id}", {line["path"] for line in lines})


class UnderLoad:
    """Three callers that ask again and again, over new connections; in the end none of their calls has failed."""

    def __init__(self, test):
        self.test, self.done, self.failures, self.enough = test, 0, [], threading.Event()
        self.callers = [threading.Thread(target=self.keep_asking) for _ in range(3)]

    def keep_asking(self):
        context = context_of(CITY.pem("moorsum"))
        while not self.enough.is_set():
            try:
                answer, content = ask(context=context)
                self.done += 1
                if answer.status != 200:
                    self.failures.append((answer.status, content))
            except OSError as error:
                self.failures.append(error)

    def __enter__(self):
        for caller in self.callers:
            caller.start()
        return self

    def __exit__(self, *_):
        self.enough.set()
        for caller in self.callers:
            caller.join()
        self.test.assertEqual(self.failures, [])
        self.test.assertGreater(self.done, 5)


class Interface(unittest.TestCase):
    def test_what_there_is_to_call_is_told_to_partners_as_descriptors(self):
        answer, content = ask("moorsum", path="/descriptors.binpb")
        self.assertEqual((answer.status, answer.getheader("content-type"), content), (200, "application/x-protobuf", (CITY.folder / "edge.binpb").read_bytes()))
        for headers in ({}, {"x_forwarded_client_cert": "URI=zwk:partner:moorsum"}, {"authorization": "Bearer made-up"}):
            answer, content = ask(path="/descriptors.binpb", **headers)
            self.assertEqual((answer.status, json.loads(content)["details"][0]["reason"]), (401, "NO_CREDENTIALS"))


class Access(unittest.TestCase):
    def test_a_token_of_the_issuer_is_believed(self):
        answer, content = ask(authorization=f"Bearer {CITY.issuer.token()}")
        self.assertEqual(answer.status, 200, content)

    def test_browsers_are_told_to_stay_with_tls(self):
        self.assertIn("max-age=31536000", ask("moorsum")[0].getheader("strict-transport-security"))

    def test_proxies_and_hosts(self):
        self.assertEqual(ask("moorsum", Host="evil.example")[0].status, 421)
        self.assertEqual(ask("moorsum", Host="moorsum.example")[0].status, 200)

    def test_the_room_is_for_everybody_and_takes_nobody_at_their_word(self):
        self.assertEqual(json.loads(ask(path="/room/edge.json")[1]), {"devIdentity": False, "login": False})
        answer, content = ask(path="/room/files/room.js")
        self.assertEqual((answer.status, content), (200, (CITY.folder / "room/files/room.js").read_bytes()))
        self.assertIn("max-age=31536000", answer.getheader("strict-transport-security"))
        self.assertEqual(ask(path="/room/moderator")[0].status, 200)

    def test_zwkctl_is_a_partner(self):
        settings = {"requestId": str(uuid.uuid4()), "municipality": {"name": "Moorsum", "officialMunicipalityKey": "03999001"}}
        answer, content = ask(method="PUT", path="/v1/municipality", body=json.dumps(settings), content_type="application/json",
                              authorization=f"Bearer {CITY.issuer.token(zwk_roles=['ADMINISTRATOR'])}")
        self.assertEqual(answer.status, 200, content)
        words = [BINARIES / "zwkctl", "--municipality", "moorsum", "--json", "--address", f"127.0.0.1:{CITY.port}", "--tls-certificate", CITY.pem("moorsum"),
                 "--tls-key", CITY.pem("moorsum"), "--tls-ca", CITY.pem("ca"), "participation", "list-boards"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_certificates_are_replaced_under_load_and_no_call_fails(self):
        def shown():
            with socket.create_connection(("127.0.0.1", CITY.port), timeout=20) as raw:
                with context_of(CITY.pem("moorsum")).wrap_socket(raw, server_hostname="127.0.0.1") as stream:
                    return stream.getpeercert(binary_form=True)

        with UnderLoad(self):
            for _ in range(3):
                before = shown()
                CITY.certificate("rotate")
                wait_for("the edge shows the new certificate", lambda: True if shown() != before else None)

    def test_a_service_that_restarts_is_waited_for(self):
        with UnderLoad(self) as load:
            CITY.processes["participation"].send_signal(signal.SIGTERM)
            CITY.processes["participation"].wait(60)
            CITY.start_service()
            before = load.done
            wait_for("calls go on", lambda: True if load.done > before + 10 else None)


class WhenTheStoreIsAway(unittest.TestCase):
    def test_callers_hear_nothing_about_where_it_is(self):
        CITY.processes["redis"].kill()
        CITY.processes["redis"].wait()
        try:
            answer, content = ask("moorsum")
            self.assertEqual(answer.status, 503, content)
            self.assertEqual(json.loads(content)["message"], "the store is not reachable")
            for word in (b"127.0.0.1", b"redis", str(CITY.redis_port).encode()):
                self.assertNotIn(word, content)
            wait_for("the log says it", lambda: True if f"redis at 127.0.0.1:{CITY.redis_port}" in
                     (CITY.folder / "participation.log").read_text() else None)
        finally:
            CITY.start_redis()
        wait_for("it goes on", lambda: True if ask("moorsum")[0].status == 200 else None)


if __name__ == "__main__":
    BINARIES = pathlib.Path(sys.argv.pop(1)).resolve()
    CITY = City.__new__(City)
    sys.exit(tried(CITY, BINARIES))
