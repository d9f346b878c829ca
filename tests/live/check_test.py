# SPDX-License-Identifier: Apache-2.0
"""check and capture: they see what is there, and they change nothing."""

import json
import os

from case import LiveCase
from lab import ETHTOOL_READS, NOBODY, TRACED, ethtool_commands, netlink_of_other_families, opens_for_writing


class CheckTest(LiveCase):
    def test_a_check_names_every_setting_that_differs(self):
        ran = self.lab.call("check", "--format", "json", self.lab.profile)
        self.assert_exit(2, ran)
        expected = {f"host/sysctl/{key}": "drift" for key in (
            "net.core.somaxconn", "net.ipv4.conf.v0.rp_filter", "net.ipv4.udp_rmem_min")}
        expected |= {f"v0/channels/{key}": "drift" for key in ("rx", "tx")}
        expected |= {f"v0/queues/rx-{queue}/rps_cpus": "drift" for queue in range(8)}
        self.assert_findings(ran, expected)

    def test_a_finding_says_wanted_actual_and_its_line(self):
        ran = self.lab.call("check", "--format", "json", self.lab.profile)
        found = {f["address"]: f for f in ran.json()["findings"]}["v0/channels/rx"]
        self.assertEqual((found["wanted"], found["actual"]), ("4", "8"))
        self.assertEqual(found["source"], f"{self.lab.profile}:10")

    def test_a_check_opens_nothing_for_writing_and_sends_no_request_that_sets(self):
        ran, trace = self.lab.traced("check", self.lab.profile)
        self.assertEqual(ran.code, 2, ran)
        self.assertTrue(any("/proc/sys/net" in line for line in trace), "the trace is empty")
        self.assertEqual(opens_for_writing(trace), [])
        self.assertTrue(ethtool_commands(trace), "no ethtool message in the trace")
        self.assertLessEqual(set(ethtool_commands(trace)), ETHTOOL_READS)
        self.assertEqual(netlink_of_other_families(trace), [])
        self.assertEqual(sum("execve(" in line for line in trace), 1, "it started a program")

    def test_nobody_can_check(self):
        as_root = self.lab.call("check", "--format", "json", self.lab.profile)
        as_nobody = self.lab.run(["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
                                  "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
                                  self.lab.netkeel, "check", "--format", "json",
                                  self.lab.profile])
        self.assert_exit(2, as_nobody)
        self.assertEqual(as_nobody.json(), as_root.json())

    def test_a_check_finds_the_same_where_openat2_is_not_to_be_had(self):
        plain = self.lab.call("check", "--format", "json", self.lab.profile)
        for errno in ("ENOSYS", "EPERM"):
            old = self.lab.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=openat2",
                                "-e", f"inject=openat2:error={errno}", self.lab.netkeel, "check",
                                "--format", "json", self.lab.profile], env=TRACED)
            self.assert_exit(2, old)
            self.assertEqual(old.json(), plain.json())

    def test_a_check_gives_up_every_capability_that_it_does_not_read_with(self):
        log = self.lab.folder / "capset.log"
        self.lab.run(["strace", "-qq", "-o", log, "-e", "trace=capset,prctl", self.lab.netkeel,
                      "check", self.lab.profile], env=TRACED)
        text = log.read_text()
        self.assertIn("permitted=1<<CAP_DAC_READ_SEARCH, inheritable=0", text)
        self.assertIn("PR_SET_NO_NEW_PRIVS, 1", text)

    def test_a_check_of_a_capture_finds_what_a_check_of_the_machine_found(self):
        tree = self.lab.folder / "tree"
        self.assert_exit(0, self.lab.call("capture", tree))
        live = self.lab.call("check", "--format", "json", self.lab.profile)
        self.lab.sh("sysctl -qw net.ipv4.udp_rmem_min=1; ethtool -L v0 rx 2; ip link del v0")
        replayed = self.lab.call("check", "--root", tree, "--format", "json", self.lab.profile)
        self.assert_exit(2, replayed)
        self.assertEqual(replayed.json(), live.json())

    def test_a_capture_changes_nothing_but_its_own_folder(self):
        tree = self.lab.folder / "tree"
        ran, trace = self.lab.traced("capture", tree)
        self.assertEqual(ran.code, 0, ran)
        elsewhere = [line for line in opens_for_writing(trace) if f'"{tree}' not in line]
        self.assertEqual([line for line in elsewhere if '"/' in line], [])
        self.assertLessEqual(set(ethtool_commands(trace)), ETHTOOL_READS)

    def test_a_capture_refuses_a_folder_with_something_in_it(self):
        tree = self.lab.folder / "tree"
        tree.mkdir()
        (tree / "mine").write_text("keep me")
        self.assert_exit(1, self.lab.call("capture", tree))
        self.assertEqual(os.listdir(tree), ["mine"])

    def test_a_capture_as_profile_checks_as_wanted_at_once(self):
        self.lab.sh("ethtool -L v0 rx 3; echo 1 > /sys/class/net/v0/queues/rx-1/rps_cpus")
        ran = self.lab.call("capture", "--as-profile")
        self.assert_exit(0, ran)
        self.assertIn("rx: 3", ran.out)
        path = self.lab.write("captured.yaml", ran.out)
        self.assert_exit(0, self.lab.call("validate", path))
        self.assert_exit(0, self.lab.call("check", path))
        self.lab.sh("ethtool -L v0 rx 4")
        self.assert_exit(2, self.lab.call("check", path))

    def test_a_check_of_one_interface_leaves_out_the_rest(self):
        ran = self.lab.call("check", "-i", "v0", "--format", "json", self.lab.profile)
        self.assert_exit(2, ran)
        devices = {f["address"].split("/")[0] for f in ran.json()["findings"]}
        self.assertEqual(devices, {"v0"})

    def test_an_interface_is_found_by_its_alternative_name_live_and_in_a_capture(self):
        self.lab.sh("ip link property add dev v0 altname feed-a altname enx020000000001")
        for name in ("feed-a", "'feed*'"):
            profile = self.lab.write("alt.yaml", "version: 1\ninterfaces:\n"
                                     f"  - match: {{name: {name}}}\n    channels: {{rx: 8}}\n")
            ran = self.lab.call("check", "--format", "json", profile)
            self.assert_exit(0, ran)
            self.assertEqual([f["address"] for f in ran.json()["findings"]], ["v0/channels/rx"])
        tree = self.lab.folder / "tree"
        self.assert_exit(0, self.lab.call("capture", tree))
        self.assert_exit(0, self.lab.call("check", "--root", tree, profile))
        found = self.lab.run(["grep", "-rc", "enx020000000001", tree])
        self.assertNotRegex(found.out, r":[1-9]", "the address is in the capture")

    def test_a_key_of_an_interface_with_a_dot_is_found_as_sysctl_has_it(self):
        self.lab.sh("ip link add v0.100 type veth peer name v2")
        write = lambda key: self.lab.write(
            "dot.yaml", f"version: 1\nhost:\n  sysctl: {{{key}: 0}}\n")
        ran = self.lab.call("check", write("net.ipv4.conf.v0.100.rp_filter"))
        self.assert_exit(2, ran)
        self.assertIn("write net.ipv4.conf.v0/100.rp_filter", " ".join(ran.out.split()))
        self.lab.sh("sysctl -qw net.ipv4.conf.v0/100.rp_filter=0")
        self.assert_exit(0, self.lab.call("check", write("net.ipv4.conf.v0/100.rp_filter")))

    def test_as_many_queues_as_there_are_cpus_of_a_set(self):
        profile = self.lab.write("cpus.yaml", "version: 1\ninterfaces:\n  - match: {name: v0}\n"
                                 "    channels: {rx: {cpus: 0 and local}}\n")
        ran = self.lab.apply("--format", "json", profile)
        self.assert_exit(0, ran)
        self.assertEqual(self.lab.queues()[0], 1)
        self.assertEqual(ran.json()["findings"][0]["wanted"], "0 and local (1)")

    def test_a_file_of_the_current_folder_is_no_shipped_profile(self):
        self.lab.write("baseline", "not a profile")
        self.lab.write("mine", "version: 1\n")
        inside = lambda name: self.lab.sh(
            f"cd {self.lab.folder} && {{ {self.lab.netkeel} validate {name} 2>&1 || true; }}")
        self.assertEqual(inside("baseline"), "baseline: ok\n")
        self.assertIn("the file of that name is ./mine", inside("mine"))
        self.assertEqual(inside("./mine"), "./mine: ok\n")

    def test_a_check_without_a_profile_says_that_it_takes_the_baseline(self):
        ran = self.lab.call("check", "--format", "json")
        self.assertIn(ran.code, (0, 2), ran)
        self.assertIn("built-in baseline", ran.err)
        self.assertIn("baseline", json.loads(ran.out)["profile"])
