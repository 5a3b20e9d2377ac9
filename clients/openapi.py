#!/usr/bin/env python3
"""The JSON edge as OpenAPI 2, from the protos: openapi.py GENERATOR FILE (grpc-gateway's protoc-gen-openapiv2)"""
import json
import pathlib
import re
import subprocess
import sys
import sysconfig
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]


def plain(api):
    """Names of parameters without dots, which few programs take in a path ({offer.offerId} is {offerId}: what it is called says nothing to the platform), and what is
    answered as a file or a page as such: the generator takes it for JSON."""
    for path in list(api["paths"]):
        calls = api["paths"].pop(path)
        for call in calls.values():
            for parameter in call.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["name"] = parameter["name"].split(".")[-1]
            answer = call["responses"]["200"]
            if answer["schema"].get("format") == "binary" or answer["schema"].get("$ref") == "#/definitions/google.api.HttpBody":
                del answer["schema"]
                call["produces"] = ["*/*"]
        api["paths"].setdefault(re.sub(r"\{[^{}]*\.(\w+)\}", r"{\1}", path), {}).update(calls)


def main(generator, file):
    protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk").rglob("*.proto"))
    # The generator is of Go and wants a package for each file.
    packages = [f"M{proto}=zwk.example/{pathlib.PurePosixPath(proto).parent}" for proto in protos]
    options = ",".join(["allow_merge=true", "merge_file_name=zwk", "openapi_naming_strategy=fqn", "json_names_for_fields=true", *packages])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", "-I", "proto", "-I", sysconfig.get_paths()["purelib"], f"--plugin=protoc-gen-openapiv2={generator}",
                        f"--openapiv2_out={folder}", f"--openapiv2_opt={options}", *[each for each in protos if "/common/" not in each]],
                       cwd=ROOT, check=True)
        api = json.loads((pathlib.Path(folder) / "zwk.swagger.json").read_text(encoding="utf-8"))
    plain(api)
    version = re.search(r"^project\(zwk VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.M)
    api["info"] = {"title": "ZWK", "version": version[1], "description": "The JSON edge of a ZWK platform. docs/partners says who may ask, and what is refused."}
    pathlib.Path(file).write_text(json.dumps(api, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
