# SPDX-License-Identifier: Apache-2.0
"""link, napi and xps_rxqs: what ip(8), sysfs and the kernel's list of NAPIs then say of a veth."""

import json

from case import LiveCase

SIZES = """\
version: 1
interfaces:
  - match: {name: v0}
    link: {mtu: 9000, txqueuelen: 5000, gso_max_size: 32768, gro_max_size: 262144}
    queues: {xps_rxqs: one-to-one}
"""
NAPI = """\
version: 1
interfaces:
  - match: {name: v0}
    napi: {threaded: on, gro_flush_timeout: 200000, napi_defer_hard_irqs: 100}
"""
MTU = "version: 1\ninterfaces:\n  - match: {{name: v0}}\n    link: {{mtu: {}}}\n"


class LinkTest(LiveCase):
    def sizes(self):
        link = json.loads(self.lab.ok(["ip", "-d", "-j", "link", "show", "v0"]))[0]
        return {key: link[key] for key in ("mtu", "txqlen", "gso_max_size", "gro_max_size")}

    def rxqs(self):
        return self.lab.sh("cat /sys/class/net/v0/queues/tx-*/xps_rxqs").split()

    def rollback(self):
        return self.lab.run([self.lab.netkeel, "rollback", "--allow-disruptive", "--state-dir",
                             self.lab.state])

    def test_sizes_are_what_ip_says_and_a_rollback_brings_back_the_former(self):
        self.lab.sh("ip link set v0 gso_max_size 131072")  # IPv4's stays, and follows it down
        profile = self.lab.write("sizes.yaml", SIZES)
        before = self.sizes(), self.rxqs()
        self.assert_exit(0, self.lab.call("apply", profile))
        self.assertEqual(self.sizes(), {"mtu": 9000, "txqlen": 5000, "gso_max_size": 32768,
                                        "gro_max_size": 262144})
        self.assertEqual(self.rxqs(), [f"{1 << queue:02x}" for queue in range(8)])
        ran = self.lab.call("apply", profile)
        self.assert_exit(0, ran)
        self.assertIn("0 changed", ran.out)
        ran = self.rollback()
        self.assert_exit(0, ran)
        self.assertEqual((self.sizes(), self.rxqs()), before)
        wide = self.lab.write("wide.yaml", "version: 1\ninterfaces:\n  - match: {name: v0}\n"
                              "    link: {gso_ipv4_max_size: 65536}\n")
        self.assert_exit(0, self.lab.call("check", wide))

    def test_an_mtu_beyond_the_devices_is_refused_before_anything_is_written(self):
        for mtu, words in ((67, "below mtu-min 68"), (65536, "exceeds mtu-max 65535")):
            ran = self.lab.call("apply", self.lab.write("mtu.yaml", MTU.format(mtu)))
            self.assert_exit(1, ran)
            self.assertIn(words, ran.out + ran.err)
        self.assertEqual(self.sizes()["mtu"], 1500)

    def test_an_mtu_too_small_for_ipv6_takes_leave(self):
        profile = self.lab.write("mtu.yaml", MTU.format(1000))
        ran = self.lab.call("apply", profile)
        self.assert_exit(2, ran)
        self.assertIn("takes IPv6 away, with its addresses", self.lab.call("check", profile).out)
        self.assertEqual(self.sizes()["mtu"], 1500)
        self.assert_exit(0, self.lab.apply(profile))
        self.assertEqual(self.lab.sh("ls /proc/sys/net/ipv6/conf").split().count("v0"), 0)
        self.assert_exit(0, self.rollback())
        self.assertEqual(self.lab.sh("ls /proc/sys/net/ipv6/conf").split().count("v0"), 1)


class NapiTest(LiveCase):
    FILES = ("threaded", "gro_flush_timeout", "napi_defer_hard_irqs")

    def setUp(self):
        self.profile = self.lab.write("napi.yaml", NAPI)

    def files(self):
        return [self.lab.sh(f"cat /sys/class/net/v0/{name}").strip() for name in self.FILES]

    def findings(self):
        ran = self.lab.call("check", "--format", "json", self.profile)
        return {f["address"].split("/")[-1]: f["status"] for f in ran.json()["findings"]}

    def test_a_veth_has_napis_while_its_gro_is_on(self):
        self.assertEqual(self.findings(), dict.fromkeys(self.FILES, "unsupported"))
        self.assertIn("no NAPI while its gro is off", self.lab.call("check", self.profile).out)
        self.lab.sh("ethtool -K v0 gro on")
        self.assert_exit(0, self.lab.call("apply", self.profile))
        self.assertEqual(self.files(), ["1", "200000", "100"])
        self.assertEqual(self.findings(), dict.fromkeys(self.FILES, "ok"))
        ran = self.lab.call("apply", self.profile)
        self.assert_exit(0, ran)
        self.assertIn("0 changed", ran.out)
        # The file stays as it was, though neither a NAPI nor a thread is left.
        self.lab.sh("ethtool -K v0 gro off")
        self.assertEqual(self.files()[0], "1")
        self.assertEqual(self.findings()["threaded"], "unsupported")

    def test_a_rollback_brings_back_the_former(self):
        self.lab.sh("ethtool -K v0 gro on; echo 7 >/sys/class/net/v0/napi_defer_hard_irqs")
        self.assert_exit(0, self.lab.call("apply", self.profile))
        ran = self.lab.run([self.lab.netkeel, "rollback", "--state-dir", self.lab.state])
        self.assert_exit(0, ran)
        self.assertEqual(self.files(), ["0", "0", "7"])

    def test_what_single_napis_have_is_overwritten_and_brought_back(self):
        single = self.lab.write("single.yaml", "version: 1\ninterfaces:\n  - match: {name: v0}\n"
                                "    napi-set: {threaded: on, defer-hard-irqs: 9}\n")
        self.lab.sh("ethtool -K v0 gro on")
        ran = self.lab.call("check", single)
        if "no such value of a single NAPI" in ran.out or "does not list NAPIs" in ran.out:
            self.skipTest("this kernel gives a NAPI no values of its own")
        self.assert_exit(0, self.lab.call("apply", single))
        self.assertEqual(self.files(), ["0", "0", "0"])
        self.assert_exit(0, self.lab.call("check", single))
        off = self.lab.write("off.yaml", "version: 1\ninterfaces:\n  - match: {name: v0}\n"
                             "    napi: {threaded: off, napi_defer_hard_irqs: 0}\n")
        ran = self.lab.call("check", off)
        self.assert_exit(2, ran)
        self.assertIn("which the file does not show", ran.out)
        self.assert_exit(0, self.lab.call("apply", off))
        self.assert_exit(0, self.lab.call("check", off))
        self.assert_exit(2, self.lab.call("check", single))
        ran = self.lab.run([self.lab.netkeel, "rollback", "--state-dir", self.lab.state])
        self.assert_exit(0, ran)
        self.assert_exit(0, self.lab.call("check", single))
