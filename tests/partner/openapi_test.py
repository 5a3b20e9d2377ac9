"""The OpenAPI of the edge has every HTTP path of the protos, with its words, and every type that it names."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GENERATOR = ROOT / ".zwk/tools/protoc-gen-openapiv2"


def camel(name):
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def said():
    """Verb and path of every RPC that has one, with JSON's names."""
    for path in (ROOT / "proto/zwk").rglob("*.proto"):
        # A field in a field is called by its own name in a path.
        for verb, http in re.findall(r'\b(get|put|post|patch|delete): "([^"]+)"', re.sub(r"(?m)^\s*//.*", "", path.read_text(encoding="utf-8"))):
            yield verb, re.sub(r"\{([^}=]+)[^}]*\}", lambda found: "{" + camel(found[1].split(".")[-1]) + "}", http)


def main():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "openapi.json"
        subprocess.run([sys.executable, "-B", ROOT / "clients/openapi.py", GENERATOR, file], check=True)
        text = file.read_text(encoding="utf-8")
    api = json.loads(text)
    there = {(verb, path) for path, verbs in api["paths"].items() for verb in verbs}
    wanted = set(said())
    wrong = [f"{verb} {path} is missing" for verb, path in sorted(wanted - there)] + [f"{verb} {path} is no RPC's" for verb, path in sorted(there - wanted)]
    wrong += [f"{path} is not explained" for path, verbs in api["paths"].items() for call in verbs.values() if not call.get("summary")]
    wrong += [f"{name} is named and not there" for name in sorted(set(re.findall(r'"#/definitions/([^"]+)"', text)) - set(api["definitions"]))]
    print("\n".join(wrong))
    return 1 if wrong or len(wanted) < 150 else 0


sys.exit(main())
