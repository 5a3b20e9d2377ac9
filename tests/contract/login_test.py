"""People sign in at the edge: a provider of the test's own speaks OpenID Connect, a browser of the test's own keeps cookies: login_test.py BINARIES"""

import base64
import hashlib
import http.server
import json
import pathlib
import secrets
import ssl
import sys
import threading
import unittest
import urllib.parse

from browsing import PAGE, Browser
from secure_city import City, tried

BINARIES = pathlib.Path()
CITY = None
PROVIDER = None


class Provider(http.server.ThreadingHTTPServer):
    """Authorizes whoever comes and gives a code, and for each code once a token."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.daemon_threads = True
        self.codes, self.claims, self.faults, self.lifetime = {}, {}, [], 300
        self.at = f"https://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def begin(self, city):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(city.pem("provider"))
        self.socket = context.wrap_socket(self.socket, server_side=True)
        return {"authorization_endpoint": f"{self.at}/authorize", "token_endpoint": f"{self.at}/token"}

    def authorize(self, asked):
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urllib.parse.urlencode({'code': code, 'state': asked['state']})}"

    def token(self, headers, form):
        if form["grant_type"] == "refresh_token":
            return self.tokens() if form["refresh_token"] == "to refresh" else None
        asked = self.codes.pop(form.get("code"), None)
        known = base64.b64encode(f"zwk-edge:{CITY.login_secret}".encode()).decode()
        if headers.get("authorization") != f"Basic {known}":
            self.faults.append("the edge has not said its secret")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != challenge or asked["code_challenge_method"] != "S256" or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        return self.tokens()

    def tokens(self):
        return {"access_token": CITY.issuer.token(**self.claims), "token_type": "Bearer", "expires_in": self.lifetime, "refresh_token": "to refresh"}


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        self.send_response(302)
        self.send_header("location", PROVIDER.authorize(asked))
        self.send_header("content-length", "0")
        self.end_headers()

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["content-length"])).decode()))
        tokens = PROVIDER.token(self.headers, form)
        body = json.dumps(tokens or {"error": "invalid_grant"}).encode()
        self.send_response(200 if tokens else 400)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def new_browser():
    return Browser(CITY.context_of(), f"https://127.0.0.1:{CITY.port}")


class Login(unittest.TestCase):
    def setUp(self):
        PROVIDER.claims, PROVIDER.faults, PROVIDER.lifetime = {}, [], 300

    def signed_in(self):
        browser = new_browser()
        self.assertEqual(browser.open("/login/v1/boards"), "/v1/boards")
        self.assertEqual(browser.answer.status, 200, browser.content)
        self.assertEqual(PROVIDER.faults, [])
        return browser

    def refused(self, browser, reason, path="/v1/boards"):
        browser.open(path, accept="application/json")
        self.assertEqual(browser.answer.status, 401, browser.content)
        self.assertEqual([detail["reason"] for detail in json.loads(browser.content)["details"] if "reason" in detail], [reason])

    def test_nobody_is_sent_anywhere_and_a_page_says_where_to_sign_in(self):
        browser = new_browser()
        self.refused(browser, "NO_CREDENTIALS")
        browser.open("/v1/boards?page_size=2&page_token=%22%3E%3Cb%3E")
        self.assertEqual((browser.answer.status, browser.answer.getheader("location")), (401, None))
        self.assertIn(b'<a href="/login/v1/boards?page_size=2&#38;page_token=%22%3E%3Cb%3E">Anmelden</a>', browser.content)

    def test_the_room_knows_that_one_can_sign_in(self):
        browser = new_browser()
        browser.open("/room/edge.json")
        self.assertEqual(json.loads(browser.content), {"devIdentity": False, "login": True})
        self.assertEqual(browser.open("/login/room/moderator?session=1"), "/room/moderator")
        self.assertEqual(browser.answer.status, 200)

    def test_who_signs_in_comes_back_to_where_they_wanted_to_be(self):
        browser = new_browser()
        self.assertEqual(browser.open("/login/v1/boards?page_size=2"), "/v1/boards")
        self.assertEqual(browser.answer.status, 200, browser.content)
        self.assertEqual(json.loads(browser.content)["boards"], [])

    def test_no_script_no_other_site_and_no_plain_text_gets_a_cookie(self):
        browser = self.signed_in()
        given = [line for line in browser.set if "=deleted;" not in line]
        self.assertGreaterEqual(len(given), 5)
        for line in given:
            words = {word.strip().lower() for word in line.split(";")[1:]}
            self.assertTrue(line.startswith("__Host-zwk-"), line)
            self.assertLessEqual({"path=/", "secure", "httponly", "samesite=lax"}, words, line)
            self.assertNotIn("eyJ", line, "a token in the clear")

    def test_a_role_is_what_the_token_says(self):
        PROVIDER.claims = {"zwk_roles": []}
        browser = new_browser()
        browser.open("/login/v1/boards", accept=PAGE)
        self.assertEqual(browser.answer.status, 403, browser.content)
        PROVIDER.claims = {"iss": "https://evil.example"}
        browser = new_browser()
        browser.open("/login/v1/boards")
        self.refused(browser, "TOKEN_REFUSED")

    def test_a_cookie_that_was_bent_or_is_of_somebody_else_is_nobodys(self):
        browser = self.signed_in()
        good = dict(browser.cookies)
        for name in good:
            if not any(word in name for word in ("bearer", "hmac", "expires")):
                continue
            with self.subTest(name):
                browser.cookies = {**good, name: ("A" if good[name][0] != "A" else "B") + good[name][1:]}
                browser.cookies = {kept: value for kept, value in browser.cookies.items() if "refresh" not in kept}
                self.refused(browser, "NO_CREDENTIALS")
                self.assertNotIn(browser.cookies[name], (CITY.folder / "edge.log").read_text())
        browser.cookies = good
        browser.open("/v1/boards")
        self.assertEqual(browser.answer.status, 200)

    def test_a_code_is_of_the_browser_that_asked_for_it(self):
        victim, attacker = new_browser(), new_browser()
        sent = attacker.once("/login/v1/boards")
        callback = PROVIDER.authorize(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(sent).query)))
        victim.once(callback)
        self.assertEqual(victim.answer.status, 401, victim.content)
        self.refused(victim, "NO_CREDENTIALS")

    def test_the_way_back_is_on_this_host_also_after_the_provider(self):
        for url in ("https://evil.example/", "//evil.example/", f"https://127.0.0.1:{CITY.port}.evil.example/", f"https://127.0.0.1:{CITY.port}@evil.example/"):
            with self.subTest(url):
                browser = new_browser()
                asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(browser.once("/login/v1/boards")).query))
                state = json.loads(base64.urlsafe_b64decode(asked["state"] + "=" * (-len(asked["state"]) % 4)))
                asked["state"] = base64.urlsafe_b64encode(json.dumps({**state, "url": url}).encode()).rstrip(b"=").decode()
                where = browser.once(PROVIDER.authorize(asked))
                self.assertIn(where and urllib.parse.urlsplit(where).netloc, (None, f"127.0.0.1:{CITY.port}"))

    def test_another_site_signs_nobody_out(self):
        browser = self.signed_in()
        browser.once("/logout", sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="document")
        self.assertEqual(browser.answer.status, 403, browser.content)
        browser.open("/v1/boards")
        self.assertEqual(browser.answer.status, 200)

    def test_the_way_back_is_on_this_host(self):
        for path in ("/login//evil.example/", "/login/%2F/evil.example/", "/login/https://evil.example/", "/login/\\evil.example/", "/login/@evil.example/"):
            with self.subTest(path):
                browser, where = new_browser(), path
                for _ in range(6):
                    where = browser.once(where)
                    if not where:
                        break
                    self.assertIn(urllib.parse.urlsplit(where).netloc, (f"127.0.0.1:{CITY.port}", f"127.0.0.1:{PROVIDER.server_port}"))

    def test_programs_are_not_sent_to_a_page(self):
        browser = new_browser()
        self.refused(browser, "LOGIN_FAILED", "/login/v1/boards")

    def test_a_token_that_is_brought_along_wins_over_a_session(self):
        browser = self.signed_in()
        browser.open("/v1/boards", authorization="Bearer canary")
        self.assertEqual(browser.answer.status, 401)
        browser = new_browser()
        browser.open("/v1/boards", authorization=f"Bearer {CITY.issuer.token()}")
        self.assertEqual(browser.answer.status, 200)

    def test_another_site_cannot_use_a_session(self):
        browser = self.signed_in()
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        for site in ({"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}):
            answer, content = CITY.ask(method="POST", path="/v1/boards", body="{}", content_type="application/json", cookie=cookie, **site)
            self.assertEqual(answer.status, 403, content)

    def test_a_session_that_is_over_is_made_anew_by_itself(self):
        PROVIDER.lifetime = 1
        browser = self.signed_in()
        before = dict(browser.cookies)
        PROVIDER.lifetime = 300

        def renewed():
            browser.open("/v1/boards")
            self.assertEqual(browser.answer.status, 200, browser.content)
            return any(before.get(name) != value for name, value in browser.cookies.items() if "expires" in name)
        deadline = threading.Event()
        self.assertTrue(any(renewed() or deadline.wait(0.1) for _ in range(100)))

    def test_who_signs_out_is_nobody_again(self):
        browser = self.signed_in()
        browser.once("/logout")
        self.assertEqual([name for name in browser.cookies if "token" in name or "hmac" in name], [])
        self.refused(browser, "NO_CREDENTIALS")

    def test_services_and_logs_get_no_cookie_no_code_and_no_secret(self):
        browser = self.signed_in()
        for log in CITY.folder.glob("*.log"):
            text = log.read_text(errors="replace")
            for word in (CITY.login_secret, CITY.login_key, "__Host-", *browser.cookies.values()):
                self.assertNotIn(word, text, log)


if __name__ == "__main__":
    BINARIES = pathlib.Path(sys.argv.pop(1)).resolve()
    CITY, PROVIDER = City.__new__(City), Provider()
    sys.exit(tried(CITY, BINARIES, PROVIDER))
