"""People sign in at a real Keycloak, by its own login page; its keys are rotated while they work: keycloak_test.py BINARIES

In the long form of the tests alone (./zwk test --faults): it fetches Keycloak once, 165 MB, and takes a minute to start.
"""

import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import unittest

from browsing import Browser
from secure_city import ROOT, City, free_port, tried, wait_for

KEYCLOAK = "org.keycloak:keycloak-quarkus-dist:26.5.6:zip"
TOOLS = ROOT / ".zwk/tools/keycloak"
BINARIES = pathlib.Path()
CITY = None
PROVIDER = None


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(77)


def fetch():
    """Once; unpacked beside it."""
    home = TOOLS / "keycloak-26.5.6"
    if not (home / "bin/kc.sh").exists():
        if not shutil.which("mvn") or not shutil.which("java"):
            skip("java or mvn is missing (Debian: default-jre-headless, maven)")
        TOOLS.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={KEYCLOAK}", f"-DoutputDirectory={TOOLS}"], check=True)
        archive = next(TOOLS.glob("*.zip"))
        shutil.unpack_archive(archive, TOOLS)
        archive.unlink()
    return home


class Keycloak:
    """One of the test's own: a copy that may write into itself, a database in memory."""

    def __init__(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="zwk-keycloak-")
        self.home = pathlib.Path(self.scratch.name) / "keycloak"
        shutil.copytree(fetch(), self.home)
        self.password = secrets.token_hex(12)
        self.port = free_port()
        self.at = f"https://127.0.0.1:{self.port}"
        self.process = None

    def begin(self, city):
        text = pathlib.Path(city.pem("provider")).read_text()
        parts = re.findall(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----\n", text, re.S)
        for name, kind in (("tls.crt", "CERTIFICATE"), ("tls.key", next(part for part in parts if part.endswith("PRIVATE KEY")))):
            (self.home / name).write_text("".join(re.findall(rf"-----BEGIN {kind}-----.+?-----END {kind}-----\n", text, re.S)))
        self.context = city.context_of()
        words = ["start-dev", "--http-enabled=false", "--http-host=127.0.0.1", f"--https-port={self.port}", f"--http-port={free_port()}", f"--hostname={self.at}",
                 f"--https-certificate-file={self.home}/tls.crt", f"--https-certificate-key-file={self.home}/tls.key", "--db=dev-mem"]
        with open(city.folder / "keycloak.log", "wb") as log:
            self.process = subprocess.Popen(["bash", self.home / "bin/kc.sh", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env={
                **os.environ, "KC_BOOTSTRAP_ADMIN_USERNAME": "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD": self.password,
                "JAVA_OPTS": "-Xmx400m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true"})
        city.processes["keycloak"] = self.process
        wait_for("Keycloak listens", self.is_there, seconds=300)
        self.make_realm(city)
        realm = f"{self.at}/realms/zwk"
        of = f"{realm}/protocol/openid-connect"
        return {"authorization_endpoint": f"{of}/auth", "token_endpoint": f"{of}/token", "end_session_endpoint": f"{of}/logout", "scopes": ["openid", "zwk"],
                "tokens": {"issuer": realm, "audience": "zwk", "keys": f"{of}/certs", "keys_ca": city.pem("ca"), "roles_claim": "groups",
                           "roles": {"/beirat": "BOARD_MEMBER", "/amt": "PLANNER"}}}

    def is_there(self):
        if self.process.poll() is not None:
            raise AssertionError("Keycloak has ended")
        try:
            return True if self.call("GET", "/realms/master")[0] == 200 else None
        except OSError:
            return None

    def call(self, method, path, body=None, **headers):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.context)
        try:
            connection.request(method, path, body, {"content-type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def administrate(self, method, path, said=None):
        form = f"grant_type=password&client_id=admin-cli&username=admin&password={self.password}"
        _, content = self.call("POST", "/realms/master/protocol/openid-connect/token", form, **{"content-type": "application/x-www-form-urlencoded"})
        status, content = self.call(method, f"/admin{path}", said and json.dumps(said), authorization=f"Bearer {json.loads(content)['access_token']}")
        if status >= 300:
            raise AssertionError(f"{method} {path}: {status} {content}")
        return json.loads(content) if content else None

    def make_realm(self, city):
        def mapper(name, kind, **config):
            return {"name": name, "protocol": "openid-connect", "protocolMapper": f"oidc-{kind}-mapper", "config": {"access.token.claim": "true", **config}}
        self.administrate("POST", "/realms", {
            "realm": "zwk", "enabled": True, "sslRequired": "all", "accessTokenLifespan": 60,
            "groups": [{"name": "beirat"}, {"name": "amt"}],
            "users": [{"username": name, "enabled": True, "email": f"{name}@moorsum.example", "emailVerified": True, "firstName": name, "lastName": name,
                       "groups": groups, "credentials": [{"type": "password", "value": self.password, "temporary": False}]}
                      for name, groups in (("member", ["beirat"]), ("planner", ["amt"]), ("stranger", []))],
            "clientScopes": [{"name": "zwk", "protocol": "openid-connect", "attributes": {"include.in.token.scope": "true"}, "protocolMappers": [
                mapper("subject", "sub"),
                mapper("audience", "audience", **{"included.custom.audience": "zwk"}),
                mapper("municipality", "hardcoded-claim", **{"claim.name": "zwk_municipality", "claim.value": "moorsum", "jsonType.label": "String"}),
                mapper("groups", "group-membership", **{"claim.name": "groups", "full.path": "true"})]}],
            "clients": [{"clientId": "zwk-edge", "secret": city.login_secret, "publicClient": False, "standardFlowEnabled": True, "directAccessGrantsEnabled": False,
                         "redirectUris": ["https://127.0.0.1:*"], "attributes": {"pkce.code.challenge.method": "S256", "post.logout.redirect.uris": "+"},
                         "defaultClientScopes": [], "optionalClientScopes": ["zwk"]}]})

    def rotate_keys(self):
        self.administrate("POST", "/realms/zwk/components", {
            "name": f"rsa-{secrets.token_hex(4)}", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
            "config": {"priority": ["1000"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"], "keySize": ["2048"]}})


class Login(unittest.TestCase):
    def signed_in(self, name):
        browser = Browser(CITY.context_of(), f"https://127.0.0.1:{CITY.port}")
        browser.open("/login/v1/boards")
        self.assertIn(b"password", browser.content, "its login page")
        self.assertEqual(browser.submit(username=name, password=PROVIDER.password), "/v1/boards")
        return browser

    def status(self, browser):
        browser.open("/v1/boards")
        return browser.answer.status

    def test_groups_of_the_provider_are_roles(self):
        for name, status in (("member", 200), ("planner", 200), ("stranger", 403)):
            with self.subTest(name):
                browser = self.signed_in(name)
                self.assertEqual(self.status(browser), status, browser.content)

    def test_a_wrong_password_comes_nowhere(self):
        browser = Browser(CITY.context_of(), f"https://127.0.0.1:{CITY.port}")
        browser.open("/login/v1/boards")
        browser.submit(username="member", password="guessed")
        self.assertTrue(browser.at.startswith(PROVIDER.at), browser.at)
        self.assertEqual(self.status(browser), 401)

    def test_keys_are_rotated_while_people_work(self):
        before = self.signed_in("member")
        PROVIDER.rotate_keys()
        self.assertEqual(self.status(before), 200, "by the old key")
        after = self.signed_in("member")  # by the new one, which the services ask for; not more often than every five seconds
        wait_for("the new key is known", lambda: True if self.status(after) == 200 else None)
        self.assertEqual(self.status(before), 200, "by the old key")

    def test_who_signs_out_is_signed_out_there_too(self):
        browser = self.signed_in("member")
        browser.open("/logout")
        self.assertEqual(self.status(browser), 401)
        browser.open("/login/v1/boards")
        self.assertTrue(browser.at.startswith(PROVIDER.at), "asked for the password again")


if __name__ == "__main__":
    BINARIES = pathlib.Path(sys.argv.pop(1)).resolve()
    if not os.environ.get("ZWK_LONG_FAULTS"):
        skip("a Keycloak of one's own is for ./zwk test --faults")
    CITY, PROVIDER = City.__new__(City), Keycloak()
    try:
        result = tried(CITY, BINARIES, PROVIDER)
    finally:
        PROVIDER.scratch.cleanup()
    sys.exit(result)
