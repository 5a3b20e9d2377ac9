"""Every query of every dashboard, asked of a real Prometheus that watches the demo: none is empty, and what services show is what the list says.

    queries_test.py EDGE RUN    EDGE: host:port of the running platform; RUN: its folder of addresses
"""

import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import figures

EDGE, RUN = "", pathlib.Path()
SERVICES = ("participation", "forecasting", "catalog", "reporting")
WINDOWS = {"$__rate_interval": "1m", "$__range": "1h", "$job": ".+", "$instance": ".+"}
PROMETHEUS = None


def get(url, body=None, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers), timeout=30) as answer:
        return answer.read().decode()


def ask_edge(path, body=None):
    """Whatever it answers."""
    try:
        get(f"http://{EDGE}{path}", body, **{"X-Zwk-Municipality": "bremerhaven", "X-Zwk-Roles": "ADMINISTRATOR", "Content-Type": "application/json"})
    except urllib.error.HTTPError:
        pass


def metrics_of(service):
    return "http://" + json.loads((RUN / f"{service}.json").read_text())["metrics"] + "/metrics"


class Prometheus:
    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        jobs = [f"  - {{job_name: {name}, static_configs: [{{targets: ['{urllib.parse.urlsplit(metrics_of(name)).netloc}']}}]}}" for name in SERVICES]
        jobs.append(f"  - {{job_name: edge, metrics_path: /stats/prometheus, static_configs: [{{targets: ['{(RUN / 'edge.admin').read_text()}']}}]}}")
        (folder / "prometheus.yaml").write_text("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n" + "\n".join(jobs) + "\n")
        self.process = subprocess.Popen(["prometheus", f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/data",
                                         f"--web.listen-address={self.address}", "--log.level=error"], stdin=subprocess.DEVNULL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def values(self, query):
        answer = json.loads(get(f"http://{self.address}/api/v1/query?" + urllib.parse.urlencode({"query": query})))
        return [float(each["value"][1]) for each in answer["data"]["result"]]

    def has(self, query, wanted):
        try:
            return self.values(query) == [wanted]
        except OSError:
            return False


def setUpModule():
    global PROMETHEUS
    scratch = tempfile.TemporaryDirectory(prefix="zwk-prometheus-")
    unittest.addModuleCleanup(scratch.cleanup)
    PROMETHEUS = Prometheus(pathlib.Path(scratch.name))
    unittest.addModuleCleanup(PROMETHEUS.stop)
    give_up = time.monotonic() + 120
    # Calls of each kind while it looks, so that rates and durations have something to tell: right ones, wrong ones, and a path that is none.
    while not PROMETHEUS.has("count(count_over_time(up[1m]) >= 8 and up == 1)", len(SERVICES) + 1):
        if time.monotonic() > give_up:
            raise AssertionError(f"not all are watched: {PROMETHEUS.values('up')}")
        for path in ("/v1/boards", "/v1/forecasts", "/v1/minutes", "/v1/boards/no-id", "/v1/offers/no-id", "/v1/forecasts/no-id", "/v1/nowhere",
                     "/v1/boards/00000000-0000-7000-8000-000000000000", "/v1/pages/index"):
            ask_edge(path)
        ask_edge("/v1/offers:search", b'{"query": "Treffpunkt"}')
        time.sleep(0.2)


class Queries(unittest.TestCase):
    def test_none_is_empty(self):
        for where, query in figures.queries():
            for word, value in WINDOWS.items():
                query = query.replace(word, value)
            if any(figures.METRICS[name]["of"] == "kafka" for name in figures.metrics_in(query)):
                continue  # the demo runs without it
            with self.subTest(where):
                found = PROMETHEUS.values(query)
                self.assertTrue(found, query)
                self.assertTrue(any(value == value for value in found), f"nothing but NaN: {query}")

    def test_alerts_are_quiet_after_a_good_day(self):
        # Envoy without certificates says the largest number there is; a fault that the demo makes on purpose would be told here.
        for name, rule in figures.ALERTS.items():
            if name not in ("ForecastFailed", "CallsSlow", "StoreSlow"):  # how fast a machine under test is says nothing
                with self.subTest(name):
                    self.assertEqual(PROMETHEUS.values(rule["expr"]), [])

    def test_what_an_alert_waits_for_is_there_before_it_happens(self):
        # A figure that appears with the first loss has risen from nothing, which Prometheus takes for no rise.
        waited = [(name, *found) for name, rule in figures.ALERTS.items()
                  for found in re.findall(r"increase\((\w+)(?:\{([^}]*)\})?\[", rule["expr"])]
        self.assertIn(("EventsGone", "zwk_rpc_refusals_total", 'reason="EVENTS_GONE"'), waited)
        for name, figure, labels in waited:
            by = figures.METRICS[figure]["of"]
            for service in SERVICES if by == "all" else (by,):
                with self.subTest(name, service=service):
                    self.assertTrue(PROMETHEUS.values(f'{figure}{{job="{service}",{labels}}}'))

    def test_services_show_what_the_list_says(self):
        for service in SERVICES:
            text = get(metrics_of(service))
            text = re.sub(r"^(# \w+ )?exposer_.*$", "", text, flags=re.M)  # what the exposer says of itself
            kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.M))
            wanted = {name: each["type"] for name, each in figures.METRICS.items() if each["of"] in ("all", "kafka", service)}
            # What has not happened yet is not there yet; what is there is in the list.
            self.assertLessEqual(kinds.items(), wanted.items(), service)
            for name, labels in re.findall(r"^(\w+)\{([^}]*)\}", text, re.M):
                shown = set(re.findall(r'(\w+)="', labels)) - {"le"}
                self.assertEqual(shown, set(figures.METRICS[figures.base_of(name)]["labels"]), name)

    def test_every_figure_is_shown_by_somebody(self):
        shown = set(re.findall(r"^# TYPE (\w+)", "\n".join(get(metrics_of(service)) for service in SERVICES), re.M))
        shown |= set(re.findall(r"^# TYPE (\w+)", get(f"http://{(RUN / 'edge.admin').read_text()}/stats/prometheus"), re.M))
        self.assertEqual({name for name, each in figures.METRICS.items() if each["of"] != "kafka"} - shown, set())


if __name__ == "__main__":
    RUN = pathlib.Path(sys.argv.pop(2))
    EDGE = sys.argv.pop(1)
    unittest.main()
