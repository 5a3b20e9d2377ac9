"""A small city off loopback, for tests: Redis, a service and Envoy with certificates of their own, people by token, partners by certificate."""

import base64
import http.client
import json
import pathlib
import random
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = pathlib.Path(sys.prefix) / f"lib/python3.{sys.version_info.minor}/site-packages"
ISSUER = "https://id.example/realms/zwk"
SERVED = ("AccessCode", "Board", "LeanCoffee", "Meeting", "Municipality")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def free_port():
    """One that no connection takes by chance while its service is down: whoever connects again and again may meet itself."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise AssertionError("no port is free")


def wait_for(what, condition, seconds=60):
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if (value := condition()) is not None:
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds} s")


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


class City:
    """Everything of a small city on one machine, in a folder of its own."""

    def __init__(self, binaries, provider=None, edge_words=()):
        """`provider`: where people sign in; its begin(city) tells its endpoints (and "tokens", where its own are to be believed).
        `edge_words`: further words of render.py."""
        self.binaries = binaries
        self.edge_words = edge_words
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zwk-secure-"))
        self.certificates = self.folder / "certificates"
        self.processes = []
        self.redis_port = 0
        self.service = "127.0.0.1:0"
        self.issuer = Issuer(self.folder)
        self.certificate("init", "--city", "Moorsum")
        for name in ("edge", "participation", "redis", "provider"):
            self.certificate("issue", name, "--san", "ip:127.0.0.1", "--san", "dns:moorsum.example")
        for name in ("moorsum", "nobody"):
            self.certificate("issue", name, "--client", "--san", f"uri:zwk:partner:{name}")
        self.certificate("init", folder=self.folder / "other")
        self.certificate("issue", "moorsum", "--client", "--san", "uri:zwk:partner:moorsum", folder=self.folder / "other")
        self.tokens = {"issuer": ISSUER, "audience": "zwk", "keys": str(self.folder / "keys.json")}
        self.login_secret, self.login_key = secrets.token_hex(16), secrets.token_hex(32)
        self.login_words = self.login(provider.begin(self)) if provider else []
        self.start_redis()
        self.start_service()
        self.start_edge()

    def login(self, provider):
        self.tokens = provider.pop("tokens", self.tokens)
        (self.folder / "login.json").write_text(json.dumps({"client_id": "zwk-edge", "ca": self.pem("ca"), **provider}))
        (self.folder / "secret").write_text(self.login_secret)
        (self.folder / "key").write_text(self.login_key)
        return ["--login", self.folder / "login.json", "--login-secret", self.folder / "secret", "--login-key", self.folder / "key"]

    def certificate(self, *words, folder=None):
        subprocess.run([self.binaries / "zwkctl", "certificates", *words, "--folder", folder or self.certificates], check=True, capture_output=True)

    def pem(self, name):
        return str(self.certificates / f"{name}.pem")

    def start(self, name, *words):
        with open(self.folder / f"{name}.out", "wb") as out, open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=out, stderr=log)
        self.processes.append(process)
        return process

    def start_redis(self):
        """Also again: at the same port, with the same data."""
        if not self.redis_port:
            self.redis_port = free_port()
            (self.folder / "password").write_text(secrets.token_hex(16))
        (self.folder / "users").write_text("user default reset ~* &* +@all\n"
                                           f"user participation on >{(self.folder / 'password').read_text()} ~{{*}}:* -@all +@read +@write "
                                           "+@scripting +@connection -@dangerous +info +config|get\n")
        (self.folder / "redis").mkdir(exist_ok=True)
        self.redis = self.start("redis", "redis-server", "--port", 0, "--tls-port", self.redis_port, "--bind", "127.0.0.1", "--dir", self.folder / "redis",
                   "--tls-cert-file", self.pem("redis"), "--tls-key-file", self.pem("redis"), "--tls-ca-cert-file", self.pem("ca"),
                   "--aclfile", self.folder / "users", "--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no",
                   "--save", "", "--maxmemory-policy", "noeviction")

    def start_service(self):
        """Also again: where it was."""
        if not (self.folder / "wrapping.key").exists():
            (self.folder / "wrapping.key").write_text(secrets.token_hex(32))
        (self.folder / "access.json").write_text(json.dumps({
            "partners": [{"certificate": "uri:zwk:partner:moorsum", "client": "moorsum-client", "municipalities": ["moorsum"],
                          "roles": ["PLANNER"]}],
            "public_municipalities": ["moorsum"],
            "tokens": self.tokens}))
        self.participation = self.start("participation", self.binaries / "participation", "--listen", self.service, "--redis", f"127.0.0.1:{self.redis_port}",
                   "--redis-user", "participation", "--redis-password-file", self.folder / "password", "--redis-ca", self.pem("ca"),
                   "--tls-certificate", self.pem("participation"), "--tls-key", self.pem("participation"), "--tls-ca", self.pem("ca"),
                   "--access-file", self.folder / "access.json", "--key-file", self.folder / "wrapping.key", "--blob-dir", self.folder / "blobs",
                   "--log-level", "debug")
        def listening():
            line = (self.folder / "participation.out").read_text()
            return json.loads(line) if line.endswith("\n") else None
        self.service = wait_for("participation listens", listening)["grpc"]

    def start_edge(self):
        descriptors = self.folder / "edge.binpb"
        protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk/participation").rglob("*.proto"))
        subprocess.run(["protoc", "-I", "proto", "-I", SITE, "--include_imports", f"--descriptor_set_out={descriptors}", *protos,
                        "google/rpc/status.proto", "google/rpc/error_details.proto"], cwd=ROOT, check=True)
        if not (self.folder / "room").exists():
            (self.folder / "room/files").mkdir(parents=True)
            (self.folder / "room/index.html").write_text("<!DOCTYPE html><title>Raum</title>")
            (self.folder / "room/files/room.js").write_text('"Füße \\u2028 😀";')
        clusters = [word for name in ("forecasting", "catalog", "reporting") for word in ("--cluster", f"{name}=127.0.0.1:1")]
        subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", self.folder, "--descriptors", descriptors,
                        "--services", ",".join(f"zwk.participation.v1.{name}Service" for name in SERVED), "--cluster", f"participation={self.service}", *clusters,
                        "--host", "moorsum.example=moorsum", "--host", "127.0.0.1", "--room", self.folder / "room", "--tls", self.pem("edge"), "--client-ca", self.pem("ca"),
                        "--inside", self.pem("edge"), "--inside-ca", self.pem("ca"), "--access-log", self.folder / "edge.access", *self.edge_words, *self.login_words], check=True)
        self.start("edge", SITE / "envoy/_bin/envoy", "-c", self.folder / "edge.yaml", "--admin-address-path", self.folder / "edge.admin",
                   "--disable-hot-restart", "--concurrency", 1, "--log-level", "warning", "--component-log-level", "oauth2:critical")

        def address():
            try:
                admin = http.client.HTTPConnection((self.folder / "edge.admin").read_text(), timeout=5)
                admin.request("GET", "/listeners?format=json")
                return json.load(admin.getresponse())["listener_statuses"][0]["local_address"]["socket_address"]["port_value"]
            except (OSError, KeyError, ValueError):
                return None
        self.port = wait_for("the edge listens", address)
        wait_for("the edge serves", lambda: True if self.ask("moorsum")[0].status == 200 else None)

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(30)
        shutil.rmtree(self.folder)

    def tell(self):
        for log in sorted(self.folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}", file=sys.stderr)

    def context_of(self, certificate=None, ca=None):
        context = ssl.create_default_context(cafile=ca or self.pem("ca"))
        if certificate:
            context.load_cert_chain(certificate)
        return context

    def ask(self, certificate=None, path="/v1/boards", context=None, method="GET", body=None, **headers):
        """`certificate`: of whom, or None."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context or self.context_of(certificate and self.pem(certificate)))
        try:
            connection.request(method, path, body, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


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
