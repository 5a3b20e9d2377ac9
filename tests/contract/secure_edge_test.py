"""The platform off loopback: TLS at the edge, mutual TLS inside, Redis by TLS with a password, partners by certificate and
people by token. Starts Redis, a service and Envoy with certificates of its own: secure_edge_test.py BINARIES
"""

import base64
import http.client
import json
import pathlib
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = pathlib.Path(sys.prefix) / f"lib/python3.{sys.version_info.minor}/site-packages"
BINARIES = pathlib.Path()
ISSUER = "https://id.example/realms/zwk"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        if (value := condition()) is not None:
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within 60 s")


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

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zwk-secure-"))
        self.certificates = self.folder / "certificates"
        self.processes = []
        self.redis_port = 0
        self.service = "127.0.0.1:0"
        self.issuer = Issuer(self.folder)
        self.certificate("init", "--city", "Moorsum")
        for name in ("edge", "participation", "redis"):
            self.certificate("issue", name, "--san", "ip:127.0.0.1", "--san", "dns:moorsum.example")
        for name in ("moorsum", "nobody"):
            self.certificate("issue", name, "--client", "--san", f"uri:zwk:partner:{name}")
        self.certificate("init", folder=self.folder / "other")
        self.certificate("issue", "moorsum", "--client", "--san", "uri:zwk:partner:moorsum", folder=self.folder / "other")
        self.start_redis()
        self.start_service()
        self.start_edge()

    def certificate(self, *words, folder=None):
        subprocess.run([BINARIES / "zwkctl", "certificates", *words, "--folder", folder or self.certificates], check=True, capture_output=True)

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
        (self.folder / "users").write_text("user default reset\n"
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
            "tokens": {"issuer": ISSUER, "audience": "zwk", "keys": str(self.folder / "keys.json")}}))
        self.participation = self.start("participation", BINARIES / "participation", "--listen", self.service, "--redis", f"127.0.0.1:{self.redis_port}",
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
        clusters = [word for name in ("forecasting", "catalog", "reporting") for word in ("--cluster", f"{name}=127.0.0.1:1")]
        subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", self.folder, "--descriptors", descriptors,
                        "--services", ",".join(f"zwk.participation.v1.{name}Service" for name in ("AccessCode", "Board", "LeanCoffee", "Meeting")), "--cluster", f"participation={self.service}", *clusters,
                        "--host", "moorsum.example", "--host", "127.0.0.1", "--city", "moorsum.example=moorsum", "--tls", self.pem("edge"), "--client-ca", self.pem("ca"),
                        "--inside", self.pem("edge"), "--inside-ca", self.pem("ca")], check=True)
        self.start("edge", SITE / "envoy/_bin/envoy", "-c", self.folder / "edge.yaml", "--admin-address-path", self.folder / "edge.admin",
                   "--disable-hot-restart", "--concurrency", 1, "--log-level", "warning")

        def address():
            try:
                admin = http.client.HTTPConnection((self.folder / "edge.admin").read_text(), timeout=5)
                admin.request("GET", "/listeners?format=json")
                return json.load(admin.getresponse())["listener_statuses"][0]["local_address"]["socket_address"]["port_value"]
            except (OSError, KeyError, ValueError):
                return None
        self.port = wait_for("the edge listens", address)
        wait_for("the edge serves", lambda: True if ask("moorsum")[0].status == 200 else None)

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(30)
        shutil.rmtree(self.folder)

    def tell(self):
        for log in sorted(self.folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}", file=sys.stderr)


CITY = None


def context_of(certificate=None, ca=None):
    context = ssl.create_default_context(cafile=ca or CITY.pem("ca"))
    if certificate:
        context.load_cert_chain(certificate)
    return context


def ask(certificate=None, path="/v1/boards", context=None, **headers):
    """`certificate`: of whom, or None."""
    connection = http.client.HTTPSConnection("127.0.0.1", CITY.port, timeout=20,
                                             context=context or context_of(certificate and CITY.pem(certificate)))
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def post(path, body, **headers):
    connection = http.client.HTTPSConnection("127.0.0.1", CITY.port, timeout=20, context=context_of())
    try:
        connection.request("POST", path, json.dumps({"request_id": str(uuid.uuid4()), **body}),
                           {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


class Participants(unittest.TestCase):
    def test_who_has_a_code_comes_in_without_an_account_and_for_one_session(self):
        office = {"authorization": f"Bearer {CITY.issuer.token(zwk_roles=['ADMINISTRATOR', 'CHAIR', 'FACILITATOR'])}"}

        def made(path, body):
            status, answer = post(path, body, **office)
            self.assertEqual(status, 200, answer)
            return answer
        board = made("/v1/boards", {"board": {"name": "Beirat", "kind": "BOARD_KIND_ADVISORY"}})["board"]["boardId"]
        meeting = made("/v1/meetings", {"meeting": {"board_id": board, "title": "Treffen", "mode": "MEETING_MODE_LIVE", "starts_at": "2026-11-30T09:00:00Z",
                                                    "ends_at": "2026-11-30T11:00:00Z"}})["meeting"]["meetingId"]
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
        for port in (CITY.port, int(CITY.service.split(":")[1]), CITY.redis_port):
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
        with socket.create_connection(("127.0.0.1", int(CITY.service.split(":")[1])), timeout=20) as raw, self.assertRaises((ssl.SSLError, OSError)):
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


class Access(unittest.TestCase):
    def test_a_token_of_the_issuer_is_believed(self):
        answer, content = ask(authorization=f"Bearer {CITY.issuer.token()}")
        self.assertEqual(answer.status, 200, content)

    def test_browsers_are_told_to_stay_with_tls(self):
        self.assertIn("max-age=31536000", ask("moorsum")[0].getheader("strict-transport-security"))

    def test_proxies_and_hosts(self):
        self.assertEqual(ask("moorsum", Host="evil.example")[0].status, 421)
        self.assertEqual(ask("moorsum", Host="moorsum.example")[0].status, 200)

    def test_zwkctl_is_a_partner(self):
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
            CITY.participation.send_signal(signal.SIGTERM)
            CITY.participation.wait(60)
            CITY.start_service()
            before = load.done
            wait_for("calls go on", lambda: True if load.done > before + 10 else None)


class WhenTheStoreIsAway(unittest.TestCase):
    def test_callers_hear_nothing_about_where_it_is(self):
        CITY.redis.kill()
        CITY.redis.wait()
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
    CITY = City.__new__(City)  # known before it is whole, so that what has started is stopped
    try:
        CITY.__init__()
        good = unittest.main(exit=False).result.wasSuccessful()
    except BaseException:
        CITY.tell()
        raise
    finally:
        CITY.stop()
    sys.exit(0 if good else 1)
