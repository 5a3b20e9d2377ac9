"""The edge as those see it who watch it: ready, figures, a line per call, and the wait before it ends. Envoy alone, no service.

    edge_watched_test.py      with the Python that has deploy/requirements.txt
"""

import http.client
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = pathlib.Path(sys.prefix) / f"lib/python3.{sys.version_info.minor}/site-packages"
DRAIN_SECONDS = 2


def free_ports(count):
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def ask(port, path, method="GET", source="127.0.0.1", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("content-type")
    finally:
        connection.close()


def wait_for(what, condition):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            if value := condition():
                return value
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within 60 s")


class EdgeAlone(unittest.TestCase):
    WORDS = ()  # further ones of render.py

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="zwk-edge-")
        self.addCleanup(self.scratch.cleanup)
        folder = pathlib.Path(self.scratch.name)
        self.port, self.watched = free_ports(2)
        protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk/participation").rglob("*.proto"))
        subprocess.run(["protoc", "-I", "proto", "-I", SITE, "--include_imports", f"--descriptor_set_out={folder}/edge.binpb", *protos,
                        "google/rpc/status.proto", "google/rpc/error_details.proto"], cwd=ROOT, check=True)
        clusters = [word for name in ("participation", "forecasting", "catalog", "reporting") for word in ("--cluster", f"{name}=localhost:1")]
        subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", folder, "--listen", f"127.0.0.1:{self.port}", "--dev-identity",
                        "--descriptors", folder / "edge.binpb", "--services", "zwk.participation.v1.BoardService", *clusters, "--host", "127.0.0.1",
                        "--stats", f"127.0.0.1:{self.watched}", "--access-log", "-", "--security-contact", "mailto:security@moorsum.example", "--drain-seconds", str(DRAIN_SECONDS), *self.WORDS], check=True)
        # Standard output is a socket, as under systemd.
        self.said, ours = socket.socketpair()
        self.written = ""
        self.edge = subprocess.Popen([SITE / "envoy/_bin/envoy", "-c", folder / "edge.yaml", "--disable-hot-restart", "--concurrency", "1",
                                      "--log-level", "error"], stdin=subprocess.DEVNULL, stdout=ours)
        ours.close()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        self.addCleanup(self.stop)
        wait_for("the edge is ready", lambda: ask(self.watched, "/ready")[0] == 200)

    def read(self):
        while data := self.said.recv(65536):
            self.written += data.decode()

    def stop(self):
        self.edge.send_signal(signal.SIGTERM)
        self.edge.wait(30)
        self.reader.join(30)
        self.said.close()


class Watched(EdgeAlone):
    def test_figures_are_there_and_nothing_else_of_the_administration(self):
        self.assertEqual(ask(self.port, "/v1/nowhere")[0], 404)
        status, figures, _ = ask(self.watched, "/stats/prometheus")
        self.assertEqual(status, 200)
        self.assertIn("envoy_http_downstream_rq_xx", figures)
        for path in ("/quitquitquit", "/config_dump", "/certs", "/stats", "/", "/logging"):
            self.assertEqual(ask(self.watched, path)[0], 404, path)
            self.assertEqual(ask(self.watched, path, "POST")[0], 404, path)
        self.assertEqual(ask(self.watched, "/ready")[0], 200)

    def test_a_line_for_each_call_without_query_or_caller(self):
        ask(self.port, "/v1/nowhere?name=canary", Authorization="Bearer canary", traceparent="00-1-2-3")
        line = json.loads(wait_for("the line is written", lambda: self.written.partition("\n")[0]))
        self.assertEqual((line["path"], line["status"], line["method"], line["traceparent"]), (None, 404, "GET", "00-1-2-3"), "what somebody has typed is not told")
        self.assertNotIn("canary", self.written)
        self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

    def test_it_says_whom_to_tell_of_a_weakness(self):
        status, text, kind = ask(self.port, "/.well-known/security.txt")
        self.assertEqual((status, kind), (200, "text/plain"))
        self.assertRegex(text, r"^Contact: mailto:security@moorsum.example\nExpires: \d{4}-\d\d-\d\dT00:00:00Z\nPreferred-Languages: de, en\n$")
        wrong = subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", self.scratch.name, "--security-contact", "me"], capture_output=True, text=True)
        self.assertIn("is no https:, mailto: or tel: address", wrong.stderr)

    def test_before_the_end_it_is_not_ready_and_still_answers(self):
        begun = time.monotonic()
        drained = threading.Thread(target=ask, args=(self.watched, "/drain"))
        drained.start()
        wait_for("it is not ready", lambda: ask(self.watched, "/ready")[0] == 503)
        self.assertEqual(ask(self.port, "/v1/nowhere")[0], 404)
        drained.join(30)
        self.assertGreaterEqual(time.monotonic() - begun, DRAIN_SECONDS)


class Limited(EdgeAlone):
    WORDS = ("--source-rate", "3")

    def test_an_address_that_asks_too_often_is_refused_and_no_other(self):
        def refused():
            status, content, kind = ask(self.port, "/v1/nowhere", source="127.0.0.2")
            return (content, kind) if status == 429 else None
        content, kind = wait_for("it is refused", refused)
        refusal = json.loads(content)
        self.assertEqual((kind, refusal["code"], refusal["details"][0]["reason"]), ("application/json", 8, "EDGE_BUSY"))
        self.assertEqual(ask(self.port, "/v1/nowhere", source="127.0.0.3")[0], 404)
        wait_for("it is let in again", lambda: ask(self.port, "/v1/nowhere", source="127.0.0.2")[0] == 404)


if __name__ == "__main__":
    unittest.main()
