# SPDX-License-Identifier: Apache-2.0
"""Name, ifindex and namespace of an interface belong together: what is of another one is not touched."""

import os
import re
import signal
import subprocess
import time

from case import LiveCase
from lab import TRACED, opens_for_writing

FOREIGN = "/sys is of another network namespace than netkeel"
PROFILE = """\
version: 1
interfaces:
  - match: {name: v0}
    queues: {rps_cpus: online}
"""
SWAP = "ip link set v0 name x; ip link set w0 name v0; ip link set x name w0"


def masks(lab, name):
    return lab.sh(f"cat /sys/class/net/{name}/queues/rx-*/rps_cpus")


class NamesTest(LiveCase):
    def other(self, *commands):
        """Another namespace, made by these commands of ip(8), with the lab's /sys."""
        name = f"{self.lab.name}-other"
        self.addCleanup(subprocess.run, ["ip", "netns", "del", name], check=False)
        for command in (f"netns add {name}", *(f"-n {name} {command}" for command in commands)):
            subprocess.run(["ip", *command.split()], check=True)
        return ["nsenter", f"--net=/run/netns/{name}"]

    def assert_refused(self, enter):
        profile = self.lab.write("names.yaml", PROFILE)
        out = self.lab.folder / "capture"
        state = ["--state-dir", self.lab.state]
        before = masks(self.lab, "v0")
        for command in (["check", profile], ["apply", *state, profile],
                        ["apply", "--dry-run", *state, profile], ["capture", out],
                        ["capture", "--as-profile"], ["diff", "-", "-"], ["coexist", profile],
                        ["rollback", *state], ["confirm", *state]):
            ran = self.lab.run([*enter, "strace", "-f", "-qq", "-y", "-o", self.lab.folder / "log",
                                "-e", "trace=open,openat,openat2,creat,mkdir,mkdirat,rename",
                                self.lab.netkeel, *command], env=TRACED)
            trace = (self.lab.folder / "log").read_text(errors="replace").splitlines()
            with self.subTest(command):
                self.assert_exit(1, ran)
                self.assertIn(FOREIGN, ran.err)
                self.assertIn("ip netns exec", ran.err)
                self.assertEqual(opens_for_writing(trace, ("/sys", "/proc", str(out))), [])
        self.assertEqual(masks(self.lab, "v0"), before)

    def test_where_sys_is_of_another_namespace_every_verb_refuses(self):
        self.assert_refused(self.other("link add p9 type veth peer name p8", "link set p9 up"))

    def test_equal_names_and_indexes_of_another_namespace_are_seen_by_their_mac_addresses(self):
        index = self.lab.sh("cat /sys/class/net/v0/ifindex /sys/class/net/v1/ifindex").split()
        enter = self.other(f"link add v0 index {index[0]} type veth peer name v1 index {index[1]}",
                           "link set v0 up", "link set v1 up")
        self.assert_refused(enter)

    def test_another_index_of_an_interface_of_that_name_is_seen(self):
        self.assert_refused(self.other("link add v0 index 4711 type veth peer name v1"))

    def test_a_namespace_without_interfaces_is_not_mistaken_for_the_one_of_sys(self):
        self.assert_refused(self.other())


class SwapTest(LiveCase):
    """The moment is counted in calls, of which mounts and renames elsewhere make more: openat2 asks to be
    called again (EAGAIN)."""
    ALONE = True

    def swap_before_the_write(self, text, written, moments, reset, read):
        """Two interfaces get each other's name so many calls before the one write of a profile, of
        a file that `written` matches."""
        lab = self.lab
        lab.sh("ip link add w0 type veth peer name w1; ip link set w0 up; ip link set w1 up")
        profile = lab.write("names.yaml", text)
        command = [lab.netkeel, "apply", "--state-dir", lab.state, profile]
        log = lab.folder / "names.log"
        trace = ["strace", "-f", "-qq", "-o", log, "-e", "trace=openat2"]
        # Where the one write comes from: the folder is opened, then the file.
        self.assert_exit(0, lab.run([*trace, *command], env=TRACED))
        opened = [line for line in log.read_text().splitlines() if "openat2(" in line]
        write = next(i for i, line in enumerate(opened) if re.search(written, line))
        for before_the_write in moments:
            with self.subTest(before_the_write):
                lab.sh(reset)
                before = read("w0")
                stop = f"inject=openat2:signal=STOP:when={write + 1 - before_the_write}"
                code, out = self.stopped([*trace, "-e", stop, *command], log, SWAP)
                # v0 is another one now, of which there is no checkpoint.
                self.assertEqual(read("v0"), before, out)
                self.assertIn("v0 is another interface than when this run began", out)
                self.assertEqual(code, 2, out)
                lab.sh(SWAP)

    def test_two_interfaces_that_change_names_before_the_write_are_not_mixed_up(self):
        self.swap_before_the_write(
            PROFILE, r'rps_cpus".*O_WRONLY', (1, 2, 3),
            "for q in /sys/class/net/[vw]0/queues/rx-*; do echo 0 > $q/rps_cpus; done",
            lambda name: masks(self.lab, name))

    def test_nor_are_their_sysctls(self):
        self.swap_before_the_write(
            "version: 1\ninterfaces:\n  - match: {name: v0}\n    sysctl: {ipv4.conf.tag: 7}\n",
            r'tag".*O_WRONLY', (0, 1, 2),
            "sysctl -qw net.ipv4.conf.v0.tag=0 net.ipv4.conf.w0.tag=0",
            lambda name: self.lab.sysctl(f"net.ipv4.conf.{name}.tag"))

    def stopped(self, command, log, script):
        """Runs `script` while the traced program is stopped by the signal that strace sends it."""
        log.unlink(missing_ok=True)
        with subprocess.Popen(["ip", "netns", "exec", self.lab.name, *map(str, command)], text=True,
                              env={**os.environ, **TRACED}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as process:
            stopped = None
            while stopped is None and process.poll() is None:
                text = log.read_text() if log.exists() else ""
                stopped = re.search(r"^(\d+) +--- stopped by SIGSTOP", text, re.M)
                time.sleep(0.01)
            self.assertIsNotNone(stopped, "it was not stopped")
            self.lab.sh(script)
            os.kill(int(stopped[1]), signal.SIGCONT)
            out = process.communicate(timeout=60)[0]
            return process.returncode, out
