#!/usr/bin/env python3
"""The images of the platform as one OCI layout, made of files alone: no container engine, no network.

    make.py --root ROOT --programs FOLDER --envoy FILE --descriptors FILE --version V --epoch SECONDS FOLDER

ROOT is the Debian that the programs were compiled in. What is in an image comes from its packages, file by file as dpkg knows them,
without what nobody runs; packages are those that hold the libraries which a program loads. FOLDER/oci is the layout, FOLDER/NAME.cdx.json
and NAME.vex.json what stands in the image and what is known of it. The same input makes the same bytes.
"""

import argparse
import collections
import datetime
import fnmatch
import io
import json
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile

import bill

HERE = pathlib.Path(__file__).resolve().parent
USER = 65532
SERVICES = ("participation", "forecasting", "catalog", "reporting")

# In every image. The C library comes with whatever is run.
BASE = ("base-files", "ca-certificates", "libc6", "libgcc-s1", "libstdc++6", "tzdata")
# What packages have that nobody loads: programs, what is read by people, character sets of old.
LEFT_OUT = ("usr/bin/*", "usr/sbin/*", "usr/share/man/*", "usr/share/locale/*", "usr/share/lintian/*", "usr/share/bug/*", "usr/share/info/*",
            "usr/share/bash-completion/*", "usr/share/doc/*", "usr/share/doc-base/*", "usr/share/base-files/*",
            "usr/share/ca-certificates/*", "usr/share/gcc/*", "usr/share/gdb/*", "usr/share/perl5/*", "usr/lib/*/gconv/*", "usr/lib/*/perl*", "usr/lib/systemd/*",
            "usr/lib/ssl/*", "usr/lib/init/*", "usr/libexec/*", "usr/include/*", "etc/init.d/*", "etc/default/*", "etc/logrotate.d/*", "etc/apt/*",
            "etc/ca-certificates*", "etc/update-motd.d/*", "etc/profile.d/*", "etc/issue*", "etc/motd", "etc/host.conf", "root/*", "var/*", "home/*")

# Files that no package has.
WRITTEN = {
    "etc/passwd": f"root:x:0:0:root:/:/sbin/nologin\nzwk:x:{USER}:{USER}:zwk:/:/sbin/nologin\n",
    "etc/group": f"root:x:0:\nzwk:x:{USER}:\n",
    "etc/nsswitch.conf": "hosts: files dns\n",
}
LINKS = {"lib": "usr/lib", "lib64": "usr/lib64", "etc/os-release": "../usr/lib/os-release"}

# Entry: what starts. Packages: taken with their programs. Links: further names of programs.
Image = collections.namedtuple("Image", "title entry layers packages links", defaults=((), {}))


def images():
    for name in SERVICES:
        yield name, Image(f"ZWK {name}", f"/usr/bin/{name}", ("base", "libraries", name))
    yield "zwkctl", Image("ZWK command line", "/usr/bin/zwkctl", ("base", "libraries", "zwkctl"))
    yield "edge", Image("ZWK edge (Envoy)", "/usr/bin/envoy", ("base", "edge"))
    yield "redis", Image("Valkey for ZWK", "/usr/bin/valkey-server", ("base", "redis"), links={"usr/bin/valkey-server": "valkey-check-rdb"})
    # The only one with a shell: it runs a script, at night, and answers nobody.
    yield "backup", Image("Archives of ZWK", "/usr/bin/backup.sh", ("base", "backup"), ("bash", "coreutils", "findutils", "grep", "sed", "tar"),
                          {"usr/bin/redis-cli": "valkey-cli", "usr/bin/redis-check-rdb": "valkey-check-rdb", "bin": "usr/bin", "usr/bin/sh": "bash"})


class Root:
    """The Debian that programs were compiled in, as dpkg knows it."""

    def __init__(self, folder):
        self.folder = folder.resolve()

    def said(self, *command):
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def inside(self, *command):
        return self.said("chroot", self.folder, "env", "-i", "PATH=/usr/bin", "LANG=C.UTF-8", *command)

    def stanza(self, package):
        return self.said("dpkg-query", f"--root={self.folder}", "--status", package)

    def files(self, package):
        listed = self.said("dpkg-query", f"--root={self.folder}", "--listfiles", package).splitlines()
        return sorted(line[1:] for line in listed if line.startswith("/") and len(line) > 2)

    def packages_of(self, programs):
        """Packages with the libraries that programs load. By their last name: whether /lib or /usr/lib is in the path differs."""
        with tempfile.TemporaryDirectory(dir=self.folder / "tmp") as scratch:
            for program in programs:
                shutil.copy(program, scratch)
            said = self.inside("ldd", *(f"/tmp/{pathlib.Path(scratch).name}/{pathlib.Path(program).name}" for program in programs))
        if "not found" in said:
            raise SystemExit(f"libraries are missing in {self.folder}:\n{said}")
        libraries = {(self.folder / found[1:]).resolve().name for found in re.findall(r"(/\S+) \(0x", said)}
        owners = self.said("dpkg-query", f"--root={self.folder}", "--search", *sorted(f"*/{name}" for name in libraries))
        return sorted({line.split(":")[0] for line in owners.splitlines() if not line.startswith("diversion ")})


class Layer:
    """Files by their path; what goes into a tar."""

    def __init__(self):
        self.files = {}  # path: source file, bytes, (target of a link,), or None: a folder
        self.owners = {}  # path: package

    def take_packages(self, root, packages, programs=False):
        for package in packages:
            self.files[f"var/lib/dpkg/status.d/{package}"] = root.stanza(package).encode()
            # Where packages of one source share the file, each gets it.
            self.files[f"usr/share/doc/{package}/copyright"] = (root.folder / f"usr/share/doc/{package}/copyright").resolve()
            for path in root.files(package):
                source = root.folder / path
                out = any(fnmatch.fnmatch(path, pattern) for pattern in LEFT_OUT)
                if programs and path.startswith(("usr/bin/", "bin/")):
                    out = False
                if out or (source.is_dir() and not source.is_symlink()):
                    continue
                path = re.sub(r"^(lib64|lib|bin)/", r"usr/\1/", path)
                self.files[path] = (source.readlink().as_posix(),) if source.is_symlink() else source
                self.owners[path] = package

    def tar(self, target, epoch):
        """Owned by root, written by nobody, in the order of names."""
        folders = {str(parent) for path in self.files for parent in pathlib.PurePosixPath(path).parents if str(parent) != "."}
        with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
            for path in sorted(folders | set(self.files)):
                info = tarfile.TarInfo(path)
                info.mtime = epoch
                content = self.files.get(path)
                if content is None:
                    info.type, info.mode = tarfile.DIRTYPE, 0o1777 if path == "tmp" else 0o755
                    tar.addfile(info)
                elif isinstance(content, tuple):
                    info.type, info.linkname, info.mode = tarfile.SYMTYPE, content[0], 0o777
                    tar.addfile(info)
                else:
                    bytes_ = bill.bytes_of(content)
                    runs = not isinstance(content, bytes) and content.stat().st_mode & 0o100
                    info.size, info.mode = len(bytes_), 0o755 if runs else 0o644
                    tar.addfile(info, io.BytesIO(bytes_))


def layers(root, given, scratch):
    """Each layer by its name. Programs are stripped: line numbers of a crash are in the build, not in the image."""
    made = collections.defaultdict(Layer)
    base = made["base"]
    base.take_packages(root, BASE)
    base.files["etc/ssl/certs/ca-certificates.crt"] = root.folder / "etc/ssl/certs/ca-certificates.crt"
    base.files.update({path: text.encode() for path, text in WRITTEN.items()})
    base.files.update({path: (target,) for path, target in LINKS.items()})
    base.files["tmp"] = None

    programs = [given.programs / name for name in (*SERVICES, "zwkctl")]
    made["libraries"].take_packages(root, sorted(set(root.packages_of(programs)) - set(BASE)))
    for program in programs:
        stripped = scratch / program.name
        subprocess.run(["strip", "-o", stripped, program], check=True)
        made[program.name].files[f"usr/bin/{program.name}"] = stripped

    made["edge"].files = {"usr/bin/envoy": given.envoy, "usr/share/zwk/edge.binpb": given.descriptors}

    valkey = [root.folder / "usr/bin/valkey-check-rdb", root.folder / "usr/bin/valkey-cli"]
    needed = sorted((set(root.packages_of(valkey)) | {"valkey-tools"}) - set(BASE))
    for layer, programs in ((made["redis"], valkey[:1]), (made["backup"], valkey)):
        layer.take_packages(root, needed)
        for program in programs:
            path = f"usr/bin/{program.name}"
            layer.files[path], layer.owners[path] = program, "valkey-tools"
    made["backup"].files["usr/bin/backup.sh"] = HERE.parent / "backup/backup.sh"
    for name, image in images():
        layer = made[image.layers[-1]]
        if image.packages:
            tools = [root.folder / path for package in image.packages for path in root.files(package) if path.startswith("usr/bin/")]
            tools = [path for path in tools if path.is_file() and not path.is_symlink() and bill.is_elf(path)]
            layer.take_packages(root, sorted(set(root.packages_of(tools)) - set(BASE) - set(layer.owners.values())))
            layer.take_packages(root, image.packages, programs=True)
        layer.files.update({path: (target,) for path, target in image.links.items()})
    return made


def umoci(*words):
    subprocess.run(["umoci", *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def write_layout(layout, made, given, created, scratch):
    umoci("init", "--layout", layout)
    for name, layer in sorted(made.items()):
        layer.tar(scratch / f"{name}.tar", given.epoch)
    for name, image in images():
        of = f"{layout}:{name}"
        umoci("new", "--image", of)
        for layer in image.layers:
            umoci("raw", "add-layer", "--image", of, "--history.created", created, "--history.created_by", f"deploy/images: {layer}", scratch / f"{layer}.tar")
        labels = {"title": image.title, "version": given.version}
        umoci("config", "--image", of, "--created", created, "--no-history", "--config.user", f"{USER}:{USER}", "--config.entrypoint", image.entry,
              "--config.env", "PATH=/usr/bin", *(word for key, value in labels.items() for word in ("--config.label", f"org.opencontainers.image.{key}={value}")))
    umoci("gc", "--layout", layout)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "programs", "envoy", "descriptors"):
        arguments.add_argument(f"--{name}", type=pathlib.Path, required=True)
    arguments.add_argument("--version", required=True)
    arguments.add_argument("--epoch", type=int, required=True)
    arguments.add_argument("folder", type=pathlib.Path)
    given = arguments.parse_args()
    created = datetime.datetime.fromtimestamp(given.epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if given.folder.exists():
        shutil.rmtree(given.folder)
    given.folder.mkdir(parents=True)
    root = Root(given.root)
    with tempfile.TemporaryDirectory(prefix="zwk-images-") as folder:
        scratch = pathlib.Path(folder)
        made = layers(root, given, scratch)
        write_layout(given.folder / "oci", made, given, created, scratch)
        for name, image in images():
            files, owners = {}, {}
            for layer in image.layers:
                files.update({path: content for path, content in made[layer].files.items() if content is not None})
                owners.update(made[layer].owners)
            components = bill.of_image(name, files, owners, given.version, created, scratch)
            for kind, document in (("cdx", components), ("vex", bill.exploitability(components, HERE / "vex.json"))):
                (given.folder / f"{name}.{kind}.json").write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
