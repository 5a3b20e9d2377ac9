"""A small city off loopback, for tests: Redis, a service and Envoy with certificates of their own, people by token, partners by certificate."""

import base64
import json
import pathlib
import secrets
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from small_city import ROOT, SmallCity, free_port, wait_for  # noqa: E402, F401: for tests

ISSUER = "https://id.example/realms/zwk"
SERVED = ("AccessCode", "Board", "LeanCoffee", "Meeting", "Municipality")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Issuer:
    """RS256 by the openssl command, so that what verifies is tried against somebody else's signatures."""

    def __init__(self, folder):
        self.key = folder / "issuer.key"
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, capture_output=True)
        modulus = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], check=True, capture_output=True, text=True).stdout
        n = bytes.fromhex(modulus.strip().removeprefix("Modulus="))
        (folder / "keys.json").write_text(json.dumps({"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "n": base64url(n), "e": "AQAB"}]}))

    def token(self, header=None, **claims):
        claims = {"iss": ISSUER, "aud": "zwk", "sub": "canary-subject", "exp": int(time.time()) + 300, "zwk_municipality": "moorsum",
                  "zwk_roles": ["BOARD_MEMBER"], **claims}
        signed = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "1", **(header or {})}, claims))
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=signed.encode(), check=True, capture_output=True).stdout
        return f"{signed}.{base64url(signature)}"


class City(SmallCity):
    """Everything of a small city on one machine, in a folder of its own."""

    def __init__(self, binaries, provider=None, edge_words=()):
        """`provider`: where people sign in; its begin(city) tells its endpoints (and "tokens", where its own are to be believed).
        `edge_words`: further words of render.py."""
        super().__init__(binaries, "secure")
        self.edge_words = edge_words
        self.redis_port = 0
        self.at = "127.0.0.1:0"  # where participation listens
        self.issuer = Issuer(self.folder)
        for name in ("edge", "participation", "redis", "provider"):
            self.certificate("issue", name, "--san", "ip:127.0.0.1", "--san", "dns:moorsum.example")
        for name in ("moorsum", "nobody"):
            self.certificate("issue", name, "--client", "--san", f"uri:zwk:partner:{name}")
        self.certificate("init", folder="other")
        self.certificate("issue", "moorsum", "--client", "--san", "uri:zwk:partner:moorsum", folder="other")
        self.tokens = {"issuer": ISSUER, "audience": "zwk", "keys": str(self.folder / "keys.json")}
        self.login_secret, self.login_key = secrets.token_hex(16), secrets.token_hex(32)
        login = self.login(provider.begin(self)) if provider else []
        self.start_redis()
        self.start_service()
        self.start_edge(login)

    def login(self, provider):
        self.tokens = provider.pop("tokens", self.tokens)
        (self.folder / "login.json").write_text(json.dumps({"client_id": "zwk-edge", "ca": self.pem("ca"), **provider}))
        (self.folder / "secret").write_text(self.login_secret)
        (self.folder / "key").write_text(self.login_key)
        return ["--login", self.folder / "login.json", "--login-secret", self.folder / "secret", "--login-key", self.folder / "key"]

    def start_redis(self):
        """Also again: at the same port, with the same data."""
        if not self.redis_port:
            self.redis_port = free_port()
            (self.folder / "password").write_text(secrets.token_hex(16))
        (self.folder / "users").write_text("user default reset ~* &* +@all\n"
                                           f"user participation on >{(self.folder / 'password').read_text()} ~{{*}}:* -@all +@read +@write "
                                           "+@scripting +@connection -@dangerous +info +config|get\n")
        self.redis("--tls-port", self.redis_port, "--bind", "127.0.0.1", "--tls-cert-file", self.pem("redis"), "--tls-key-file", self.pem("redis"),
                   "--tls-ca-cert-file", self.pem("ca"), "--aclfile", self.folder / "users")

    def start_service(self):
        """Also again: where it was."""
        access = {"partners": [{"certificate": "uri:zwk:partner:moorsum", "client": "moorsum-client", "municipalities": ["moorsum"], "roles": ["PLANNER"]}],
                  "public_municipalities": ["moorsum"], "tokens": self.tokens}
        self.at = self.service("participation", self.at, access, "--redis", f"127.0.0.1:{self.redis_port}", "--redis-user", "participation",
                               "--redis-password-file", self.folder / "password", "--redis-ca", self.pem("ca"), "--log-level", "debug")

    def start_edge(self, login):
        (self.folder / "room/files").mkdir(parents=True)
        (self.folder / "room/index.html").write_text("<!DOCTYPE html><title>Raum</title>")
        (self.folder / "room/files/room.js").write_text('"Füße \\u2028 😀";')
        self.edge({"participation": self.at}, [f"zwk.participation.v1.{name}Service" for name in SERVED], "--host", "moorsum.example=moorsum",
                  "--host", "127.0.0.1", "--room", self.folder / "room", "--access-log", self.folder / "edge.access", *self.edge_words, *login,
                  envoy=("--component-log-level", "oauth2:critical"))
        wait_for("the edge serves", lambda: True if self.ask("moorsum")[0].status == 200 else None)

    def tell(self):
        for log in sorted(self.folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}", file=sys.stderr)


def tried(city, *words):
    """The tests of this program, in a city that is begun for them with these words; the exit code. `city` was made and not begun, so
    that it is known before it is whole, and what has started is stopped."""
    good = False
    try:
        city.__init__(*words)
        good = unittest.main(exit=False).result.wasSuccessful()
    finally:
        if not good:
            city.tell()
        city.stop()
    return 0 if good else 1
