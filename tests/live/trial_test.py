# SPDX-License-Identifier: Apache-2.0
"""Trials on this kernel: a feed of which a part comes from an address that strict reverse path filtering
drops, and a change that turns it off."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import jsonschema

from case import StateCase

SCHEMA = pathlib.Path(__file__).parents[2] / "schemas/trial.schema.json"
KEY = "net.ipv4.conf.t0.rp_filter"
PROFILE = "version: 1\nhost:\n  sysctl:\n    {}: {}\n"

# A fifth of it is sent from an address that this host reaches by no route of t0. While its link is down
# nothing is sent.
FEED = """
import contextlib, socket, time
def sender(address):
    feed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    feed.bind((address, 0))
    return feed
near, far = sender("192.0.2.2"), sender("198.51.100.5")
print("ready", flush=True)
while True:
    with contextlib.suppress(OSError):
        for _ in range(4):
            near.sendto(bytes(100), ("192.0.2.1", 5000))
        far.sendto(bytes(100), ("192.0.2.1", 5000))
    time.sleep(0.002)
"""

# Reads what comes, and keeps writing how much did not.
RECEIVER = """
import os, pathlib, socket, sys
inbox = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
inbox.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
inbox.bind(("0.0.0.0", 5000))
print("ready", flush=True)
while True:
    inbox.recv(2000)
"""


class TrialTest(StateCase):
    def setUp(self):
        self.peer = f"{self.lab.name}-peer"
        self.children = []
        subprocess.run(["ip", "netns", "add", self.peer], check=True)
        self.addCleanup(subprocess.run, ["ip", "netns", "del", self.peer], check=True)
        for line in (f"-n {self.lab.name} link add t0 type veth peer name t1 netns {self.peer}",
                     f"-n {self.lab.name} addr add 192.0.2.1/24 dev t0",
                     f"-n {self.lab.name} link set t0 up",
                     f"-n {self.peer} addr add 192.0.2.2/24 dev t1",
                     f"-n {self.peer} addr add 198.51.100.5/32 dev lo",
                     f"-n {self.peer} link set lo up", f"-n {self.peer} link set t1 up"):
            subprocess.run(["ip", *line.split()], check=True)
        self.lab.sh(f"sysctl -qw net.ipv4.conf.all.rp_filter=0 {KEY}=1")
        self.child(self.lab.name, RECEIVER)
        self.child(self.peer, FEED)

    def tearDown(self):
        for child in self.children:
            child.kill()
            child.communicate()

    def child(self, namespace, script):
        child = subprocess.Popen(["ip", "netns", "exec", namespace, sys.executable, "-c", script],
                                 stdout=subprocess.PIPE, text=True)
        self.children.append(child)
        self.assertEqual(child.stdout.readline(), "ready\n")

    def command(self, *arguments, key=KEY, value=0):
        change = self.lab.write("change.yaml", PROFILE.format(key, value))
        return [self.lab.netkeel, "trial", "--state-dir", self.lab.state, "--pairs", "6",
                "--window", "500ms", "--settle", "100ms", *arguments, change]

    def started(self, *arguments):
        """A trial that has seen its first window."""
        trial = subprocess.Popen(
            ["ip", "netns", "exec", self.lab.name,
             *map(str, self.command("--window", "3", *arguments))],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in trial.stderr:
            if "pair 1 of 6" in line:
                break
        return trial

    def assert_as_before(self):
        self.assertEqual(self.lab.sysctl(KEY), "1")
        self.assertFalse(list(pathlib.Path(self.lab.state).glob("checkpoint*")))

    def test_a_change_that_ends_a_loss_is_better_and_is_put_back(self):
        ran = self.lab.run(self.command("--format", "json"))
        self.assert_exit(0, ran)
        trial = ran.json()
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(trial)
        self.assertEqual(trial["answer"], "better", ran)
        self.assertEqual(len(trial["pairs"]), 6)
        for pair in trial["pairs"]:
            self.assertGreater(pair["as_is"]["loss"], 20)
            self.assertEqual(pair["changed"]["loss"], 0)
        self.assertEqual(trial["put_back"], True)
        self.assert_as_before()
        self.assertEqual([run["ending"] for run in self.runs()], ["tried, put back"])

    def test_what_won_is_kept_where_that_was_asked_for_and_can_be_rolled_back(self):
        ran = self.lab.run(self.command("--keep-if-better"))
        self.assert_exit(0, ran)
        self.assertIn("net.ipv4.conf.t0.rp_filter: 0", ran.out)
        self.assertEqual(self.lab.sysctl(KEY), "0")
        self.assert_exit(0, self.netkeel("rollback"))
        self.assert_as_before()

    def test_a_change_that_does_nothing_cannot_be_told(self):
        # Without a loss. Of lots that fall, one in 32 has all six pairs on one side.
        self.lab.sh(f"sysctl -qw {KEY}=0")
        ran = self.lab.run(self.command("--keep-if-better", key="net.ipv4.udp_rmem_min", value=8192))
        self.assert_exit(2, ran)
        self.assertIn("cannot tell", ran.out)
        self.assertEqual(self.rmem(), "4096")

    def test_a_harmful_change_ends_it_early(self):
        self.lab.sh(f"sysctl -qw {KEY}=0")
        ran = self.lab.run(self.command(value=1))
        self.assert_exit(3, ran)
        self.assertIn("ended early: with the change", ran.out)
        self.assertEqual(self.lab.sysctl(KEY), "0")

    def test_signals_end_it_and_everything_is_as_before(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                trial = self.started()
                trial.send_signal(number)
                out, err = trial.communicate(timeout=60)
                self.assertEqual(trial.returncode, 3, out + err)
                self.assertIn(f"ended early: {number.name} came", out)
                self.assert_as_before()

    def test_a_trial_that_is_killed_is_put_back_by_its_guard(self):
        trial = self.started()
        while self.lab.sysctl(KEY) != "0":
            time.sleep(0.05)
        trial.kill()
        trial.communicate()
        deadline = time.monotonic() + 30
        while self.lab.sysctl(KEY) != "1" and time.monotonic() < deadline:
            time.sleep(0.1)
        self.await_end_of_guards()
        self.assert_as_before()
        self.assertEqual([run["ending"] for run in self.runs()], ["interrupted, rolled back"])

    def test_a_trial_that_is_refused_leaves_an_earlier_run_to_who_says_so(self):
        trial = self.started()
        for pid in sorted(self.guards(), reverse=True):  # the guard before what it watches
            os.kill(pid, signal.SIGKILL)
        trial.communicate()
        self.assert_exit(1, self.lab.run(self.command("--metric", "NoSuchCounter")))
        self.await_end_of_guards()
        self.assertTrue(list(pathlib.Path(self.lab.state).glob("checkpoint*")))
        self.lab.sh(f"sysctl -qw {KEY}=0")  # as the change leaves it
        ran = self.lab.run(self.command("--once"))
        self.assert_exit(1, ran)
        self.assertRegex(ran.err, r"note: trial 1 of .* was killed .* and is half done")
        self.assertIn("nothing of it differs", ran.err)
        self.netkeel("rollback")
        self.assert_as_before()

    def test_what_somebody_else_sets_meanwhile_ends_it(self):
        trial = self.started()
        self.lab.sh(f"sysctl -qw {KEY}=2")
        out, err = trial.communicate(timeout=60)
        self.assertEqual(trial.returncode, 3, out + err)
        self.assertIn("somebody else has changed it in the middle of the trial", out)
        self.assert_as_before()

    def test_what_a_colleague_sets_besides_is_left_alone(self):
        trial = self.started()
        self.addCleanup(self.lab.sh, "sysctl -qw net.core.somaxconn=4096")
        self.lab.sh("sysctl -qw net.core.somaxconn=4111")
        trial.send_signal(signal.SIGTERM)
        trial.communicate(timeout=60)
        self.assertEqual(self.lab.sysctl("net.core.somaxconn"), "4111")

    def test_two_settings_are_refused_and_named_unless_they_are_to_be_one(self):
        change = self.lab.write("two.yaml", PROFILE.format(KEY, 0) +
                                "    net.ipv4.udp_rmem_min: 8192\n")
        command = [self.lab.netkeel, "trial", "--state-dir", self.lab.state, change]
        ran = self.lab.run(command)
        self.assert_exit(1, ran)
        self.assertIn("2 settings differ", ran.err)
        self.assertIn("--together", ran.err)
        self.assert_exit(0, self.lab.run([*command, "--together", "--dry-run"]))
        self.assert_as_before()

    def test_a_file_that_an_application_writes_is_a_metric(self):
        missed = self.lab.folder / "missed"
        missed.write_text("17\n")
        ran = self.lab.run(self.command("--metric", f"file:{missed}"))
        self.assert_exit(2, ran)
        self.assertIn("no file:", ran.out)
        missed.write_text("many\n")
        ran = self.lab.run(self.command("--metric", f"file:{missed}"))
        self.assert_exit(1, ran)
        self.assertIn("holds no whole number", ran.err)

    def test_a_counter_that_is_none_is_an_error_before_anything_is_written(self):
        ran = self.lab.run(self.command("--metric", "TcpExtIPReversePathFiltre"))
        self.assert_exit(1, ran)
        self.assertIn("did you mean TcpExtIPReversePathFilter?", ran.err)
        self.assert_as_before()

    def test_what_resets_a_live_link_is_refused_without_leave_and_counted_beforehand(self):
        change = self.lab.write("channels.yaml", "version: 1\ninterfaces:\n  - match: {name: v0}\n"
                                "    channels: {rx: 4}\n")
        command = [self.lab.netkeel, "trial", "--state-dir", self.lab.state, "--pairs", "6", change]
        queues = self.lab.queues()
        ran = self.lab.run(command)
        self.assert_exit(1, ran)
        self.assertIn("--allow-disruptive", ran.err)
        ran = self.lab.run([*command, "--dry-run"])
        self.assert_exit(1, ran)
        self.assertIn("it would reset v0 up to 12 times", ran.out)
        self.assertIn("it would be refused: v0/channels/rx: ", ran.out)
        self.assert_exit(0, self.lab.run([*command, "--dry-run", "--allow-disruptive"]))
        self.assertEqual(self.lab.queues(), queues)

    def test_once_is_there_and_back_and_no_test(self):
        ran = self.lab.run(self.command("--once"))
        self.assert_exit(2, ran)
        self.assertIn("no test can tell this", ran.out)
        self.assert_as_before()

    def test_a_link_that_goes_down_with_the_change_before_the_window_begins_ends_it(self):
        """At the far end, as soon as the change is in: what a switch of a driver's own may do."""
        far_end = ["ip", "-n", self.peer, "link", "set", "t1"]
        trial = self.started("--settle", "2", "--keep-if-better")
        while trial.poll() is None:
            is_there = self.lab.sysctl(KEY) == "0"
            subprocess.run([*far_end, "down" if is_there else "up"], check=True)
            time.sleep(0.05)
        out, _ = trial.communicate()
        self.assertEqual(trial.returncode, 3, out)
        self.assertIn("ended early: the carrier of t0 went", out)
        self.assert_as_before()

    def test_a_stop_from_the_terminal_ends_it(self):
        trial = self.started()
        trial.send_signal(signal.SIGTSTP)
        out, _ = trial.communicate(timeout=30)
        self.assertEqual(trial.returncode, 3, out)
        self.assertIn("SIGTSTP came in the middle of it", out)
        self.assert_as_before()

    def test_nothing_is_written_by_a_dry_run(self):
        ran = self.lab.run(self.command("--dry-run"))
        self.assert_exit(0, ran)
        self.assertIn("would take 7.2 s: 6 pairs", ran.out)
        ran = self.lab.run(self.command("--dry-run", "--format", "json"))
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(ran.json())
        self.assertEqual(ran.json()["answer"], "dry-run")
        self.assertFalse(os.path.exists(self.lab.state))
