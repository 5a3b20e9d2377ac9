"""deploy/backup/backup.sh against a real Redis: what is saved while it is written to comes back, and what is damaged is refused."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BACKUP = ROOT / "deploy/backup/backup.sh"


def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)


class Redis:
    def __init__(self, folder, tls=None):
        self.folder, self.socket, self.tls = folder, folder.parent / "redis.sock", tls
        folder.mkdir(exist_ok=True)
        (folder.parent / "users.acl").write_text("user default reset ~* &* +@all\nuser operator reset on >secret ~* &* +@all\n")
        (folder.parent / "password").write_text("secret")
        words = ["redis-server", "--dir", folder, "--unixsocket", self.socket, "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--port", "0",
                 "--aclfile", folder.parent / "users.acl"]
        if tls:
            with socket.create_server(("127.0.0.1", 0)) as probe:
                self.port = probe.getsockname()[1]
            words += ["--tls-port", self.port, "--bind", "127.0.0.1", "--tls-cert-file", tls / "tls.crt", "--tls-key-file", tls / "tls.key", "--tls-ca-cert-file", tls / "tls.crt"]
        self.process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        give_up = time.monotonic() + 60
        while self.ask("ping") != "PONG":
            if time.monotonic() > give_up or self.process.poll() is not None:
                raise AssertionError("Redis did not start")
            time.sleep(0.02)

    def ask(self, *words):
        return run("redis-cli", "-s", self.socket, "--no-auth-warning", "--user", "operator", "--pass", "secret", *words).stdout.strip()

    def address(self):
        if not self.tls:
            return ["--redis", f"unix:{self.socket}"]
        return ["--redis", f"localhost:{self.port}", "--ca", self.tls / "tls.crt", "--certificate", self.tls / "tls.crt", "--key", self.tls / "tls.key"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


class Backup(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="zwk-backup-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.files, self.archives, self.key = self.folder / "files", self.folder / "archives", self.folder / "wrapping.key"
        (self.files / "reporting").mkdir(parents=True)
        (self.files / "reporting/minutes").write_bytes(os.urandom(5000))
        self.key.write_text("11" * 32)

    def redis(self, name="redis", **more):
        server = Redis(self.folder / name, **more)
        self.addCleanup(server.stop)
        return server

    def save(self, server, *more):
        done = run(BACKUP, "save", self.archives, *server.address(), "--password-file", self.folder / "password", "--files", self.files,
                   "--wrapping-key", self.key, *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return pathlib.Path(done.stdout.strip())

    def unpack(self, archive, name, key=None):
        return run(BACKUP, "unpack", archive, "--redis-data", self.folder / name / "redis", "--files", self.folder / name / "files", "--wrapping-key", key or self.key)

    def refused(self, archive, why, key=None):
        done = self.unpack(archive, "refused", key)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(why, done.stderr)
        self.assertFalse(any(path.is_file() for path in (self.folder / "refused").rglob("*")), "nothing is left of what was refused")

    def test_what_was_saved_under_writers_comes_back_and_goes_on(self):
        server = self.redis()
        server.ask("set", "before", "canary")
        server.ask("set", "{zwk}:epoch", "of the time before")
        enough = threading.Event()

        def write():
            while not enough.is_set():
                server.ask("incr", "counted")
        writer = threading.Thread(target=write)
        writer.start()
        archive = self.save(server)
        enough.set()
        writer.join()
        server.ask("set", "after", "canary")
        (self.files / "reporting/later").write_text("later")
        at_most = int(server.ask("get", "counted") or 0)
        server.stop()
        done = self.unpack(archive, "again")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual((self.folder / "again/files/reporting/minutes").read_bytes(), (self.files / "reporting/minutes").read_bytes())
        self.assertFalse((self.folder / "again/files/reporting/later").exists())
        restored = self.redis("again/redis")
        self.assertEqual((restored.ask("get", "before"), restored.ask("exists", "after")), ("canary", "0"))
        self.assertLessEqual(int(restored.ask("get", "counted") or 0), at_most)
        self.assertEqual(restored.ask("exists", "{zwk}:epoch"), "0", "it is another store: what Kafka has of the time after the copy is not about it")
        # It is durable from the first write on.
        restored.ask("set", "new", "canary")
        restored.process.kill()
        restored.process.wait()
        self.assertEqual(self.redis("again/redis").ask("get", "new"), "canary")

    def test_events_that_have_left_redis_are_in_it(self):
        events = self.folder / "events"
        (events / "moorsum").mkdir(parents=True)
        (events / "moorsum/1").write_bytes(b"an event")
        archive = self.save(self.redis(), "--events", events)
        self.refused(archive, "--events FOLDER")
        done = run(BACKUP, "unpack", archive, "--redis-data", self.folder / "again/redis", "--files", self.folder / "again/files", "--events", self.folder / "again/events")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual((self.folder / "again/events/moorsum/1").read_bytes(), b"an event")
        bent = self.folder / "bent.tar"
        bent.write_bytes(archive.read_bytes().replace(b"an event", b"no event", 1))
        self.assertNotEqual(run(BACKUP, "check", bent).returncode, 0)

    def test_what_no_restore_sets_back_is_taken_over(self):
        """The audit log and who was erased since, also of a single service's folder, also twice."""
        city = self.files / "participation/_audit/moorsum/participation"
        city.mkdir(parents=True)
        (city / "head.json").write_text("1")
        (self.files / "participation/_erasures").write_text("\nada\n")
        archive = self.save(self.redis())
        (city / "head.json").write_text("2")
        (city / "batch-000000000002.jsonl").write_text("2")
        with (self.files / "participation/_erasures").open("a") as erasures:
            erasures.write("\nbob\n")
        self.assertEqual(self.unpack(archive, "again").returncode, 0)
        new = self.folder / "again/files"
        for _ in range(2):
            done = run(BACKUP, "keep", self.files, new)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual((new / "participation/_audit/moorsum/participation/head.json").read_text(), "2")
        self.assertTrue((new / "participation/_audit/moorsum/participation/batch-000000000002.jsonl").exists())
        self.assertEqual(set((new / "participation/_erasures").read_text().split()), {"ada", "bob"})
        self.assertFalse((new / "reporting/_audit").exists())
        alone = self.folder / "alone"
        alone.mkdir()
        self.assertEqual(run(BACKUP, "keep", self.files / "participation", alone).returncode, 0)
        self.assertTrue((alone / "_audit/moorsum/participation/head.json").exists())
        self.assertNotEqual(run(BACKUP, "keep", self.folder / "nowhere", new).returncode, 0)

    def test_by_tls(self):
        tls = self.folder / "tls"
        tls.mkdir()
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", tls / "tls.key", "-out", tls / "tls.crt", check=True)
        server = self.redis(tls=tls)
        server.ask("set", "kept", "canary")
        self.assertEqual(run(BACKUP, "check", self.save(server)).returncode, 0)

    def test_damage_is_seen(self):
        server = self.redis()
        server.ask("set", "kept", "rare-canary")
        archive = self.save(server)
        whole = archive.read_bytes()
        bent = self.folder / "bent.tar"
        for what, change in {"a byte of Redis": whole.replace(b"rare-canary", b"rare-Canary", 1), "cut": whole[:len(whole) // 2], "empty": b"",
                             "a line less": whole.replace(b"  files.tar\n", b"  other.tar\n", 1), "newer": whole.replace(b"format 1", b"format 2", 1)}.items():
            with self.subTest(what):
                self.assertTrue(change != whole)
                bent.write_bytes(change)
                self.assertNotEqual(run(BACKUP, "check", bent).returncode, 0)
                self.refused(bent, "newer platform" if what == "newer" else "archive" if what == "empty" else str(bent))

    def test_another_wrapping_key_is_seen(self):
        archive = self.save(self.redis())
        other = self.folder / "other.key"
        other.write_text("22" * 32)
        self.refused(archive, "wrapping key is another", other)

    def test_nothing_is_written_over(self):
        archive = self.save(self.redis())
        (self.folder / "full/redis").mkdir(parents=True)
        (self.folder / "full/redis/appendonly").write_text("mine")
        done = self.unpack(archive, "full")
        self.assertIn("not empty", done.stderr)
        self.assertEqual((self.folder / "full/redis/appendonly").read_text(), "mine")

    def test_no_secret_is_in_it_and_it_is_for_its_owner(self):
        archive = self.save(self.redis())
        self.assertEqual(archive.stat().st_mode & 0o077, 0)
        content = archive.read_bytes()
        self.assertNotIn(b"11" * 32, content)
        self.assertNotIn(b">secret", content)

    def test_the_latest_stay(self):
        server = self.redis()
        self.archives.mkdir()
        for day in range(1, 6):
            (self.archives / f"zwk-2026010{day}T000000Z.tar").write_text("old")
        (self.archives / "notes.tar").write_text("mine")
        latest = self.save(server, "--keep", "3")
        self.assertEqual(sorted(path.name for path in self.archives.iterdir()),
                         ["notes.tar", "zwk-20260104T000000Z.tar", "zwk-20260105T000000Z.tar", latest.name])

    def test_a_save_that_fails_leaves_nothing(self):
        server = self.redis()
        done = run(BACKUP, "save", self.archives, *server.address(), "--password-file", self.key, "--files", self.files)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Redis gave no copy", done.stderr)
        self.assertEqual(list(self.archives.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
