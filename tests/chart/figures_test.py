"""Code, list, dashboards, alerts and pages speak of the same figures; dashboards are as Grafana's linter wants them; each alert fires and is
quiet, and says what to do.

    figures_test.py              with the Python that has tests/chart/requirements.txt
    figures_test.py --write      the table in docs/operations/metrics.md
"""

import re
import subprocess
import sys
import unittest

import figures
import yaml
from figures import ALERTS, DASHBOARDS, METRICS, PROMETHEUS, ROOT

PAGE = ROOT / "docs/operations/metrics.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
KINDS = {"MakeCounter": "counter", "MakeCounterBy": "counter", "MakeGauge": "gauge", "MakeHistogram": "histogram", "Set": "gauge"}
UNITS = {"short", "bytes", "s", "ms", "d", "reqps", "cps", "percentunit", "dateTimeAsIso", "dateTimeFromNow"}
AUDIENCES = {"operations", "planners", "council", "offer team", "data protection", "project office"}


class TheList(unittest.TestCase):
    def test_code_makes_what_the_list_names_and_nothing_else(self):
        made = {}
        calls = r"\b(Make\w+|Set)\(\s*\"(\w+)\""
        for path in (ROOT / "services").rglob("*"):
            if path.suffix in (".cc", ".h") and not path.name.endswith("_test.cc") and "metrics/" not in str(path):
                for make, name in re.findall(calls, path.read_text()):
                    if make in KINDS and name.startswith(("zwk_", "grpc_", "process_")):
                        made[name] = KINDS[make]
        self.assertEqual(made, {name: each["type"] for name, each in METRICS.items() if each["of"] != "edge"})

    def test_entries_are_whole(self):
        for name, each in METRICS.items():
            self.assertEqual(each.keys(), {"name", "type", "labels", "of", "audience", "what"}, name)
            self.assertIn(each["audience"], AUDIENCES, name)
            self.assertFalse({"person", "subject", "neighborhood", "user", "name"} & set(each["labels"]), f"{name}: labels are bounded and of no person")
            if name.startswith(("zwk_", "grpc_", "process_")):
                self.assertEqual(name.endswith("_total"), each["type"] == "counter", name)

    def test_the_page_has_the_list(self):
        written = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
        self.assertEqual(written, figures.table(), "figures_test.py --write")

    def test_queries_ask_for_what_is_there(self):
        everything = list(figures.queries()) + [(name, rule["expr"]) for name, rule in ALERTS.items()]
        for where, query in everything:
            with self.subTest(where):
                names = figures.metrics_in(query) - {"up"}
                self.assertLessEqual(names, METRICS.keys())
                known = {label for name in names for label in METRICS[name]["labels"]} | figures.GENERAL_LABELS | {"le"}
                self.assertLessEqual(figures.labels_in(query), known)

    def test_every_figure_is_looked_at(self):
        asked = set().union(*(figures.metrics_in(query) for _, query in figures.queries()))
        self.assertEqual(METRICS.keys() - asked, set())

    def test_calls_that_are_asked_for_exist(self):
        protos = "".join(path.read_text() for path in (ROOT / "proto/zwk").rglob("*.proto"))
        there = {"grpc_method": re.findall(r"^  rpc (\w+)", protos, re.M),
                 "grpc_service": [f"zwk.area.v1.{name}" for name in re.findall(r"^service (\w+)", protos, re.M)]}
        for where, query in figures.queries():
            for label, names in there.items():
                for wanted in re.findall(rf'{label}=~?"([^"]+)"', query):
                    prefix, choices = re.fullmatch(r"(.*?)\(?([^()]*)\)?", wanted).groups() if "(" in wanted else ("", wanted)
                    for choice in choices.split("|"):
                        self.assertTrue(any(re.fullmatch(prefix + choice, name) for name in names), f"{where}: no {choice}")


class Dashboards(unittest.TestCase):
    """The rules of dashboard-linter that a dashboard of Prometheus can break."""

    def test_there_are_six(self):
        self.assertEqual(len(DASHBOARDS), 6)
        self.assertEqual(len({each["uid"] for each in DASHBOARDS.values()}), 6)

    def test_each_can_be_taken_by_any_grafana(self):
        for file, each in DASHBOARDS.items():
            with self.subTest(file):
                self.assertEqual(f"zwk-{file.removesuffix('.json')}", each["uid"])
                self.assertLessEqual(len(each["uid"]), 40)
                self.assertIs(each["editable"], False)
                self.assertGreaterEqual(each["schemaVersion"], 39)
                self.assertTrue(each["title"] and each["description"])
                variables = {variable["name"]: variable for variable in each["templating"]["list"]}
                self.assertEqual((variables["datasource"]["type"], variables["datasource"]["query"], variables["datasource"]["label"]),
                                 ("datasource", "prometheus", "Data source"))
                for name in ("job", "instance"):
                    self.assertEqual((variables[name]["type"], variables[name]["multi"], variables[name]["allValue"], variables[name]["refresh"]),
                                     ("query", True, ".+", 2))
                    self.assertEqual(variables[name]["datasource"]["uid"], "$datasource")

    def test_each_panel_is_told_and_measured(self):
        for file, each in DASHBOARDS.items():
            self.assertEqual(len({panel["id"] for panel in each["panels"]}), len(each["panels"]))
            for panel in each["panels"]:
                with self.subTest(f"{file}: {panel['title']}"):
                    self.assertTrue(panel["title"] and panel["description"] and panel["targets"])
                    self.assertIn(panel["fieldConfig"]["defaults"]["unit"], UNITS)
                    for part in [panel, *panel["targets"]]:
                        self.assertEqual(part["datasource"], {"type": "prometheus", "uid": "$datasource"})
                    place = panel["gridPos"]
                    self.assertLessEqual(place["x"] + place["w"], 24)

    def test_panels_do_not_cover_each_other(self):
        for file, each in DASHBOARDS.items():
            taken = set()
            for place in (panel["gridPos"] for panel in each["panels"]):
                cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
                self.assertFalse(taken & cells, file)
                taken |= cells

    def test_each_query_keeps_to_what_was_chosen(self):
        for where, query in figures.queries():
            with self.subTest(where):
                selectors = re.findall(r"\{([^}]*)\}", query)
                self.assertEqual(len(selectors), len(re.findall(r"\b(?:zwk|grpc_server|envoy|process)_\w+\{", query)))
                for selector in selectors:
                    self.assertIn('job=~"$job", instance=~"$instance"', selector)
                for function, window in re.findall(r"(\w+)\([^()]*\[([^\]]+)\]\)", query):
                    self.assertIn(function, ("rate", "irate", "increase"))
                    self.assertTrue(window == "$__rate_interval" or function == "increase", "rates are over $__rate_interval")
                for name in re.findall(r"\b(\w+)\{", query):
                    if METRICS[figures.base_of(name)]["type"] == "counter":
                        self.assertRegex(query, rf"(rate|increase)\({name}\{{", "a counter says nothing by itself")


class Alerts(unittest.TestCase):
    def promtool(self, *words):
        return subprocess.run(["promtool", *words], cwd=PROMETHEUS, capture_output=True, text=True)

    def test_prometheus_takes_them(self):
        for words in (("check", "rules", "alerts.yaml"), ("test", "rules", "alerts_test.yaml", "alerts_days_test.yaml"), ("check", "config", "prometheus.yaml")):
            done = self.promtool(*words)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_fires_once_and_is_quiet_once(self):
        cases = {}
        for file in ("alerts_test.yaml", "alerts_days_test.yaml"):
            for case in yaml.safe_load((PROMETHEUS / file).read_text())["tests"]:
                for expected in case["alert_rule_test"]:
                    cases.setdefault(expected["alertname"], set()).add(bool(expected["exp_alerts"]))
                    self.assertTrue(case["name"].startswith(expected["alertname"]))
        self.assertEqual(cases, {name: {True, False} for name in ALERTS})

    def test_each_says_what_to_do(self):
        runbook = (ROOT / "docs/operations/runbook.md").read_text()
        headings = [heading.lower() for heading in re.findall(r"^## (\w+)$", runbook, re.M)]
        for name, rule in ALERTS.items():
            self.assertIn(rule["labels"]["severity"], ("critical", "warning"), name)
            self.assertEqual(rule["annotations"]["runbook"], f"docs/operations/runbook.md#{name.lower()}")
        self.assertEqual(headings, [name.lower() for name in ALERTS], "one section for each, in their order")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(before + BEGIN + figures.table() + END + rest.partition(END)[2])
    else:
        unittest.main()
