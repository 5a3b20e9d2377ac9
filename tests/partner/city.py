"""A small city with services and an edge, by mutual TLS, for what partners do with it."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from small_city import SmallCity, free_port, wait_for  # noqa: E402, F401: for tests
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


class City(SmallCity):
    def __init__(self, binaries, services=("participation", "catalog"), served=("zwk.participation.v1.BoardService",), edge_words=()):
        """`served`: what the edge speaks as JSON; `edge_words`: further ones of render.py."""
        super().__init__(binaries, "partner")
        self.services = {}  # name -> host:port
        for name in ("edge", *services):
            self.certificate("issue", name, "--san", "ip:127.0.0.1")
        for name in (*PARTNERS, "stranger"):
            self.certificate("issue", name, "--client", "--san", f"uri:zwk:partner:{name}")
        (self.folder / "archive").mkdir()
        self.redis("--unixsocket", self.folder / "redis/socket")
        for name in services:
            self.start_service(name)
        self.edge(self.services, served, "--host", "127.0.0.1", *edge_words)
        self.address = f"127.0.0.1:{self.port}"

    def start_service(self, name):
        """Also again: where it was."""
        access = {"partners": [{"certificate": f"uri:zwk:partner:{partner}", "client": partner, "municipalities": [city], "roles": roles}
                               for partner, (city, roles) in PARTNERS.items()]}
        self.service(name, self.services.setdefault(name, f"127.0.0.1:{free_port()}"), access, "--redis", f"unix:{self.folder}/redis/socket",
                     "--archive-dir", self.folder / "archive", "--drain-notice-ms", 0)

    def kill(self, name):
        """As a loss of power would: at once."""
        self.processes[name].kill()
        self.processes[name].wait()
