"""The platform on one machine: a release installs itself into an empty root, keeps what is secret, goes forward and back; its units are sound and tight:
systemd_test.py ZWKCTL"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy/systemd/units"
SERVICES = ("participation", "forecasting", "catalog", "reporting")
ZWKCTL = ""
# systemd-analyze security, 0 to 10: how much a broken-in program could do.
EXPOSURE = {"zwk@participation.service": 13, "zwk-redis.service": 11, "zwk-edge.service": 17, "zwk-backup.service": 16, "zwk-certificates.service": 15}


def settings(unit):
    """(name, value) of a unit's lines, continued lines as one."""
    text = (UNITS / unit).read_text().replace("\\\n", " ")
    return re.findall(r"^(\w+)=(.*)$", text, re.M)


def environment(file):
    return dict(line.split("=", 1) for line in (UNITS / file).read_text().split())


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="zwk-systemd-")
        cls.addClassCleanup(cls.scratch.cleanup)
        folder = pathlib.Path(cls.scratch.name)
        binaries = folder / "build/bin"
        binaries.mkdir(parents=True)
        for name in SERVICES:
            shutil.copy("/bin/true", binaries / name)
        shutil.copy(ZWKCTL, binaries / "zwkctl")
        beside = pathlib.Path(ZWKCTL).parents[1] / "lib"  # what programs look for beside themselves, where the system's is too old
        if beside.exists():
            shutil.copytree(beside, binaries.parent / "lib")
        subprocess.run([ROOT / "zwk", "release", "--machine", folder], cwd=ROOT, check=True, capture_output=True, env={**os.environ, "ZWK_BINARIES": str(binaries)})
        cls.release = next(folder.glob("zwk-*"))
        cls.version = (cls.release / "VERSION").read_text().strip()

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="zwk-root-", dir=self.scratch.name)
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name)

    def install(self, *words, release=None):
        return subprocess.run([(release or self.release) / "install.sh", *words], capture_output=True, text=True, env={**os.environ, "ZWK_INSTALL_ROOT": str(self.root)})

    def installed(self, *words, **more):
        done = self.install(*words, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def secrets(self):
        return {path: path.read_bytes() for path in (self.root / "etc/zwk").rglob("*") if path.is_file()}

    def newer(self):
        """The same release under another version."""
        folder = self.root / "newer"
        shutil.copytree(self.release, folder)
        (folder / "VERSION").write_text("9.9.9\n")
        sums = subprocess.run("find . -type f ! -name SHA256SUMS | sort | xargs sha256sum", shell=True, cwd=folder, check=True, capture_output=True).stdout
        (folder / "SHA256SUMS").write_bytes(sums)
        return folder

    def test_who_reads_the_wrapping_key_is_a_service(self):
        for unit in UNITS.glob("*.service"):
            said = dict(settings(unit.name))
            groups = said.get("SupplementaryGroups", "").split() + [said.get("Group", "")]
            self.assertEqual("zwk-keys" in groups, unit.name == "zwk@.service", unit.name)
        self.assertRegex((ROOT / "deploy/systemd/install.sh").read_text(), r'chown -R root:zwk-keys "\$etc/keys"')

    def test_everything_a_unit_names_is_there(self):
        self.installed("--host", "zwk.moorsum.example")
        for unit in UNITS.glob("*.service"):
            for path in re.findall(r"(/(?:etc|opt)/zwk/[\w./%@-]+)", "\n".join(value for _, value in settings(unit.name))):
                if path.endswith("/%i.env") and path.startswith("/etc"):
                    continue  # what this machine wants otherwise
                for name in SERVICES if "%i" in path else [""]:
                    self.assertTrue((self.root / path[1:].replace("%i", name).replace("/current/", f"/{self.version}/")).exists(), path)

    def test_programs_need_nothing_of_the_machine_that_built_them(self):
        for program in (self.release / "bin").iterdir():
            for line in subprocess.run(["ldd", program], capture_output=True, text=True).stdout.splitlines():
                self.assertNotIn("not found", line)
                if "=> /" in line:
                    path = os.path.realpath(line.split("=> ")[1].split(" (")[0])
                    self.assertTrue(path.startswith(("/usr/lib/", "/lib/", str(self.release.resolve()))), f"{program.name} takes {path}")

    def test_the_edge_shows_a_certificate_of_its_hosts_from_the_first_minute(self):
        self.installed("--host", "zwk.moorsum.example", "--host", "*.moorsum.example")
        etc = self.root / "etc/zwk"
        done = subprocess.run(["openssl", "verify", "-CAfile", etc / "tls/authority/ca.pem", "-verify_hostname", "zwk.moorsum.example", etc / "outside/tls.crt"], capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("ZWK_EDGE_HOSTS=--host zwk.moorsum.example --host *.moorsum.example", (etc / "edge.env").read_text())

    def test_once_more_changes_no_secret_and_no_host(self):
        self.installed("--host", "zwk.moorsum.example")
        before = self.secrets()
        self.installed()
        self.assertEqual(self.secrets(), before)
        self.assertTrue(all(path.stat().st_mode & 0o077 == 0 for path in before if path.name != "edge.env"))

    def test_forward_and_back_by_version(self):
        self.installed()
        before = self.secrets()
        self.installed(release=self.newer())
        self.assertEqual((self.root / "opt/zwk/current").readlink(), pathlib.Path("9.9.9"))
        self.assertEqual(self.installed("--list"), f"  {self.version}\n* 9.9.9\n")
        self.installed("--use", self.version)
        self.assertEqual((self.root / "opt/zwk/current").readlink(), pathlib.Path(self.version))
        self.assertEqual(self.secrets(), before)
        refused = self.install("--use", "8.8.8")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("9.9.9", refused.stderr)

    def test_a_damaged_release_and_wrong_words_change_nothing(self):
        damaged = self.newer()
        with open(damaged / "edge/render.py", "a") as file:
            file.write("#")
        for words, release, why in (([], damaged, "damaged"), (["--host", "https://x"], None, "--host NAME"), (["--hosts", "x"], None, "--host NAME"), (["--host"], None, "--host NAME")):
            done = self.install(*words, release=release)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(why, done.stderr)
            self.assertFalse((self.root / "opt").exists() or (self.root / "etc").exists())

    def test_systemd_takes_the_units(self):
        self.installed()
        # Where links are followed is the root of this machine: the units as files.
        units = self.root / "etc/systemd/system"
        shutil.rmtree(units)
        shutil.copytree(self.release / "units", units)
        (self.root / "opt/zwk/current").unlink()
        (self.root / "opt/zwk/current").symlink_to(self.version)
        for program in ("usr/bin/redis-server", "usr/bin/python3"):
            (self.root / program).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy("/bin/true", self.root / program)
        done = subprocess.run(["systemd-analyze", "verify", f"--root={self.root}", "--man=no", *(f"zwk@{name}.service" for name in SERVICES), "zwk-redis.service", "zwk-edge.service",
                               "zwk-backup.service", "zwk-certificates.service"], capture_output=True, text=True)
        said = [line for line in done.stderr.splitlines() if "zwk" in line and not re.search(r"(sysinit|basic|multi-user|network-online|timers)\.target", line)]
        self.assertEqual(said, [])

    def test_units_are_tight(self):
        for unit, most in EXPOSURE.items():
            with self.subTest(unit):
                folder = self.root / unit
                folder.mkdir()
                shutil.copy(UNITS / unit.replace("participation", ""), folder / unit)
                done = subprocess.run(["systemd-analyze", "security", "--offline=yes", f"--threshold={most}", folder / unit], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout[-300:] + done.stderr)


class Agreement(unittest.TestCase):
    def test_services_know_what_they_are_started_with(self):
        common = {pair.split("=")[0] for name, value in settings("zwk@.service") if name == "Environment" for pair in value.split()}
        for service in SERVICES:
            text = "".join((ROOT / "services" / file).read_text() for file in ("platform/config/common_options.cc", "platform/config/service_bus.cc", f"{service}/main.cc"))
            taken = {"ZWK_" + name.upper().replace("-", "_") for name in re.findall(r"(?:Text|Number|Flag|Option)\(\s*\"([a-z-]+)\"", text)}
            self.assertLessEqual(common | environment(f"{service}.env").keys(), taken, service)

    def test_those_who_ask_ask_where_the_others_listen(self):
        at = {service: environment(f"{service}.env") for service in SERVICES}
        edge = dict(re.findall(r"--cluster (\w+)=(\S+)", dict(settings("zwk-edge.service"))["ExecStartPre"]))
        self.assertEqual(edge, {service: at[service]["ZWK_LISTEN"] for service in SERVICES})
        self.assertEqual({at["catalog"]["ZWK_FORECASTING_ADDRESS"], at["reporting"]["ZWK_FORECASTING_ADDRESS"]}, {at["forecasting"]["ZWK_LISTEN"]})
        self.assertEqual(at["reporting"]["ZWK_CATALOG_ADDRESS"], at["catalog"]["ZWK_LISTEN"])
        prometheus = (ROOT / "deploy/prometheus/prometheus.yaml").read_text()
        watched = dict(re.findall(r"job_name: (\w+),.*\"([\d.:]+)\"", prometheus))
        stats = re.search(r"--stats (\S+)", dict(settings("zwk-edge.service"))["ExecStartPre"])[1]
        self.assertEqual(watched, {**{service: at[service]["ZWK_METRICS_LISTEN"] for service in SERVICES}, "edge": stats})

    def test_redis_is_the_one_of_the_chart_but_for_where_it_listens(self):
        def promises(path):
            return {line for line in path.read_text().splitlines() if line.startswith(("append", "no-append", "save", "maxmemory-policy", "port"))}
        self.assertEqual(promises(UNITS / "redis.conf"), promises(ROOT / "charts/zwk/files/redis.conf"))


if __name__ == "__main__":
    ZWKCTL = os.path.abspath(sys.argv.pop(1))
    unittest.main()
