# SPDX-License-Identifier: Apache-2.0
"""apply: what it says it did is what ethtool, sysctl and sysfs then say."""

import json
import os
import subprocess
import time

from case import LiveCase
from lab import ETHTOOL_READS, TRACED, ethtool_commands, opens_for_writing

CPUS = (1 << (os.cpu_count() or 1)) - 1


class ApplyTest(LiveCase):
    def assert_as_wanted(self):
        lab = self.lab
        self.assertEqual(lab.queues(), (4, 4))
        self.assertEqual(lab.sysctl("net.ipv4.conf.v0.rp_filter"), "2")
        self.assertEqual(lab.sysctl("net.ipv4.udp_rmem_min"), "8192")
        self.assertEqual(lab.sysctl("net.core.somaxconn"), "4000")
        self.assertEqual([lab.rps(queue) for queue in range(4)], [CPUS] * 4)

    def assert_as_before(self):
        lab = self.lab
        self.assertEqual(lab.queues(), (8, 8))
        self.assertEqual(lab.sysctl("net.ipv4.udp_rmem_min"), "4096")
        self.assertEqual([lab.rps(queue) for queue in range(8)], [0] * 8)

    def test_a_dry_run_prints_the_steps_and_takes_none(self):
        ran, trace = self.lab.traced("apply", "--allow-disruptive", "--dry-run", self.lab.profile)
        self.assertEqual(ran.code, 2, ran)
        self.assertIn("v0 channels", ran.out)
        self.assertIn("/proc/sys/net/ipv4/udp_rmem_min", ran.out)
        self.assertEqual(opens_for_writing(trace), [])
        self.assertLessEqual(set(ethtool_commands(trace)), ETHTOOL_READS)
        self.assert_as_before()

    def test_an_apply_makes_it_so_and_the_tools_agree(self):
        ran = self.lab.apply(self.lab.profile)
        self.assert_exit(0, ran)
        self.assert_as_wanted()
        self.assert_exit(0, self.lab.call("check", self.lab.profile))

    def test_an_apply_needs_no_more_than_to_administer_the_network(self):
        log = self.lab.folder / "capset.log"
        ran = self.lab.run(["strace", "-f", "-qq", "-o", log, "-e", "trace=capset,prctl,execve",
                            self.lab.netkeel, "apply", "--allow-disruptive", "--state-dir",
                            self.lab.state, self.lab.profile], env=TRACED)
        self.assertEqual(ran.code, 0, ran)
        self.assert_as_wanted()
        text = log.read_text()
        self.assertIn("permitted=1<<CAP_DAC_READ_SEARCH|1<<CAP_NET_ADMIN|1<<CAP_SYS_NICE, inheritable=0", text)
        self.assertIn("PR_SET_NO_NEW_PRIVS, 1", text)

    def test_the_capabilities_of_the_units_are_enough(self):
        for bounding, verb, code in (("-all,+net_admin", "apply", 0), ("-all", "check", 0)):
            state = ["--allow-disruptive", "--state-dir", self.lab.state] if verb == "apply" else []
            ran = self.lab.run(["setpriv", f"--bounding-set={bounding}", "--inh-caps=-all",
                                self.lab.netkeel, verb, *state, self.lab.profile])
            self.assert_exit(code, ran)
        self.assert_as_wanted()

    def test_no_environment_variable_changes_what_is_written(self):
        odd = {"HOME": "/nowhere", "PATH": os.environ["PATH"] + ":/nowhere", "TMPDIR": "/nowhere", "LANG": "tr_TR.UTF-8",
               "LC_ALL": "tr_TR.UTF-8", "TZ": "Mars/Phobos", "IFS": "/", "SUDO_UID": "4711",
               "XDG_CONFIG_HOME": "/nowhere", "NETKEEL_PROFILE": "/nowhere", "NLCB": "debug",
               "STATE_DIRECTORY": "/nowhere", "CONFIGURATION_DIRECTORY": "/nowhere",
               "SPDLOG_LEVEL": "trace", "POSIXLY_CORRECT": "1"}
        profile = self.lab.write("his.yaml", "version: 1\n")
        os.chown(profile, 4711, 0)
        self.assert_exit(1, self.lab.apply(profile, env=odd))
        ran = self.lab.apply("--format", "json", self.lab.profile, env=odd)
        self.assert_exit(0, ran)
        self.assert_as_wanted()
        self.assertTrue(self.lab.state.is_dir())

    def test_an_apply_reports_what_it_changed(self):
        ran = self.lab.apply("--format", "json", self.lab.profile)
        self.assert_exit(0, ran)
        changes = {c["address"]: (c["before"], c["after"]) for c in ran.json()["changes"]}
        self.assertEqual(changes["v0/channels/rx"], ("8", "4"))
        self.assertEqual(changes["host/sysctl/net.ipv4.udp_rmem_min"], ("4096", "8192"))
        self.assertTrue(ran.json()["changed"])

    def test_a_second_apply_writes_nothing(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        ran, trace = self.lab.traced("apply", "--allow-disruptive", self.lab.profile)
        self.assertEqual(ran.code, 0, ran)
        self.assertIn("0 changed", ran.out)
        self.assertEqual(opens_for_writing(trace, ("/proc/", "/sys/")), [])
        self.assertTrue(ethtool_commands(trace))
        self.assertLessEqual(set(ethtool_commands(trace)), ETHTOOL_READS)

    def test_the_trace_of_a_first_apply_shows_its_writes(self):
        ran, trace = self.lab.traced("apply", "--allow-disruptive", self.lab.profile)
        self.assertEqual(ran.code, 0, ran)
        self.assertTrue(opens_for_writing(trace, ("/proc/sys/",)))
        self.assertFalse(set(ethtool_commands(trace)) <= ETHTOOL_READS)

    def test_what_ethtool_changed_is_named_and_put_back(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.lab.sh("ethtool -L v0 rx 2")
        ran = self.lab.call("check", "--format", "json", self.lab.profile)
        self.assert_exit(2, ran)
        self.assert_findings(ran, {"v0/channels/rx": "drift"})
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.assert_as_wanted()

    def test_what_sysctl_changed_is_named_and_put_back(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.lab.sh("sysctl -qw net.ipv4.conf.v0.rp_filter=0 net.core.somaxconn=128")
        ran = self.lab.call("check", "--format", "json", self.lab.profile)
        self.assert_exit(2, ran)
        self.assert_findings(ran, {"host/sysctl/net.ipv4.conf.v0.rp_filter": "drift",
                                   "host/sysctl/net.core.somaxconn": "drift"})
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.assert_as_wanted()

    def test_masks_lost_by_a_change_of_queues_are_named_and_put_back(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.lab.sh("ethtool -L v0 rx 1; ethtool -L v0 rx 4")
        ran = self.lab.call("check", "--format", "json", self.lab.profile)
        self.assert_exit(2, ran)
        self.assert_findings(ran, {f"v0/queues/rx-{q}/rps_cpus": "drift" for q in (1, 2, 3)})
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.assert_as_wanted()

    def test_a_link_that_was_made_again_is_seen_and_tuned(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.lab.sh("ip link del v0")
        ran = self.lab.call("check", "--format", "json", self.lab.profile)
        self.assert_exit(2, ran)
        self.assertIn("absent", ran.json()["summary"])
        self.lab.sh("ip link add v0 numrxqueues 8 numtxqueues 8 type veth peer name v1"
                    " numrxqueues 8 numtxqueues 8; ip link set v0 up; ip link set v1 up")
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.assert_as_wanted()

    def test_without_leave_a_live_link_is_not_reset(self):
        ran = self.lab.call("apply", "--format", "json", self.lab.profile)
        self.assert_exit(2, ran)
        held = {f["address"] for f in ran.json()["findings"] if f["status"] == "held"}
        self.assertEqual(held, {"v0/channels/rx", "v0/channels/tx"})
        self.assertEqual(self.lab.queues(), (8, 8))
        self.assertEqual(self.lab.sysctl("net.ipv4.udp_rmem_min"), "8192")

    def test_a_link_that_comes_up_behind_the_look_is_not_reset(self):
        lab = self.lab
        lab.sh("ip link set v1 down")
        applying = subprocess.Popen(
            ["ip", "netns", "exec", lab.name, "strace", "-f", "-qq", "-o", "/dev/null", "-e",
             "trace=fsync", "-e", "inject=fsync:delay_enter=5000000:when=1", lab.netkeel, "apply",
             "--format", "json", "--state-dir", lab.state, lab.profile],
            text=True, stdout=subprocess.PIPE, env={**os.environ, **TRACED})
        # The checkpoint is written behind the look, and its fsync(2) takes five seconds.
        while not any(lab.state.glob("checkpoint*")) and applying.poll() is None:
            time.sleep(0.05)
        lab.sh("ip link set v1 up")
        before = lab.sh("cat /sys/class/net/v0/carrier_changes")
        report = json.loads(applying.communicate(timeout=60)[0])
        self.assertEqual(applying.returncode, 2, report)
        held = {f["address"] for f in report["findings"] if f["status"] == "held"}
        self.assertEqual(held, {"v0/channels/rx", "v0/channels/tx"})
        self.assertEqual(lab.sh("cat /sys/class/net/v0/carrier_changes"), before)
        self.assertEqual((lab.queues(), lab.sysctl("net.ipv4.udp_rmem_min")), ((8, 8), "8192"))

    def test_values_that_the_kernel_prints_otherwise_are_as_wanted(self):
        profile = self.lab.write("ports.yaml", "version: 1\nhost:\n  sysctl:\n"
                                 '    net.ipv4.ip_local_reserved_ports: "9091,9090,8080"\n')
        self.assert_exit(0, self.lab.apply(profile))
        self.assertEqual(self.lab.sysctl("net.ipv4.ip_local_reserved_ports"), "8080,9090-9091")
        ran, trace = self.lab.traced("apply", profile)
        self.assertEqual(ran.code, 0, ran)
        self.assertEqual(opens_for_writing(trace, ("/proc/",)), [])

    def test_half_a_vector_is_an_error_before_anything_is_written(self):
        text = self.lab.folder.joinpath("profile.yaml").read_text()
        ran = self.lab.apply(self.lab.write("half.yaml", text.replace(
            "interfaces:", '    net.ipv4.tcp_rmem: "4096 87380"\ninterfaces:')))
        self.assert_exit(1, ran)
        self.assertIn("it has 3 numbers", ran.out)
        self.assert_as_before()

    def test_a_refused_write_puts_everything_back(self):
        text = self.lab.folder.joinpath("profile.yaml").read_text()
        text = text.replace("interfaces:", "    net.ipv4.tcp_congestion_control: no-such\n"
                            "interfaces:")
        ran = self.lab.apply("--format", "json", self.lab.write("refused.yaml", text))
        self.assert_exit(3, ran)
        self.assertIn("tcp_congestion_control", " ".join(ran.json()["messages"]))
        self.assertFalse(ran.json()["changed"])
        self.assert_as_before()

    def test_what_the_profile_does_not_name_is_left_alone(self):
        listing = "sysctl -a 2>/dev/null | grep -v -e random -e nf_conntrack_count | sort"
        before = set(self.lab.sh(listing).splitlines())
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        changed = {line.split(" ")[0] for line in before ^ set(self.lab.sh(listing).splitlines())
                   if line.startswith("net.")}
        self.assertEqual(changed, {"net.core.somaxconn", "net.ipv4.conf.v0.rp_filter",
                                   "net.ipv4.udp_rmem_min"})

    def test_the_state_directory_is_for_root_only_and_empty_of_checkpoints_afterwards(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.assertEqual(self.lab.state.stat().st_mode & 0o777, 0o700)
        left = sorted(name.split("-netns")[0] for name in os.listdir(self.lab.state))
        self.assertEqual(left, ["history-1", "lock"])

    def test_nobody_cannot_apply_and_is_told_why(self):
        ran = self.lab.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                            "--inh-caps=-all", "--bounding-set=-all", self.lab.netkeel, "apply",
                            self.lab.profile])
        self.assert_exit(1, ran)
        self.assertEqual(self.lab.queues(), (8, 8))
