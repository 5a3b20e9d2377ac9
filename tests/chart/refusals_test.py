"""Values that cannot work, or are misspelt, are refused by name before anything is installed."""

import shutil
import unittest

from rendering import Chart

CHART = None
MANY = {"enabled": True, "maxReplicas": 4}
LOGIN = {"existingSecret": "login", **{f"{name}Endpoint": f"https://id.example/{name}" for name in ("authorization", "token", "endSession")}}
REFUSED = {
    # what is wrong: (values, where the refusal says it is)
    "a misspelt value": ({"loglevel": "info"}, "loglevel"),
    "a misspelt value inside": ({"edge": {"services": {}}}, "services"),
    "no host": ({"hosts": []}, "hosts"),
    "a host with its scheme": ({"hosts": ["https://zwk.example"]}, "hosts"),
    "a host twice": ({"hosts": ["zwk.example", "zwk.example"]}, "hosts"),
    "a tag that moves": ({"image": {"tag": "latest"}}, "tag"),
    "a registry with its scheme": ({"image": {"registry": "https://registry.example"}}, "registry"),
    "an unknown pull policy": ({"image": {"pullPolicy": "Sometimes"}}, "pullPolicy"),
    "a secret as a value": ({"redis": {"password": "canary"}}, "password"),
    "a secret without a name": ({"redis": {"existingSecret": ""}}, "existingSecret"),
    "a name that no Secret can have": ({"keys": {"existingSecret": "Keys_of_people"}}, "existingSecret"),
    "nobody who is let in": ({"access": {"existingSecret": ""}}, "access"),
    "an edge without a certificate": ({"edge": {"certificate": {"existingSecret": ""}}}, "certificate"),
    "plain text": ({"tls": {"mode": "none"}}, "tls"),
    "certificates without an issuer": ({"tls": {"mode": "certManager"}}, "issuer"),
    "certificates of nobody": ({"tls": {"secretPrefix": ""}}, "secretPrefix"),
    "an external Redis without address": ({"redis": {"mode": "external", "external": {"cidrs": ["10.0.0.0/8"]}}}, "address"),
    "an external Redis without port": ({"redis": {"mode": "external", "external": {"address": "redis.example", "cidrs": ["10.0.0.0/8"]}}}, "address"),
    "an external Redis that no policy lets reach": ({"redis": {"mode": "external", "external": {"address": "redis.example:6379"}}}, "cidrs"),
    "Redis without a limit": ({"redis": {"maxmemory": "0"}}, "maxmemory"),
    "two Redis": ({"redis": {"replicas": 2}}, "replicas"),
    "no replica": ({"catalog": {"replicas": 0}}, "replicas"),
    "replicas that do not share their files": ({"participation": {"replicas": 2}}, "accessMode"),
    "an autoscaler of what does not share its files": ({"reporting": {"autoscaling": MANY}}, "accessMode"),
    "files of a service that keeps none": ({"catalog": {"files": {"size": "1Gi"}}}, "files"),
    "a volume of no size": ({"redis": {"storage": {"size": "0Gi"}}}, "size"),
    "callers who say who they are": ({"participation": {"options": {"dev-identity": 1}}}, "dev-identity"),
    "an option that another service has": ({"catalog": {"options": {"chunk-workers": 4}}}, "chunk-workers"),
    "an option as a text": ({"catalog": {"options": {"pool-threads": "many"}}}, "pool-threads"),
    "no memory limit": ({"edge": {"resources": {"limits": {"memory": None}}}}, "limits"),
    "an unknown kind of Service": ({"edge": {"service": {"type": "Ingress"}}}, "type"),
    "a port that is none": ({"edge": {"service": {"port": 70000}}}, "port"),
    "no time to drain": ({"edge": {"drainSeconds": 0}}, "drainSeconds"),
    "an autoscaler that never rests": ({"edge": {"autoscaling": {"cpuPercent": 0}}}, "cpuPercent"),
    "a login without a provider": ({"edge": {"login": {"existingSecret": "login"}}, "networkPolicy": {"issuerCidrs": ["192.0.2.0/24"]}}, "authorizationEndpoint"),
    "a provider in plain text": ({"edge": {"login": {**LOGIN, "tokenEndpoint": "http://id.example/token"}}, "networkPolicy": {"issuerCidrs": ["192.0.2.0/24"]}}, "tokenEndpoint"),
    "an address with a quote": ({"edge": {"login": {**LOGIN, "endSessionEndpoint": "https://id.example/\"x"}}, "networkPolicy": {"issuerCidrs": ["192.0.2.0/24"]}}, "endSessionEndpoint"),
    "a provider that no policy lets reach": ({"edge": {"login": LOGIN}}, "issuerCidrs"),
    "a municipality that is none": ({"municipalities": {"zwk.example": "Lehe!"}}, "municipalities"),
    "an issuer of tokens that is no network": ({"networkPolicy": {"issuerCidrs": ["id.example"]}}, "issuerCidrs"),
    "Kafka without brokers": ({"bus": "kafka", "kafka": {"caSecret": "ca", "cidrs": ["10.0.0.0/8"]}}, "brokers"),
    "Kafka in plain text": ({"bus": "kafka", "kafka": {"brokers": ["kafka.example:9093"], "cidrs": ["10.0.0.0/8"]}}, "caSecret"),
    "Kafka that no policy lets reach": ({"bus": "kafka", "kafka": {"brokers": ["kafka.example:9093"], "caSecret": "ca"}}, "cidrs"),
    "a broker without a port": ({"kafka": {"brokers": ["kafka.example"]}}, "brokers"),
    "a user of Kafka without a password": ({"kafka": {"user": "zwk"}}, "passwordSecret"),
    "another bus": ({"bus": "rabbitmq"}, "bus"),
    "archives without a place": ({"backup": {"enabled": True}}, "existingClaim"),
    "archives of a Redis that is not ours": ({"backup": {"enabled": True, "existingClaim": "archives"}, "redis": {
        "mode": "external", "external": {"address": "redis.example:6379", "cidrs": ["10.0.0.0/8"]}}}, "mode"),
    "a schedule that is none": ({"backup": {"schedule": "at night"}}, "schedule"),
    "a runbook that is no address": ({"monitoring": {"prometheusRule": {"runbookUrl": "runbook.md"}}}, "runbookUrl"),
    "an unknown log level": ({"logLevel": "verbose"}, "logLevel"),
    "a time zone that is an offset": ({"logTimeZone": "+01:00"}, "logTimeZone"),
    "a test of no city": ({"test": {"existingSecret": "partner"}}, "municipality"),
}


def setUpModule():
    global CHART
    CHART = Chart()


class Refusals(unittest.TestCase):
    def test_a_small_release_is_taken(self):
        self.assertEqual(CHART.refusal(), "")
        self.assertEqual(CHART.refusal(participation={"replicas": 2, "files": {"accessMode": "ReadWriteMany"}}), "")

    def test_a_municipality_is_of_a_host_that_is_answered_for(self):
        self.assertIn("municipalities: elsewhere.example is none of the hosts", CHART.refusal(municipalities={"elsewhere.example": "lehe"}))

    def test_what_cannot_work_is_named(self):
        for what, (values, where) in REFUSED.items():
            with self.subTest(what):
                said = CHART.refusal(**values)
                self.assertIn("values don't meet the specifications of the schema", said)
                self.assertIn(where, said)

    def test_the_source_alone_is_no_chart(self):
        self.assertEqual(CHART.refusal(), "")
        folder = CHART.folder.parent / "bare"
        shutil.copytree(CHART.folder, folder)
        shutil.rmtree(folder / "files/edge")
        done = CHART.helm("template", "zwk", folder, "-f", folder.parent / "values.yaml")
        self.assertIn("./zwk chart makes it", done.stderr)


if __name__ == "__main__":
    unittest.main()
