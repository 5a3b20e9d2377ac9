"""The chart as it is rendered: as it was (golden/), by the schemas of Kubernetes, and with nothing loose.

    chart_test.py              with the Python that has tests/chart/requirements.txt
    chart_test.py --write      writes golden/ anew: read the difference before it is committed
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import figures
import kubernetes_validate
import yaml
import values_table
from rendering import CI, ROOT, SERVICES, Chart, matches, objects, pods, value_sets

GOLDEN = ROOT / "tests/chart/golden"
KUBERNETES = ("1.31", "1.32", "1.33", "1.34", "1.35")
ELSEWHERE = "(tested elsewhere)"
CHART = None


def setUpModule():
    global CHART
    CHART = Chart()


def golden(text):
    """Each object on its own, sorted keys. What has tests of its own, and changes with other parts of the tree, is told by name alone."""
    told = []
    for each in objects(text):
        if each["kind"] == "ConfigMap":
            each["data"] = {name: content if name.endswith(".conf") else ELSEWHERE for name, content in each["data"].items()}
        if each["kind"] == "PrometheusRule":
            each["spec"] = ELSEWHERE
        pod = each.get("spec", {}).get("template", {}) if each["kind"] in ("Deployment", "StatefulSet") else {}
        if "zwk/configuration" in pod.get("metadata", {}).get("annotations", {}):
            pod["metadata"]["annotations"]["zwk/configuration"] = "(hash)"
        told.append(yaml.safe_dump(each, width=120))
    return "---\n".join(told)


class Rendered(unittest.TestCase):
    def each(self):
        for name in value_sets():
            with self.subTest(name):
                yield objects(CHART.rendered(name))

    def test_it_is_what_it_was(self):
        for name in value_sets():
            with self.subTest(name):
                self.assertEqual(golden(CHART.rendered(name)), (GOLDEN / f"{name}.yaml").read_text(), "chart_test.py --write")

    def test_helm_finds_nothing_to_say(self):
        for name in value_sets():
            with self.subTest(name):
                done = CHART.helm("lint", "--strict", CHART.folder, "-f", CI / f"{name}-values.yaml")
                self.assertEqual(done.returncode, 0, done.stdout)

    def test_kubernetes_knows_every_field(self):
        for rendered in self.each():
            for each in rendered:
                if each["apiVersion"].startswith(("monitoring.coreos.com", "cert-manager.io")):
                    continue
                for version in KUBERNETES:
                    kubernetes_validate.validate(each, version, strict=True)

    def test_pods_have_no_rights(self):
        for rendered in self.each():
            for name, _, spec in pods(rendered):
                self.assertFalse(spec["automountServiceAccountToken"], name)
                self.assertFalse(spec["enableServiceLinks"], name)
                self.assertTrue(spec["securityContext"]["runAsNonRoot"], name)
                self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"}, name)
                for container in spec["containers"] + spec.get("initContainers", []):
                    self.assertEqual(container["securityContext"], {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                                                                    "capabilities": {"drop": ["ALL"]}}, name)
                    self.assertIn("memory", container["resources"]["limits"], name)
                    self.assertNotIn("env", container, "secrets and options come as files and arguments")
                    self.assertFalse(container["image"].endswith(":latest"))
                for volume in spec["volumes"]:
                    self.assertFalse({"hostPath"} & volume.keys(), name)
                    self.assertTrue(all("secret" in source for source in volume.get("projected", {}).get("sources", [])), name)
            self.assertNotIn("Secret", {each["kind"] for each in rendered})

    def test_a_pod_has_time_to_end(self):
        for rendered in self.each():
            for name, _, spec in pods(rendered):
                waits = sum(container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0) for container in spec["containers"])
                args = spec["containers"][0].get("args", [])
                drain = int(args[args.index("--drain-time-s") + 1]) if "--drain-time-s" in args else 20 if waits else 0
                self.assertGreaterEqual(spec.get("terminationGracePeriodSeconds", 30), waits + drain + 5, name)

    def test_nothing_is_away_in_an_upgrade_where_files_allow_it(self):
        for rendered in self.each():
            shared = {each["metadata"]["name"].removesuffix("-files") for each in rendered
                      if each["kind"] == "PersistentVolumeClaim" and each["spec"]["accessModes"] == ["ReadWriteOnce"]}
            for each in rendered:
                if each["kind"] == "Deployment":
                    wanted = {"type": "Recreate"} if each["metadata"]["name"] in shared else {"rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
                    self.assertEqual(each["spec"]["strategy"], wanted, each["metadata"]["name"])

    def test_several_replicas_may_not_all_go_at_once(self):
        for rendered in self.each():
            guarded = {each["metadata"]["name"] for each in rendered if each["kind"] == "PodDisruptionBudget"}
            scaled = {each["metadata"]["name"] for each in rendered if each["kind"] == "HorizontalPodAutoscaler"}
            for each in rendered:
                if each["kind"] == "Deployment":
                    name = each["metadata"]["name"]
                    self.assertEqual(name in guarded, name in scaled or each["spec"]["replicas"] > 1, name)
                    self.assertEqual("replicas" not in each["spec"], name in scaled, "two who set the replicas")

    def test_names_of_ports_and_selectors_lead_somewhere(self):
        for rendered in self.each():
            here = list(pods(rendered))
            for each in rendered:
                spec = each.get("spec", {})
                if each["kind"] == "Service":
                    self.assertTrue(all(self.has_port(here, spec["selector"], port["targetPort"]) for port in spec["ports"]), each)
                if each["kind"] == "NetworkPolicy":
                    chosen = [labels for _, labels, _ in here if matches(spec["podSelector"], labels)]
                    self.assertTrue(chosen, each["metadata"]["name"])
                    for rule in spec.get("egress", []):
                        self.assertTrue(rule["to"] and rule["ports"], "open to everybody")
                        for peer in (peer for peer in rule["to"] if "podSelector" in peer):
                            self.assertTrue(all(self.has_port(here, peer["podSelector"]["matchLabels"], port["port"]) for port in rule["ports"]), rule)
                if each["kind"] in ("PodDisruptionBudget", "ServiceMonitor", "PodMonitor"):
                    self.assertTrue(any(matches(spec["selector"], labels) for _, labels, _ in here), each)

    def has_port(self, here, labels, port):
        return any(port in [each["name"] for container in spec["containers"] for each in container.get("ports", [])]
                   for _, have, spec in here if labels.items() <= have.items())


class Network(unittest.TestCase):
    """Who reaches whom, as the policies say it together."""

    def setUp(self):
        rendered = objects(CHART.rendered("city"))
        self.pods = {labels["app.kubernetes.io/component"]: labels for _, labels, _ in pods(rendered)}
        self.policies = [each["spec"] for each in rendered if each["kind"] == "NetworkPolicy"]

    def opens(self, direction, at, other):
        """Ports that pods `at` may be reached at by (or reach) `other`; without a policy for it everything would be open."""
        mine = [policy for policy in self.policies if matches(policy["podSelector"], at) and direction.capitalize() in policy["policyTypes"]]
        self.assertTrue(mine, f"{at} is open")
        peers = "from" if direction == "ingress" else "to"
        return {port["port"] for policy in mine for rule in policy.get(direction, [])
                for port in rule["ports"] if peers not in rule or any(matches(peer["podSelector"], other) for peer in rule[peers] if "podSelector" in peer)}

    def test_each_reaches_what_it_asks_and_nothing_else(self):
        asks = {"edge": {name: {"grpc"} for name in SERVICES}, "test": {"edge": {"https"}}, "backup": {"redis": {"redis"}},
                "catalog": {"forecasting": {"grpc"}}, "reporting": {"forecasting": {"grpc"}, "catalog": {"grpc"}}}
        for name in SERVICES:
            asks.setdefault(name, {})["redis"] = {"redis"}
        for source, labels in self.pods.items():
            for target, others in self.pods.items():
                open_ports = self.opens("egress", labels, others) & self.opens("ingress", others, labels)
                self.assertEqual(open_ports, asks.get(source, {}).get(target, set()), f"{source} -> {target}")

    def test_strangers_reach_the_edge_alone(self):
        for name, labels in self.pods.items():
            self.assertEqual(self.opens("ingress", labels, {"app": "stranger"}), {"https"} if name == "edge" else set(), name)


class Options(unittest.TestCase):
    def taken_by(self, service):
        text = "".join((ROOT / "services" / file).read_text() for file in ("platform/config/common_options.cc", "platform/config/service_bus.cc", f"{service}/main.cc"))
        return set(re.findall(r"(?:Text|Number|Flag|Option)\(\s*\"([a-z-]+)\"", text))

    def test_services_know_what_they_are_started_with(self):
        for name in value_sets():
            for each in objects(CHART.rendered(name)):
                service = each["metadata"]["labels"]["app.kubernetes.io/component"]
                if each["kind"] == "Deployment" and service in SERVICES:
                    given = {argument[2:].partition("=")[0] for argument in each["spec"]["template"]["spec"]["containers"][0]["args"]}
                    self.assertLessEqual(given, self.taken_by(service), service)

    def test_zwkctl_knows_how_streams_are_made(self):
        text = (ROOT / "services/zwkctl/streams_command.cc").read_text()
        job = next(each for each in objects(CHART.rendered("kafka")) if each["kind"] == "Job")
        given = [argument.partition("=")[0] for argument in job["spec"]["template"]["spec"]["containers"][0]["args"] if argument.startswith("--")]
        self.assertLessEqual(set(given), set(re.findall(r'"(--[a-z-]+)"', text)))

    def test_services_know_every_option_that_may_be_set(self):
        schema = yaml.safe_load((ROOT / "charts/zwk/values.schema.json").read_text())
        for service in SERVICES:
            self.assertLessEqual(schema["properties"][service]["properties"]["options"]["properties"].keys(), self.taken_by(service), service)


class Monitoring(unittest.TestCase):
    def test_alerts_and_dashboards_are_those_of_the_tree(self):
        for name, runbook in (("city", "https://betrieb.bremerhaven.example/zwk/runbook"), ("forty-cities", None)):
            rendered = objects(CHART.rendered(name))
            rules = [rule for each in rendered if each["kind"] == "PrometheusRule" for group in each["spec"]["groups"] for rule in group["rules"]]
            self.assertEqual([(rule["alert"], rule["expr"]) for rule in rules], [(name, rule["expr"]) for name, rule in figures.ALERTS.items()])
            for rule in rules:
                said = rule["annotations"]
                self.assertEqual(said["runbook_url"] if runbook else said["runbook"], f"{runbook or 'docs/operations/runbook.md'}#{rule['alert'].lower()}")
            shown = {file: json.loads(text) for each in rendered if each["kind"] == "ConfigMap" and "grafana_dashboard" in each["metadata"]["labels"]
                     for file, text in each["data"].items()}
            self.assertEqual(shown, figures.DASHBOARDS)

    def test_each_part_is_its_own_job(self):
        monitors = {each["metadata"]["name"]: each["spec"] for each in objects(CHART.rendered("city")) if each["kind"] in ("ServiceMonitor", "PodMonitor")}
        self.assertEqual(monitors.keys(), {f"zwk-{name}" for name in (*SERVICES, "edge")})
        self.assertEqual({spec["jobLabel"] for spec in monitors.values()}, {"app.kubernetes.io/component"})


class Archives(unittest.TestCase):
    def test_the_tool_takes_what_the_job_says(self):
        job = next(each for each in objects(CHART.rendered("city")) if each["kind"] == "CronJob")
        words = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"]
        # As far as Redis, which is not there: every word before that was right.
        with tempfile.TemporaryDirectory() as folder:
            here = [word if word.startswith("--") or not word.startswith("/") else f"{folder}{word}" for word in words]
            for path in (word for word in here if word.startswith(folder)):
                pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
            pathlib.Path(f"{folder}/files").mkdir()
            for name in ("/etc/zwk/redis/operator", "/etc/zwk/keys/wrapping.key"):
                pathlib.Path(folder + name).write_text("x")
            done = subprocess.run([ROOT / "deploy/backup/backup.sh", *here], capture_output=True, text=True)
        self.assertIn("Redis gave no copy", done.stderr)

    def test_it_reads_the_files_of_all_who_keep_some(self):
        rendered = objects(CHART.rendered("city"))
        job = next(each for each in rendered if each["kind"] == "CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        claims = {volume["persistentVolumeClaim"]["claimName"]: volume["persistentVolumeClaim"].get("readOnly") for volume in job["volumes"] if "persistentVolumeClaim" in volume}
        kept = {each["metadata"]["name"] for each in rendered if each["kind"] == "PersistentVolumeClaim"}
        self.assertEqual(claims, {**{name: True for name in kept}, "zwk-archives": None})


class Values(unittest.TestCase):
    def test_the_readme_has_them_all(self):
        readme = (ROOT / "charts/zwk/README.md").read_text()
        written = readme.partition(values_table.BEGIN)[2].partition(values_table.END)[0]
        self.assertEqual(written, values_table.table((ROOT / "charts/zwk/values.yaml").read_text()), "values_table.py --write")

    def test_each_says_what_it_is(self):
        self.assertEqual(values_table.undocumented((ROOT / "charts/zwk/values.yaml").read_text()), [])


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        setUpModule()
        for value_set in value_sets():
            (GOLDEN / f"{value_set}.yaml").write_text(golden(CHART.rendered(value_set)))
    else:
        unittest.main()
