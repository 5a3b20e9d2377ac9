"""What the chart hands to Envoy and to Redis is taken by a real Envoy and a real Redis, and means what it promises."""

import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from rendering import ROOT, Chart, objects

SITE = pathlib.Path(sys.prefix) / f"lib/python3.{sys.version_info.minor}/site-packages"
CHART = None


def setUpModule():
    global CHART
    CHART = Chart()


def certificate(folder):
    folder.mkdir(parents=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=test",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "tls.key", "-out", folder / "tls.crt"],
                   check=True, capture_output=True)
    (folder / "ca.crt").write_bytes((folder / "tls.crt").read_bytes())


class Configuration(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="zwk-chart-run-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def files_of(self, values, component):
        for each in objects(CHART.rendered(values)):
            if each["kind"] == "ConfigMap" and each["metadata"]["labels"]["app.kubernetes.io/component"] == component:
                return each["data"]
        raise AssertionError(f"no ConfigMap of {component}")

    def test_envoy_takes_what_the_edge_is_given(self):
        for values in ("minimal", "city", "forty-cities"):
            with self.subTest(values):
                folder = self.folder / values
                for name in ("outside", "inside", "partners"):
                    certificate(folder / name)
                (folder / "login").mkdir()
                for name in ("secret", "key"):
                    (folder / "login" / name).write_text("x" * 32)
                (folder / "edge").mkdir()
                google = ["google/rpc/status.proto", "google/rpc/error_details.proto"]
                subprocess.run(["protoc", "-I", "proto", "-I", SITE, "--include_imports", f"--descriptor_set_out={folder}/edge.binpb",
                                *sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk").rglob("*.proto")), *google], cwd=ROOT, check=True)
                files = self.files_of(values, "edge")
                for name, text in files.items():
                    text = text.replace("/usr/share/zwk/", f"{folder}/").replace("/etc/zwk/", f"{folder}/").replace("/run/zwk/", f"{folder}/")
                    (folder / "edge" / name).write_text(text)
                self.assertNotRegex("".join(files.values()), r"zwk-address-of|zwk-hosts|zwk-login-|65535")
                self.assertEqual("oauth2.v3" in "".join(files.values()), values == "city", "where people sign in")
                self.assertEqual("id.bremerhaven.example" in files["edge.yaml"], values == "city")

                done = subprocess.run([SITE / "envoy/_bin/envoy", "--mode", "validate", "-c", folder / "edge/edge.yaml", "--log-level", "error"],
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_hosts_and_addresses_are_those_of_the_release(self):
        files = self.files_of("forty-cities", "edge")
        self.assertIn('local hosts = { "*.zwk.example","zwk.example" }', files["gate.lua"])
        self.assertRegex(files["edge.yaml"], r'"address": "zwk-participation", "port_value": 7000')
        self.assertIn('"fixed_delay": "30s"', files["edge.yaml"])

    def test_redis_keeps_what_it_has_said_yes_to(self):
        certificate(self.folder / "zwk-tls")
        (self.folder / "data").mkdir()
        (self.folder / "users.acl").write_text("user default reset ~* &* +@all\nuser operator reset on >secret ~* &* +@all\n")
        text = self.files_of("minimal", "redis")["redis.conf"]
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        for here, there in (("/etc/zwk-tls/", f"{self.folder}/zwk-tls/"), ("/etc/zwk-users/", f"{self.folder}/"), ("dir /data", f"dir {self.folder}/data"),
                            ("tls-port 6379", f"tls-port {port}"), ("bind * -::*", "bind 127.0.0.1")):
            self.assertIn(here, text)
            text = text.replace(here, there)
        (self.folder / "redis.conf").write_text(text)
        server = subprocess.Popen(["redis-server", self.folder / "redis.conf"], stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait, 30)
        self.addCleanup(server.send_signal, signal.SIGTERM)

        def ask(*words, user=("--user", "operator", "--pass", "secret")):
            return subprocess.run(["redis-cli", "--no-auth-warning", "-p", str(port), "--tls", "--cacert", self.folder / "zwk-tls/ca.crt", "--cert",
                                   self.folder / "zwk-tls/tls.crt", "--key", self.folder / "zwk-tls/tls.key", *user, *words], capture_output=True, text=True).stdout
        give_up = time.monotonic() + 60
        while ask("ping") != "PONG\n" and time.monotonic() < give_up:
            time.sleep(0.05)
        said = {}
        for name in ("appendonly", "appendfsync", "no-appendfsync-on-rewrite", "save", "maxmemory", "maxmemory-policy", "port"):
            lines = ask("config", "get", name).split("\n")
            said[lines[0]] = lines[1]
        self.assertEqual(said, {"appendonly": "yes", "appendfsync": "always", "no-appendfsync-on-rewrite": "no", "save": "", "maxmemory": str(1 << 30),
                                "maxmemory-policy": "noeviction", "port": "0"})
        self.assertRegex(ask("ping", user=()), "NOAUTH")
        self.assertEqual(re.sub(r"\s", "", subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True, text=True, timeout=20).stdout), "")


if __name__ == "__main__":
    unittest.main()
