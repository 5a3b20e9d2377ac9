"""The chart, assembled once and rendered by helm, as objects of Python."""

import pathlib
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
HELM = ROOT / ".zwk/tools/helm"
CI = ROOT / "charts/zwk/ci"
SERVICES = ("participation", "forecasting", "catalog", "reporting")


class Chart:
    def __init__(self):
        if not HELM.exists():
            print("skipped: ./zwk setup fetches helm")
            sys.exit(77)
        self.scratch = tempfile.TemporaryDirectory(prefix="zwk-chart-")
        self.folder = pathlib.Path(self.scratch.name) / "zwk"
        subprocess.run([ROOT / "zwk", "chart", self.folder], cwd=ROOT, check=True)

    def helm(self, *words):
        return subprocess.run([HELM, *words], capture_output=True, text=True)

    def rendered(self, name):
        """What helm makes of ci/NAME-values.yaml, as text."""
        done = self.helm("template", "zwk", self.folder, "-n", "zwk", "-f", CI / f"{name}-values.yaml")
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    def refusal(self, **values):
        """What helm says about the values of a small release with these in their place; "" if it takes them."""
        merged = merge(yaml.safe_load((CI / "minimal-values.yaml").read_text()), values)
        file = self.folder.parent / "values.yaml"
        file.write_text(yaml.safe_dump(merged))
        return self.helm("template", "zwk", self.folder, "-f", file).stderr


def merge(base, over):
    return {**base, **{key: merge(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
                       for key, value in over.items()}}


def value_sets():
    return sorted(path.name.removesuffix("-values.yaml") for path in CI.glob("*-values.yaml"))


def objects(text):
    return [each for each in yaml.safe_load_all(text) if each]


def pods(rendered):
    """(name, labels, spec) of each pod that the objects make."""
    for each in rendered:
        if each["kind"] == "Pod":
            yield each["metadata"]["name"], each["metadata"]["labels"], each["spec"]
        template = each.get("spec", {}).get("template") or each.get("spec", {}).get("jobTemplate", {}).get("spec", {}).get("template")
        if template:
            yield each["metadata"]["name"], template["metadata"]["labels"], template["spec"]


def matches(selector, labels):
    wanted = selector.get("matchLabels", {}).items() <= labels.items()
    for rule in selector.get("matchExpressions", []):
        wanted = wanted and (labels.get(rule["key"]) in rule["values"]) == (rule["operator"] == "In")
    return wanted
