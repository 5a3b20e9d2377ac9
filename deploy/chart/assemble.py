"""The whole chart in a folder: charts/zwk, the edge's configuration, dashboards and alerts.

    assemble.py FOLDER --services A,B [--room FOLDER]

The configuration is the one of the edge on one machine; what only a release of the chart knows (names of services, hosts) stands in it as a
word that the chart replaces.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ("participation", "forecasting", "catalog", "reporting")


# Words that only a release knows. Where nobody signs in, the edge has no login at all: two configurations.
PROVIDER = {"authorization_endpoint": "https://zwk-login-authorization", "token_endpoint": "https://zwk-login-token:65535",
            "end_session_endpoint": "https://zwk-login-end", "client_id": "zwk-login-client", "scopes": ["zwk-login-scopes"], "ca": "/zwk-login-ca"}


def edge(folder, services, room, provider=None):
    folder.mkdir(parents=True)
    login = ["--login", provider, "--login-secret", "/etc/zwk/login/secret", "--login-key", "/etc/zwk/login/key"] if provider else []
    clusters = [word for name in SERVICES for word in ("--cluster", f"{name}=zwk-address-of-{name}:7000")]
    subprocess.run([sys.executable, "-B", ROOT / "deploy/edge/render.py", folder, "--at", "/etc/zwk/edge", "--listen", "0.0.0.0:8443",
                    "--descriptors", "/usr/share/zwk/edge.binpb", "--services", services, *clusters, "--host", "zwk-hosts",
                    "--tls", "/etc/zwk/outside/tls.crt", "--client-ca", "/etc/zwk/partners/ca.crt",
                    "--inside", "/etc/zwk/inside/tls.crt", "--inside-ca", "/etc/zwk/inside/ca.crt",
                    "--stats", "0.0.0.0:8002", "--admin-socket", "/run/zwk/admin.sock", "--access-log", "-", *login, *(["--room", room] if room else [])], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--services", required=True, help="full names of gRPC services, with commas")
    parser.add_argument("--room", help="folder with the built clients/room")
    options = parser.parse_args()
    if options.folder.exists():
        shutil.rmtree(options.folder)
    shutil.copytree(ROOT / "charts/zwk", options.folder)
    edge(options.folder / "files/edge", options.services, options.room)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as provider:
        json.dump(PROVIDER, provider)
        provider.flush()
        edge(options.folder / "files/edge-login", options.services, options.room, provider.name)
    shutil.copytree(ROOT / "deploy/grafana", options.folder / "files/dashboards")
    shutil.copy(ROOT / "deploy/prometheus/alerts.yaml", options.folder / "files")


if __name__ == "__main__":
    main()
