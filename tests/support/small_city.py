"""What small cities of tests are made of: real processes with a folder of their own, who trust each other by certificates."""

import http.client
import json
import pathlib
import random
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = pathlib.Path(sys.prefix) / f"lib/python3.{sys.version_info.minor}/site-packages"


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


class SmallCity:
    def __init__(self, binaries, kind):
        self.binaries = pathlib.Path(binaries)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"zwk-{kind}-"))
        self.processes = {}  # by name
        self.port = 0  # of the edge
        self.certificate("init", "--city", "Moorsum")

    def certificate(self, *words, folder="certificates"):
        subprocess.run([self.binaries / "zwkctl", "certificates", *words, "--folder", self.folder / folder], check=True, capture_output=True)

    def pem(self, name):
        return str(self.folder / "certificates" / f"{name}.pem")

    def start(self, name, *words):
        with open(self.folder / f"{name}.out", "wb") as out, open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=out, stderr=log)

    def redis(self, *words):
        """`words`: where it listens, and to whom. Also again, with the same data."""
        (self.folder / "redis").mkdir(exist_ok=True)
        self.start("redis", "redis-server", "--port", 0, "--dir", self.folder / "redis", "--appendonly", "yes", "--appendfsync", "always",
                   "--no-appendfsync-on-rewrite", "no", "--save", "", "--maxmemory-policy", "noeviction", *words)

    def service(self, name, at, access, *words):
        """Where it listens. `access`: who is let in; `words`: where its Redis is, and what else it is told. Also again."""
        (self.folder / "access.json").write_text(json.dumps(access))
        if not (self.folder / "wrapping.key").exists():
            (self.folder / "wrapping.key").write_text(secrets.token_hex(32))
        self.start(name, self.binaries / name, "--listen", at, "--tls-certificate", self.pem(name), "--tls-key", self.pem(name), "--tls-ca", self.pem("ca"),
                   "--access-file", self.folder / "access.json", "--key-file", self.folder / "wrapping.key", "--blob-dir", self.folder / "blobs", *words)

        def listening():
            line = (self.folder / f"{name}.out").read_text()
            return json.loads(line) if line.endswith("\n") else None

        return wait_for(f"{name} listens", listening)["grpc"]

    def edge(self, services, served, *words, envoy=()):
        """`services`: where they listen; `served`: what of them is spoken as JSON; `words`: of render.py."""
        descriptors = self.folder / "edge.binpb"
        protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk").rglob("*.proto"))
        subprocess.run(["protoc", "-I", "proto", "-I", SITE, "--include_imports", f"--descriptor_set_out={descriptors}", *protos,
                        "google/rpc/status.proto", "google/rpc/error_details.proto"], cwd=ROOT, check=True)
        clusters = [word for name in ("participation", "forecasting", "catalog", "reporting")
                    for word in ("--cluster", f"{name}={services.get(name, '127.0.0.1:1')}")]
        subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", self.folder, "--descriptors", descriptors, "--services", ",".join(served),
                        *clusters, "--tls", self.pem("edge"), "--client-ca", self.pem("ca"), "--inside", self.pem("edge"), "--inside-ca", self.pem("ca"),
                        *words], check=True)
        self.start("edge", SITE / "envoy/_bin/envoy", "-c", self.folder / "edge.yaml", "--admin-address-path", self.folder / "edge.admin",
                   "--disable-hot-restart", "--concurrency", 1, "--log-level", "warning", *envoy)

        def port():
            try:
                admin = http.client.HTTPConnection((self.folder / "edge.admin").read_text(), timeout=5)
                admin.request("GET", "/listeners?format=json")
                return json.load(admin.getresponse())["listener_statuses"][0]["local_address"]["socket_address"]["port_value"]
            except (OSError, KeyError, ValueError):
                return None

        self.port = wait_for("the edge listens", port)

    def context_of(self, certificate=None):
        context = ssl.create_default_context(cafile=self.pem("ca"))
        if certificate:
            context.load_cert_chain(certificate)
        return context

    def ask(self, certificate=None, path="/v1/boards", context=None, method="GET", body=None, **headers):
        """The answer of the edge and its content, over a connection of its own. `certificate`: of whom, or None."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context or self.context_of(certificate and self.pem(certificate)))
        try:
            connection.request(method, path, body, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def stop(self):
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
