#!/usr/bin/env python3
"""Who may include whom (docs/architecture.md): `include_rule.py [ROOT]` prints each line that breaks the rule.

Folders are the city's words, layers are suffixes. The rule is closed: an include that no row allows is a breach, in
every kind of file, also in a service's root. No arrow between the folders of a service runs in a circle.
"""

import pathlib
import re
import sys
from collections import defaultdict

SERVICES = ("participation", "forecasting", "catalog", "reporting")

# What a layer may include of its own service, and of the platform. "domain" is a file without a suffix of a layer.
LAYERS = {
    "domain": ({"domain"}, {"base", "page"}),
    "port": ({"domain", "port"}, {"base"}),
    "use": ({"domain", "port", "use"}, {"base", "metrics", "page", "picture"}),
    "api": ({"domain", "port", "use", "api"}, {"base", "page", "rpc"}),
    "store": ({"domain", "port", "use", "store", "codec", "document"}, {"base", "store", "stream", "seal", "blob"}),
    "view": ({"domain", "port", "use", "view", "store", "codec", "document", "client"}, {"base", "store", "stream", "seal", "blob"}),
    "consumer": ({"domain", "port", "use", "view", "store", "codec", "document", "consumer"},
                 {"base", "store", "stream", "seal", "blob"}),
    "codec": ({"domain", "port", "codec", "document"}, {"base", "store", "stream", "seal", "blob"}),
    "client": ({"domain", "port", "use", "client", "codec", "document"}, {"base", "store", "stream", "seal", "blob", "rpc"}),
}
# Layers that may see the protos of other areas: they listen to them or call them.
SEES_OTHER_AREAS = {"store", "view", "consumer", "codec", "client"}

# Rooms of the platform and what they may include of it.
PLATFORM = {
    "base": set(),
    "log": {"base"},
    "metrics": {"base"},
    "page": {"base"},
    "picture": {"base"},
    "blob": {"base"},
    "store": {"base"},
    "seal": {"base", "store"},
    "stream": {"base", "store"},
    "rpc": {"base", "log", "metrics"},
    "auth": {"base", "rpc"},
    "admin": {"base", "rpc", "store", "stream"},
    "audit": {"base", "log", "rpc", "store"},
    "events": {"base", "rpc", "store", "stream"},
    "kafka": {"base", "log", "store", "stream"},
    "config": {"base", "admin", "audit", "events", "log", "metrics", "blob", "store", "seal", "stream", "kafka", "rpc", "auth"},
}
# Third parties, by the folder that needs them; a folder covers those below it.
THIRD_PARTIES = {
    "": {"absl/"},
    "platform/base": {"unicode/", "sodium.h", "google/protobuf/", "zwk/common/v1/", "fcntl.h", "sys/", "unistd.h"},
    "platform/seal": {"sodium.h", "google/protobuf/", "zwk/common/v1/", "fcntl.h", "unistd.h"},
    "platform/store": {"hiredis/", "sodium.h", "openssl/", "fcntl.h", "netdb.h", "netinet/", "poll.h", "sys/", "unistd.h"},
    "platform/kafka": {"librdkafka/"},
    "platform/stream": {"google/protobuf/", "hiredis/", "zwk/common/v1/", "fcntl.h", "unistd.h"},
    "platform/rpc": {"grpcpp/", "openssl/", "google/", "zwk/common/v1/", "arpa/", "dlfcn.h", "fcntl.h", "unistd.h", "nlohmann/"},
    "platform/admin": {"zwk/common/v1/"},
    "platform/events": {"google/protobuf/", "zwk/common/v1/"},
    "platform/audit": {"nlohmann/", "sodium.h"},
    "platform/auth": {"cjose/", "curl/", "nlohmann/"},
    "platform/metrics": {"prometheus/"},
    "platform/log": {"spdlog/", "nlohmann/"},
    "platform/config": {"CLI/", "nlohmann/", "signal.h", "unistd.h", "prometheus/", "google/protobuf/"},
    "platform/blob": {"fcntl.h", "unistd.h"},
    "platform/page": {"unicode/", "google/api/"},
    "platform/picture": {"jpeglib.h", "jerror.h", "png.h", "webp/", "zlib.h"},
    "catalog": {"nlohmann/"},
    "catalog/base": {"libstemmer.h", "unicode/"},
    "catalog/offer": {"libical/"},
    "catalog/search": {"libstemmer.h", "unicode/"},
    "participation/access_code": {"qrencode.h"},
    "participation/initiative": {"unicode/"},
    "reporting": {"nlohmann/", "md4c"},
    "reporting/page": {"libical/"},
    "reporting/indicator": {"xlsxwriter.h", "fcntl.h", "sys/", "unistd.h"},
    "forecasting/register": {"geos_c.h"},
    "forecasting/mapping": {"unicode/"},
    "forecasting/stochastic": {"immintrin.h"},
    "forecasting/engine": {"immintrin.h"},
    "zwkctl": {"nlohmann/", "CLI/", "google/", "openssl/", "zwk/", "fcntl.h", "sys/", "unistd.h"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
STANDARD = re.compile(r"^(c?[a-z_0-9]+)$")


def is_test(path):
    return re.search(r"(_(test|fixture)|^fake_\w+)\.(cc|h)$", path.name) is not None


def layer_of(path):
    """The layer of a file below services/<service>/, or "root"."""
    parts = path.parts
    if len(parts) == 2:
        return "root"
    if path.name.endswith("document.pb.h") or path.name.endswith("documents.pb.h") or path.name.endswith("views.pb.h"):
        return "document"
    suffix = path.name.split(".")[0].rsplit("_", 1)[-1]
    return suffix if suffix in LAYERS and suffix != "domain" and "_" in path.name else "domain"


def third_party_allowed(folder, target):
    for prefix, names in THIRD_PARTIES.items():
        if prefix == "" or folder == prefix or folder.startswith(prefix + "/"):
            if any(target == name or target.startswith(name) for name in names):
                return True
    return False


def allowed(path, quoted, target):
    folder = str(path.parent)
    if not quoted and STANDARD.match(target):
        return True
    if third_party_allowed(folder, target):
        return True
    area = path.parts[0]
    if is_test(path):
        return not (area in SERVICES and target.split("/")[0] in SERVICES and target.split("/")[0] != area)
    if area == "platform":
        room = path.parts[1]
        parts = target.split("/")
        return parts[0] == "platform" and len(parts) > 2 and (parts[1] == room or parts[1] in PLATFORM.get(room, set()))
    if area == "zwkctl":
        return target.startswith("zwkctl/") or re.match(r"platform/(base|kafka|rpc)/|platform/audit/(chain|record|signature).h$|platform/store/endpoint.h$", target) is not None
    if area not in SERVICES:
        return False
    layer = layer_of(path)
    own, platform = LAYERS.get(layer, (None, None))
    parts = target.split("/")
    if parts[0] == area:
        return own is None or layer_of(pathlib.PurePath(target)) in own
    if parts[0] == "platform":
        return own is None or parts[1] in platform
    if parts[0] == "zwk":
        return parts[1] in (area, "common") or layer in SEES_OTHER_AREAS or layer == "root"
    return target.startswith("google/")


def circles(arrows):
    """One way round for each circle of folders."""
    found, done = [], set()

    def walk(folder, way):
        if folder in way:
            found.append(way[way.index(folder):] + [folder])
            return
        if folder in done:
            return
        for to in sorted(arrows.get(folder, ())):
            walk(to, way + [folder])
        done.add(folder)

    for folder in sorted(arrows):
        walk(folder, [])
    return found


def breaches(services):
    """Lines that say what is wrong below this folder."""
    out = []
    arrows = defaultdict(lambda: defaultdict(set))
    for path in sorted(p for ending in ("*.h", "*.cc") for p in services.rglob(ending)):
        relative = path.relative_to(services)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match.group(2)
            if not allowed(relative, match.group(1) == '"', target):
                out.append(f"{relative}:{number}: a {layer_of(relative) if relative.parts[0] in SERVICES else 'file'} "
                           f"of {relative.parent} may not include {target}")
            area, here, there = relative.parts[0], relative.parts, target.split("/")
            if (area in SERVICES and there[0] == area and len(here) > 2 and len(there) > 2 and here[1] != there[1]
                    and not is_test(relative)):
                arrows[area][here[1]].add(there[1])
    for area, of_area in arrows.items():
        for way in circles(of_area):
            out.append(f"{area}: a circle of folders: {' -> '.join(way)}")
    return out


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    found = breaches(root / "services")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
