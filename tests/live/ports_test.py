# SPDX-License-Identifier: Apache-2.0
"""A MACVLAN and a bridge named in a profile: what is set of them, and what of the veth beneath."""

import json

from case import LiveCase

MACVLAN = """\
version: 1
interfaces:
  - match: {name: m0}
    channels: {rx: 4, tx: 4}
    link: {mtu: 1400}
    sysctl: {ipv4.conf.rp_filter: 2}
    queues: {rps_cpus: online}
"""
STACK = """\
version: 1
interfaces:
  - match: {name: br0}
    channels: {rx: 4}
    link: {txqueuelen: 500}
"""
SMALL = "version: 1\ninterfaces:\n  - match: {name: v0}\n    link: {mtu: 1400}\n"
LARGE = "version: 1\ninterfaces:\n  - match: {name: [m0, v0]}\n    link: {mtu: 9000}\n"
OWN_BLOCK = STACK + "  - match: {name: v0}\n    channels: {rx: 2}\n"


class PortsTest(LiveCase):
    def setUp(self):
        self.lab.sh("ip link add m0 link v0 type macvlan; ip link set m0 up;"
                    "ip link add br0 type bridge; ip link set m0 master br0; ip link set br0 up")

    def tearDown(self):
        self.lab.sh("ip link del br0; ip link del m0")

    def state(self):
        links = json.loads(self.lab.ok(["ip", "-j", "link"]))
        sizes = {link["ifname"]: (link["mtu"], link.get("txqlen")) for link in links}
        return sizes, self.lab.ok(["ethtool", "-l", "v0"]), self.lab.sh(
            "cat /sys/class/net/v0/queues/rx-*/rps_cpus /sys/class/net/m0/queues/rx-*/rps_cpus"
            " /proc/sys/net/ipv4/conf/{v0,m0}/rp_filter")

    def findings(self, *arguments):
        ran = self.lab.call("check", "--format", "json", *arguments)
        return {f["address"]: (f["status"], f.get("reason", "")) for f in ran.json()["findings"]}

    def test_what_the_macvlan_has_not_is_set_of_the_veth_and_put_back(self):
        profile = self.lab.write("m0.yaml", MACVLAN)
        before = self.state()
        self.assert_exit(0, self.lab.apply(profile))
        sizes, channels, _ = self.state()
        self.assertEqual((sizes["m0"][0], sizes["v0"][0]), (1400, 1500))
        self.assertRegex(channels, r"Current hardware settings:\s+RX:\s+4\s+TX:\s+4")
        found = self.findings(profile)
        self.assertEqual({address.split("/")[0] for address in found}, {"m0", "v0"})
        for address, (status, reason) in found.items():
            self.assertEqual(status, "ok", address)
            self.assertEqual(reason, "port of m0" if address.startswith("v0/") else "", address)
        for word in ("channels", "queues"):
            self.assertTrue(any(address.startswith(f"v0/{word}/") for address in found), found)
        ran = self.lab.apply(profile)
        self.assert_exit(0, ran)
        self.assertIn("0 changed", ran.out)
        ran = self.lab.run([self.lab.netkeel, "rollback", "--allow-disruptive", "--state-dir",
                            self.lab.state])
        self.assert_exit(0, ran)
        self.assertEqual(self.state(), before)

    def sizes(self):
        links = json.loads(self.lab.ok(["ip", "-j", "link"]))
        return [next(link["mtu"] for link in links if link["ifname"] == name)
                for name in ("m0", "v0")]

    def roll_back(self):
        return self.lab.run([self.lab.netkeel, "rollback", "--allow-disruptive", "--state-dir",
                             self.lab.state])

    def test_an_mtu_takes_what_is_above_along_and_a_rollback_brings_it_back(self):
        self.assert_exit(0, self.lab.apply(self.lab.write("small.yaml", SMALL)))
        self.assertEqual(self.sizes(), [1400, 1400])
        self.assert_exit(0, self.roll_back())
        self.assertEqual(self.sizes(), [1500, 1500])

    def test_an_mtu_is_raised_beneath_before_it_is_above(self):
        self.assert_exit(0, self.lab.apply(self.lab.write("large.yaml", LARGE)))
        self.assertEqual(self.sizes(), [9000, 9000])
        self.assert_exit(0, self.roll_back())
        self.assertEqual(self.sizes(), [1500, 1500])

    def test_a_bridge_leads_to_the_veth_below_its_macvlan(self):
        profile = self.lab.write("br0.yaml", STACK)
        drift = {"br0/link/txqueuelen": ("drift", ""),
                 "v0/channels/rx": ("drift", "port of br0")}
        self.assertEqual(self.findings(profile), drift)
        self.assertEqual(self.findings("--interface", "br0", profile), drift)
        self.assertEqual(list(self.findings("--interface", "v0", profile)), ["v0/channels/rx"])
        self.assertEqual(self.findings("--interface", "v1", profile), {})

    def test_a_block_for_the_veth_itself_goes_first(self):
        self.assert_exit(0, self.lab.apply(self.lab.write("own.yaml", OWN_BLOCK)))
        self.assertRegex(self.state()[1], r"Current hardware settings:\s+RX:\s+2\s")

    def test_a_capture_leads_to_the_same_ports(self):
        profile = self.lab.write("br0.yaml", STACK)
        tree = self.lab.folder / "tree"
        self.assert_exit(0, self.lab.call("capture", "--interface", "br0", tree))
        self.assertEqual(self.findings("--root", tree, profile), self.findings(profile))
        self.assertEqual(len(self.findings("--root", tree, profile)), 2)

    def test_a_bridge_without_ports_says_that_it_waits_for_them(self):
        self.lab.sh("ip link set m0 nomaster")
        found = self.findings(self.lab.write("br0.yaml", STACK))
        self.assertEqual(found["br0/channels/rx"],
                         ("absent", "br0 has no interface beneath it yet, whose this is"))
