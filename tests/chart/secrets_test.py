"""What `./zwk secrets` makes is what services, Redis and edge believe, is for its owner alone, and stays when asked again: secrets_test.py ZWKCTL"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = ("participation", "forecasting", "catalog", "reporting", "edge", "redis")
ZWKCTL = ""


class Secrets(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="zwk-secrets-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "made"
        self.make()

    def make(self):
        subprocess.run([ROOT / "zwk", "secrets", self.folder, "moorsum", "cities"], cwd=ROOT, check=True, env={**os.environ, "ZWKCTL": ZWKCTL})

    def files(self):
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def test_certificates_are_of_one_authority_and_of_their_names(self):
        for part in PARTS:
            folder = self.folder / "tls" / part
            done = subprocess.run(["openssl", "verify", "-CAfile", folder / "ca.crt", "-verify_hostname", f"moorsum-{part}.cities.svc", folder / "tls.crt"],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            of_key = subprocess.run(["openssl", "pkey", "-in", folder / "tls.key", "-pubout"], capture_output=True, check=True).stdout
            of_certificate = subprocess.run(["openssl", "x509", "-in", folder / "tls.crt", "-noout", "-pubkey"], capture_output=True, check=True).stdout
            self.assertEqual(of_key, of_certificate)
            self.assertNotIn(b"PRIVATE", (folder / "tls.crt").read_bytes())

    def test_redis_knows_hashes_alone(self):
        users = (self.folder / "redis/users.acl").read_text()
        self.assertTrue(users.startswith("user default reset "), "nobody without a name")
        for name in PARTS[:4]:
            password = (self.folder / "redis" / name).read_text()
            self.assertGreaterEqual(len(password), 64)
            self.assertNotIn(password, users)
            self.assertIn(f"user {name} ", users)

    def test_what_was_committed_is_there_after_a_restart_of_redis(self):
        """Redis reads its file as the user `default`: what that one may not do, it leaves out of a commit that has several parts."""
        data = self.folder.parent / "redis"
        data.mkdir()

        def start():
            server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", data / "socket", "--dir", data, "--aclfile", self.folder / "redis/users.acl",
                                       "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--logfile", data / "log"], stdin=subprocess.DEVNULL)
            self.addCleanup(server.wait)
            self.addCleanup(server.kill)
            give_up = time.monotonic() + 60
            while ask("operator", "ping") != "PONG":
                self.assertLess(time.monotonic(), give_up, "Redis did not start")
                time.sleep(0.02)
            return server

        def ask(user, *words):
            login = ["--user", user, "--pass", (self.folder / "redis" / user).read_text()] if user else []
            return subprocess.run(["redis-cli", "-s", data / "socket", "--no-auth-warning", *login, *words], capture_output=True, text=True).stdout.strip()

        server = start()
        script = "redis.call('SET', KEYS[1], 1) redis.call('SET', KEYS[2], 2) return 'done'"
        self.assertEqual(ask("participation", "eval", script, "2", "{moorsum}:participation:a", "{moorsum}:participation:b"), "done")
        self.assertIn("NOAUTH", ask("", "get", "{moorsum}:participation:a"))
        self.assertIn("NOPERM", ask("catalog", "set", "{moorsum}:participation:a", "3"))
        self.assertIn("NOPERM", ask("catalog", "bgrewriteaof"))
        self.assertIn("started", ask("participation", "bgrewriteaof"))
        self.assertEqual(ask("participation", "eval", script, "2", "{moorsum}:participation:c", "{moorsum}:participation:d"), "done")
        server.kill()
        server.wait()
        start()
        self.assertEqual(ask("operator", "dbsize"), "4", (data / "log").read_text())

    def test_files_are_for_their_owner_and_stay(self):
        before = self.files()
        for path in before:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        self.make()
        self.assertEqual(self.files(), before)

    def test_what_is_lost_is_made_again_and_the_rest_stays(self):
        before = self.files()
        for name in ("tls/catalog/tls.key", "redis/catalog"):
            (self.folder / name).unlink()
        self.make()
        changed = {str(path.relative_to(self.folder)) for path, content in self.files().items() if before[path] != content}
        self.assertEqual(changed, {"redis/catalog", "redis/users.acl"})


if __name__ == "__main__":
    ZWKCTL = os.path.abspath(sys.argv.pop(1))
    unittest.main()
