"""What `./zwk secrets` makes is what services, Redis and edge believe, is for its owner alone, and stays when asked again: secrets_test.py ZWKCTL"""

import os
import pathlib
import subprocess
import sys
import tempfile
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
        self.assertTrue(users.startswith("user default reset\n"), "nobody without a name")
        for name in PARTS[:4]:
            password = (self.folder / "redis" / name).read_text()
            self.assertGreaterEqual(len(password), 64)
            self.assertNotIn(password, users)
            self.assertIn(f"user {name} ", users)

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
