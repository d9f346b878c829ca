# SPDX-License-Identifier: Apache-2.0
"""napi-threads: what Linux then has of the threads of a veth's NAPIs, and of no other thread."""

import os
import re

from case import LiveCase

THREADS = """\
version: 1
interfaces:
  - match: {{name: v0}}
    napi: {{threaded: on}}
    napi-threads: {{affinity: one-to-one, cpus: online, policy: {policy}}}
"""
GRO = """\
version: 1
interfaces:
  - match: {name: v0}
    features: {gro: on}
    napi: {threaded: on, gro_flush_timeout: 20000, napi_defer_hard_irqs: 100}
"""
FIFO = "fifo, priority: 7"


class ThreadsTest(LiveCase):
    def setUp(self):
        # So many NAPIs as it has queues; each lab's own, of which the list tells the threads.
        self.lab.sh("ethtool -K v0 gro on")
        self.cpus = sorted(os.sched_getaffinity(0))
        self.profile = self.lab.write("threads.yaml", THREADS.format(policy=FIFO))

    def pids(self):
        """Of v0's NAPIs, by their queues, as the agent finds them."""
        ran = self.lab.run([self.lab.netkeel, "capture", self.lab.folder / "tree"])
        self.assert_exit(0, ran)
        text = (self.lab.folder / "tree/ethtool/v0/threads.yaml").read_text()
        self.lab.sh(f"rm -r {self.lab.folder}/tree")
        return [int(pid) for pid in re.findall(r"/pid: (\d+)", text)]

    def threads(self):
        return [(sorted(os.sched_getaffinity(pid)), os.sched_getscheduler(pid),
                 os.sched_getparam(pid).sched_priority) for pid in self.pids()]

    def others(self):
        """Where and how all threads of the kernel's run that are no NAPI's of ours."""
        ours = set(self.pids())
        found = {}
        for pid in open("/proc/2/task/2/children").read().split():
            try:
                name = open(f"/proc/{pid}/comm").read().strip()
                if int(pid) not in ours and name.startswith(("ksoftirqd/", "rcu", "migration/")):
                    found[name] = (os.sched_getaffinity(int(pid)), os.sched_getscheduler(int(pid)))
            except OSError:
                continue
        return found

    def rollback(self):
        ran = self.lab.run([self.lab.netkeel, "rollback", "--state-dir", self.lab.state])
        self.assert_exit(0, ran)

    def skip_without_threads(self):
        if "whose a NAPI's thread is" in self.lab.call("check", self.profile).out:
            self.skipTest("this kernel does not list NAPIs")

    def test_threads_are_made_placed_and_scheduled_by_one_apply(self):
        self.skip_without_threads()
        others = self.others()
        ran = self.lab.call("check", self.profile)
        self.assertIn("no NAPI of the interface is threaded", ran.out)
        self.assert_exit(0, self.lab.call("apply", self.profile))
        wanted = [([self.cpus[queue % len(self.cpus)]], os.SCHED_FIFO, 7) for queue in range(8)]
        self.assertEqual(self.threads(), wanted)
        ran = self.lab.call("apply", self.profile)
        self.assert_exit(0, ran)
        self.assertIn("0 changed", ran.out)
        self.assertEqual(self.others(), others)

    def test_a_rollback_brings_back_what_each_thread_had(self):
        self.skip_without_threads()
        self.lab.sh("echo 1 >/sys/class/net/v0/threaded")
        for queue, pid in enumerate(self.pids()):
            os.sched_setaffinity(pid, {self.cpus[-1 - queue % len(self.cpus)]})
        os.sched_setscheduler(self.pids()[0], os.SCHED_RR, os.sched_param(3))
        before = self.threads()
        self.assert_exit(0, self.lab.call("apply", self.profile))
        self.assertNotEqual(self.threads(), before)
        self.rollback()
        self.assertEqual(self.threads(), before)

    def test_new_threads_behind_down_and_up_are_drift_and_set_again(self):
        self.skip_without_threads()
        self.assert_exit(0, self.lab.call("apply", self.profile))
        before = self.pids()
        self.lab.sh("ip link set v0 down; ip link set v0 up")
        self.assertTrue(set(self.pids()).isdisjoint(before))
        self.assert_exit(2, self.lab.call("check", self.profile))
        self.assert_exit(0, self.lab.call("apply", self.profile))
        self.assert_exit(0, self.lab.call("check", self.profile))

    def test_a_policy_without_a_priority_goes_no_further(self):
        self.skip_without_threads()
        profile = self.lab.write("bad.yaml", THREADS.format(policy="fifo"))
        ran = self.lab.call("apply", profile)
        self.assert_exit(1, ran)
        self.assertIn("fifo needs `priority:`, 1 to 99", ran.out + ran.err)
        self.assertEqual(self.lab.sh("cat /sys/class/net/v0/threaded").strip(), "0")

    def test_what_a_veth_had_without_a_napi_comes_back_with_its_gro(self):
        names = ("threaded", "gro_flush_timeout", "napi_defer_hard_irqs")
        self.lab.sh("ethtool -K v0 gro off")

        def files():
            return [self.lab.sh(f"cat /sys/class/net/v0/{name}").strip() for name in names]

        before = files()
        profile = self.lab.write("gro.yaml", GRO)
        self.assert_exit(0, self.lab.call("apply", profile))
        self.assertEqual(files(), ["1", "20000", "100"])
        self.rollback()
        self.assertEqual(files(), before)
        self.assertIn("generic-receive-offload: off", self.lab.sh("ethtool -k v0"))
