"""What is measured: the list (deploy/prometheus/metrics.json), the alerts, the dashboards, and the queries in them."""

import json
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "deploy/prometheus"
METRICS = {each["name"]: each for each in json.loads((PROMETHEUS / "metrics.json").read_text())}
DASHBOARDS = {path.name: json.loads(path.read_text()) for path in sorted((ROOT / "deploy/grafana").glob("*.json"))}
ALERTS = {rule["alert"]: rule for group in yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text())["groups"] for rule in group["rules"]}
GENERAL_LABELS = {"job", "instance"}


def without_texts(query):
    return re.sub(r'"[^"]*"', '""', query)


def labels_in(query):
    """Names of labels that a query asks for or groups by."""
    bare = without_texts(query)
    grouped = re.findall(r"\b(?:by|without|ignoring|on|group_left|group_right)\s*\(([^)]*)\)", bare)
    return {label.strip() for each in grouped for label in each.split(",") if label.strip()} | set(re.findall(r'(\w+)\s*(?:=~|!~|!=|=)\s*""', bare))


def metrics_in(query):
    """Names of metrics, as the list has them: of a histogram the one without ending."""
    names = set(re.findall(r"\b(?:zwk|grpc_server|envoy|process)_\w+|\bup\b", without_texts(query))) - labels_in(query)
    return {base_of(name) for name in names}


def base_of(name):
    base = re.sub(r"_(bucket|sum|count)$", "", name)
    return base if METRICS.get(base, {}).get("type") == "histogram" else name


def queries():
    """(where, expression) of all dashboards."""
    for file, dashboard in DASHBOARDS.items():
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                yield f"{file}: {panel['title']}", target["expr"]


def table():
    lines = ["| figure | kind | labels beside `job` and `instance` | from | for | what |", "|---|---|---|---|---|---|"]
    for each in METRICS.values():
        labels = ", ".join(f"`{label}`" for label in each["labels"])
        lines.append(f"| `{each['name']}` | {each['type']} | {labels} | {each['of']} | {each['audience']} | {each['what']} |")
    return "\n".join(lines) + "\n"
