#!/usr/bin/env python3
"""Images as `./zwk images FOLDER` has written them: what is in them, how they run, what is said of them. images_test.py FOLDER

Skipped where there are none, or where nobody may change roots (it runs what is inside).
"""

import hashlib
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(sys.argv.pop(1))
OURS = ("participation", "forecasting", "catalog", "reporting", "zwkctl")
IMAGES = (*OURS, "edge", "redis", "backup")
SHELLS = {"sh", "bash", "dash", "busybox", "ash", "zsh", "perl", "python3"}

scratch = None


def setUpModule():
    global scratch
    scratch = tempfile.TemporaryDirectory(prefix="zwk-images-test-")
    for name in IMAGES:
        subprocess.run(["umoci", "unpack", "--image", f"{FOLDER / 'oci'}:{name}", bundle(name)], check=True, capture_output=True)


def tearDownModule():
    scratch.cleanup()


def bundle(name):
    return pathlib.Path(scratch.name) / name


def root_of(name):
    return bundle(name) / "rootfs"


def files_of(name):
    for path in sorted(root_of(name).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def run_inside(name, *command):
    """As a cluster would: nobody special, no capability, nothing can be written."""
    script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && root=$1 && shift && ' \
             'exec setpriv --no-new-privs chroot --userspec=65532:65532 --groups= "$root" "$@"'
    return subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "bash", "-c", script, "_", root_of(name), *command], capture_output=True, text=True,
                          timeout=60)


class Inside(unittest.TestCase):
    def test_programs_find_their_libraries_and_say_their_version(self):
        version = (FOLDER / "participation.cdx.json").read_text()
        version = json.loads(version)["metadata"]["component"]["version"]
        for name in OURS:
            with self.subTest(name):
                done = run_inside(name, f"/usr/bin/{name}", "--version")
                self.assertEqual((done.returncode, version in done.stdout), (0, True), done.stdout + done.stderr)
        for name, program in (("edge", "envoy"), ("redis", "valkey-server")):
            with self.subTest(name):
                done = run_inside(name, f"/usr/bin/{program}", "--version")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_archives_image_has_every_tool_of_its_script(self):
        done = run_inside("backup", "/usr/bin/backup.sh", "check", "/usr/bin/backup.sh")
        self.assertIn("backup: /usr/bin/backup.sh is not whole", done.stderr)
        for tool in ("redis-cli", "redis-check-rdb", "tar", "find", "xargs", "sed", "grep", "sha256sum", "paste", "mktemp", "sync", "sort", "tail", "cut"):
            self.assertTrue((root_of("backup") / "usr/bin" / tool).exists(), tool)

    def test_nobody_finds_a_shell_and_nothing_lifts_rights(self):
        for name in IMAGES:
            with self.subTest(name):
                programs = {path.name for path in (root_of(name) / "usr/bin").iterdir()}
                self.assertEqual(programs & SHELLS, {"bash", "sh"} if name == "backup" else set())
                if name != "backup":
                    self.assertEqual(len(programs), 2 if name == "redis" else 1, programs)
                for path in root_of(name).rglob("*"):
                    mode = path.lstat()
                    if not path.is_symlink() and path != root_of(name) / "tmp":
                        self.assertEqual(mode.st_mode & (stat.S_ISUID | stat.S_ISGID | 0o022), 0, path)
                    self.assertEqual((mode.st_uid, mode.st_gid), (0, 0), path)

    def test_who_it_runs_as(self):
        for name in IMAGES:
            with self.subTest(name):
                image = self.configuration(name)
                self.assertEqual(image["User"], "65532:65532")
                self.assertTrue((root_of(name) / image["Entrypoint"][0][1:]).exists(), image["Entrypoint"])
                self.assertEqual(image["Env"], ["PATH=/usr/bin"])

    def configuration(self, name):
        index = json.loads((FOLDER / "oci/index.json").read_text())
        at = [each["digest"] for each in index["manifests"] if each["annotations"]["org.opencontainers.image.ref.name"] == name]
        blob = lambda digest: json.loads((FOLDER / "oci/blobs" / digest.replace(":", "/")).read_text())
        return blob(blob(at[0])["config"]["digest"])["config"]

    def test_certificates_and_zones_are_there(self):
        for name in OURS:
            self.assertIn("BEGIN CERTIFICATE", (root_of(name) / "etc/ssl/certs/ca-certificates.crt").read_text())
            self.assertTrue((root_of(name) / "usr/share/zoneinfo/Europe/Berlin").exists())
        self.assertGreater((root_of("edge") / "usr/share/zwk/edge.binpb").stat().st_size, 10_000)

    def test_our_programs_are_hardened(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in OURS:
                (pathlib.Path(folder) / name).write_bytes((root_of(name) / "usr/bin" / name).read_bytes())
            done = subprocess.run([ROOT / "tests/contract/hardened.py", folder], capture_output=True, text=True)
        self.assertEqual(done.stdout, f"{len(OURS)} binaries are hardened\n")


class Said(unittest.TestCase):
    def document(self, name, kind):
        text = (FOLDER / f"{name}.{kind}.json").read_text()
        wrong = cyclonedx.validation.json.JsonStrictValidator(cyclonedx.schema.SchemaVersion.V1_6).validate_str(text)
        self.assertIsNone(wrong, f"{name}.{kind}: {wrong}")
        return json.loads(text)

    def test_every_program_and_library_stands_in_the_bill_with_its_hash(self):
        for name in IMAGES:
            with self.subTest(name):
                bill = self.document(name, "cdx")
                said = {file["name"]: file["hashes"][0]["content"] for each in bill["components"] for file in each.get("components", [])}
                there = {f"/{path.relative_to(root_of(name))}": hashlib.sha512(path.read_bytes()).hexdigest()
                         for path in files_of(name) if path.read_bytes()[:4] == b"\x7fELF" or path.name == "backup.sh"}
                self.assertEqual(said, there)

    def test_packages_of_the_bill_are_those_of_the_image(self):
        for name in IMAGES:
            with self.subTest(name):
                bill = self.document(name, "cdx")
                said = {each["name"] for each in bill["components"] if each.get("purl", "").startswith("pkg:deb") and "arch=source" not in each["purl"]}
                self.assertEqual(said, {path.name for path in (root_of(name) / "var/lib/dpkg/status.d").iterdir()})
                for package in said:
                    self.assertTrue((root_of(name) / "usr/share/doc" / package / "copyright").is_file(), f"{package}: whose licence?")

    def test_a_statement_is_about_what_is_there(self):
        stated = set()
        for name in IMAGES:
            vex, bill = self.document(name, "vex"), self.document(name, "cdx")
            references = {each["bom-ref"] for each in bill["components"]}
            for weakness in vex["vulnerabilities"]:
                stated.add(weakness["id"])
                for each in weakness["affects"]:
                    serial, reference = each["ref"].removeprefix("urn:cdx:").split("#")
                    self.assertEqual(serial, bill["serialNumber"].removeprefix("urn:uuid:") + "/1")
                    self.assertIn(reference, references)
        known = json.loads((ROOT / "deploy/images/vex.json").read_text())["statements"]
        self.assertEqual(stated, {each["id"] for each in known}, "a statement about what is in no image is out of date")


class Again(unittest.TestCase):
    def test_two_runs_write_the_same_bytes(self):
        # Both of the checkout as it is: FOLDER may be of an older commit, whose time is in everything.
        with tempfile.TemporaryDirectory(prefix="zwk-images-again-") as folder:
            runs = [pathlib.Path(folder) / name for name in ("first", "second")]
            for run in runs:
                subprocess.run([ROOT / "zwk", "images", run], check=True, capture_output=True, cwd=ROOT)
            first, second = map(hashes, runs)
            self.assertIn("oci/index.json", first)
            self.assertEqual(first, second)


def hashes(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


if __name__ == "__main__":
    if not (FOLDER / "oci/index.json").exists() or os.geteuid() != 0:
        print(f"SKIPPED: no images in {FOLDER}, or not root")
        sys.exit(77)
    # `./zwk images` has installed it.
    import cyclonedx.schema
    import cyclonedx.validation.json

    unittest.main(verbosity=2)
