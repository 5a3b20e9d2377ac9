"""A small city with services and an edge, by mutual TLS, for what partners do with it."""
import http.client
import json
import pathlib
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/contract"))
from secure_city import SITE, free_port, wait_for  # noqa: E402
OFFICE = ["ADMINISTRATOR", "PLANNER", "CHAIR", "FACILITATOR", "SCRIBE", "OFFER_EDITOR"]
# Whose certificate it is -> for which city, in which roles.
PARTNERS = {"office": ("moorsum", OFFICE), "planner": ("moorsum", ["PLANNER", "OFFER_EDITOR"]),
            "guest": ("moorsum", ["PARTNER"]), "neighbor": ("musterstadt", OFFICE)}


def wheel(folder):
    """The package as partners get it, installed in a folder of its own."""
    subprocess.run([ROOT / "zwk", "package", folder], check=True, capture_output=True)
    [made] = pathlib.Path(folder).glob("*.whl")
    site = pathlib.Path(folder) / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--disable-pip-version-check", "--target", site,
                    made], check=True)
    return site


class City:
    def __init__(self, binaries, services=("participation", "catalog"), edge_words=("--services", "zwk.participation.v1.BoardService")):
        """`edge_words`: further ones of render.py."""
        self.binaries = pathlib.Path(binaries)
        self.edge_words = edge_words
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zwk-partner-"))
        self.processes = {}
        self.services = {}  # name -> host:port
        self.certificate("init", "--city", "Moorsum")
        for name in ("edge", *services):
            self.certificate("issue", name, "--san", "ip:127.0.0.1")
        for name in (*PARTNERS, "stranger"):
            self.certificate("issue", name, "--client", "--san", f"uri:zwk:partner:{name}")
        (self.folder / "wrapping.key").write_text(secrets.token_hex(32))
        (self.folder / "archive").mkdir()
        (self.folder / "access.json").write_text(json.dumps({"partners": [
            {"certificate": f"uri:zwk:partner:{name}", "client": name, "municipalities": [city], "roles": roles}
            for name, (city, roles) in PARTNERS.items()]}))
        redis = self.folder / "redis"
        redis.mkdir()
        self.start("redis", "redis-server", "--port", 0, "--unixsocket", redis / "socket", "--dir", redis, "--appendonly", "yes",
                   "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no", "--save", "", "--maxmemory-policy", "noeviction")
        for name in services:
            self.start_service(name)
        self.start_edge()

    def certificate(self, *words):
        subprocess.run([self.binaries / "zwkctl", "certificates", *words, "--folder", self.folder / "certificates"], check=True,
                       capture_output=True)

    def pem(self, name):
        return str(self.folder / "certificates" / f"{name}.pem")

    def start(self, name, *words):
        with open(self.folder / f"{name}.out", "wb") as out, open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=out, stderr=log)

    def start_service(self, name):
        """Also again: where it was."""
        self.start(name, self.binaries / name, "--listen", self.services.setdefault(name, f"127.0.0.1:{free_port()}"),
                   "--redis", f"unix:{self.folder}/redis/socket", "--tls-certificate", self.pem(name), "--tls-key", self.pem(name),
                   "--tls-ca", self.pem("ca"), "--access-file", self.folder / "access.json", "--key-file", self.folder / "wrapping.key",
                   "--blob-dir", self.folder / "blobs", "--archive-dir", self.folder / "archive", "--drain-notice-ms", 0)

        def listening():
            line = (self.folder / f"{name}.out").read_text()
            return json.loads(line) if line.endswith("\n") else None

        wait_for(f"{name} listens", listening)

    def start_edge(self):
        descriptors = self.folder / "edge.binpb"
        protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk").rglob("*.proto"))
        subprocess.run(["protoc", "-I", "proto", "-I", SITE, "--include_imports", f"--descriptor_set_out={descriptors}", *protos,
                        "google/rpc/status.proto", "google/rpc/error_details.proto"], cwd=ROOT, check=True)
        clusters = [word for name in ("participation", "forecasting", "catalog", "reporting")
                    for word in ("--cluster", f"{name}={self.services.get(name, '127.0.0.1:1')}")]
        subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", self.folder, "--descriptors", descriptors,
                        *self.edge_words, *clusters, "--host", "127.0.0.1", "--tls", self.pem("edge"),
                        "--client-ca", self.pem("ca"), "--inside", self.pem("edge"), "--inside-ca", self.pem("ca")], check=True)
        self.start("edge", SITE / "envoy/_bin/envoy", "-c", self.folder / "edge.yaml", "--admin-address-path", self.folder / "edge.admin",
                   "--disable-hot-restart", "--concurrency", 1, "--log-level", "warning")

        def address():
            try:
                admin = http.client.HTTPConnection((self.folder / "edge.admin").read_text(), timeout=5)
                admin.request("GET", "/listeners?format=json")
                return json.load(admin.getresponse())["listener_statuses"][0]["local_address"]["socket_address"]["port_value"]
            except (OSError, KeyError, ValueError):
                return None

        self.edge = f"127.0.0.1:{wait_for('the edge listens', address)}"

    def ask(self, name, path):
        """The status of a GET through the edge, over a connection of its own."""
        return self.fetch(name, path)[0].status

    def fetch(self, name, path):
        """The answer and its content."""
        context = ssl.create_default_context(cafile=self.pem("ca"))
        context.load_cert_chain(self.pem(name))
        host, port = self.edge.split(":")
        connection = http.client.HTTPSConnection(host, int(port), timeout=20, context=context)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def kill(self, name):
        """As a loss of power would: at once."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

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
