# SPDX-License-Identifier: Apache-2.0
"""Metrics, alerts and dashboard, with Prometheus and its node-exporter."""

import json
import re
import time
import unittest

SHIPPED = "/usr/share/netkeel/prometheus"
TEXTFILES = "/var/lib/prometheus/node-exporter"
UNITS = "/lib/systemd/system"
PROFILE = "version: 1\nhost:\n  sysctl:\n    net.core.somaxconn: 4000\n"

# More datagrams than its buffer holds, for a socket that nobody reads; it lives on for a while.
OVERFLOW = """
import socket, time
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
receiver.bind(("127.0.0.1", 5000))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(2000):
    sender.sendto(b"x" * 100, ("127.0.0.1", 5000))
time.sleep(2)
"""

CONFIG = """\
global: {scrape_interval: 500ms, evaluation_interval: 500ms}
rule_files: [/root/alerts.yml]
scrape_configs:
  - job_name: node
    static_configs: [{targets: ["127.0.0.1:9100"]}]
"""


class PrometheusTest(unittest.TestCase):
    FIRST_PROCESS = "first"
    maxDiff = None

    def setUp(self):
        self.machine.make_links()
        self.machine.write("/etc/netkeel/profile.yaml", PROFILE)
        self.machine.sh(f"mkdir -p {TEXTFILES}")

    def write_metrics(self, service="netkeel-metrics", file="netkeel"):
        """What the service does."""
        unit = self.machine.read(f"{UNITS}/{service}.service")
        command = re.search(r"^ExecStart=(.*)", unit, re.M)[1].split()
        good = re.search(r"^SuccessExitStatus=(.*)", unit, re.M)[1].split()
        ran = self.machine.run(command)
        self.assertIn(str(ran.code), ["0", *good], ran)
        self.assertEqual(ran.out, "")
        return self.machine.read(f"{TEXTFILES}/{file}.prom")

    def write_diagnosis(self):
        """The same of netkeel-diagnosis.service, after a socket has lost datagrams."""
        recorder = self.machine.start(["netkeel", "record"])
        self.wait_for("the recording", lambda: self.machine.run(
            ["netkeel", "mark", "begin"]).code == 0)
        time.sleep(1.5)
        self.machine.ok(["python3", "-c", OVERFLOW])
        time.sleep(17)  # the unit asks for a moment that samples enclose, 15 s ago
        recorder.terminate()
        recorder.wait()
        return self.write_metrics("netkeel-diagnosis", "netkeel-diagnosis")

    def ask(self, path):
        """The data of Prometheus' HTTP API, None where it does not answer yet."""
        script = ("import json, urllib.request as r; "
                  f"print(r.urlopen('http://127.0.0.1:9090/api/v1/{path}', timeout=5)"
                  ".read().decode())")
        ran = self.machine.run(["python3", "-c", script])
        return json.loads(ran.out)["data"] if ran.code == 0 else None

    def wait_for(self, what, condition, seconds=40):
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            self.assertLess(time.monotonic(), deadline, f"{what}: not within {seconds} s")
            time.sleep(0.5)
        return value

    def firing(self):
        """{name of the alert: its description}"""
        data = self.ask("alerts") or {"alerts": []}
        return {alert["labels"]["alertname"]: alert["annotations"]["description"]
                for alert in data["alerts"] if alert["state"] == "firing"}

    def start(self):
        alerts = self.machine.read(f"{SHIPPED}/netkeel-alerts.yml")
        self.machine.write("/root/alerts.yml", re.sub(r"for: \d+m", "for: 1s", alerts))
        self.machine.write("/root/prometheus.yml", CONFIG)
        self.machine.start(["prometheus-node-exporter", "--collector.disable-defaults",
                            "--collector.textfile", f"--collector.textfile.directory={TEXTFILES}",
                            "--web.listen-address=127.0.0.1:9100"])
        self.machine.start(["prometheus", "--config.file=/root/prometheus.yml",
                            "--storage.tsdb.path=/root/prometheus",
                            "--web.listen-address=127.0.0.1:9090"])

    def test_drift_fires_the_alert_which_names_it_and_an_apply_resolves_it(self):
        self.assertIn("netkeel_compliant 0", self.write_metrics())
        self.start()
        firing = self.wait_for("the alert", self.firing)
        self.assertEqual(list(firing), ["NetkeelDrift"])
        self.assertIn("host/sysctl/net.core.somaxconn is drift", firing["NetkeelDrift"])
        self.machine.ok(["netkeel", "apply"])
        self.assertIn("netkeel_compliant 1", self.write_metrics())
        self.wait_for("the alert's end", lambda: not self.firing())
        data = self.ask("query?query=netkeel_compliant")
        self.assertEqual(data["result"][0]["value"][1], "1")

    def test_a_profile_that_is_not_well_written_fires_its_own_alert(self):
        self.machine.write("/etc/netkeel/profile.yaml", "version: 1\nhost: 7\n")
        self.write_metrics()
        self.start()
        self.assertEqual(list(self.wait_for("the alert", self.firing)), ["NetkeelCheckFails"])

    def test_a_loss_fires_the_alert_which_names_stage_place_and_cause(self):
        metrics = self.write_diagnosis()
        self.assertRegex(metrics, r'stage_lost_packets\{stage="socket"\} [1-9]')
        self.start()
        firing = self.wait_for("the alert", lambda: self.firing().get("NetkeelLoss"))
        self.assertRegex(firing, r"[0-9]+ packets in five minutes at .+: socket-\w+\. ")

    def test_without_a_recording_no_diagnosis_is_written(self):
        unit = self.machine.read(f"{UNITS}/netkeel-diagnosis.service")
        command = re.search(r"^ExecStart=(.*)", unit, re.M)[1].split()
        self.assertEqual(self.machine.run(command).code, 1)
        self.assertEqual(self.machine.sh(f"ls {TEXTFILES}"), "")

    def test_promtool_finds_the_metrics_well_made(self):
        self.write_metrics()
        self.write_diagnosis()
        ran = self.machine.run(["bash", "-c", f"cat {TEXTFILES}/*.prom | promtool check metrics"])
        self.assertEqual((ran.code, ran.out + ran.err), (0, ""), ran)

    def test_the_alerts_do_what_their_tests_say(self):
        self.machine.sh(f"cp {SHIPPED}/netkeel-alerts.yml /root")
        self.machine.copy_in(self.sources / "tests/fleet/alerts.test.yml", "/root/alerts.test.yml")
        ran = self.machine.run(["promtool", "test", "rules", "/root/alerts.test.yml"])
        self.assertEqual(ran.code, 0, ran)

    def test_the_dashboard_asks_only_for_metrics_that_there_are(self):
        metrics = self.write_metrics() + self.write_diagnosis()
        known = set(re.findall(r"^# TYPE (\w+)", metrics, re.M))
        known |= {"netkeel_last_apply_timestamp_seconds", "netkeel_last_apply_exit_code"}
        dashboard = json.loads(self.machine.read(f"{SHIPPED}/netkeel-dashboard.json"))
        for name in ("uid", "title", "schemaVersion", "panels", "templating", "time"):
            self.assertIn(name, dashboard)
        panels = dashboard["panels"]
        self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
        asked = [target["expr"] for panel in panels for target in panel["targets"]]
        asked += [entry["expr"] for entry in dashboard["annotations"]["list"]]
        alerts = self.machine.read(f"{SHIPPED}/netkeel-alerts.yml")
        used = set(re.findall(r"netkeel_\w+", " ".join(asked) + alerts))
        self.assertEqual(used - known, set())

    def test_the_dashboards_questions_are_well_formed(self):
        self.start()
        self.wait_for("Prometheus", lambda: self.ask("status/buildinfo"))
        dashboard = json.loads(self.machine.read(f"{SHIPPED}/netkeel-dashboard.json"))
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                question = target["expr"].replace("$job", ".*").replace("$instance", ".*")
                data = self.ask("query?query=" + "".join(f"%{byte:02x}"
                                                         for byte in question.encode()))
                self.assertIsNotNone(data, question)
