# SPDX-License-Identifier: Apache-2.0
"""Sysctls of an interface, and those of the host that change or outweigh others."""

from case import LiveCase

OWN = """\
version: 1
interfaces:
  - match: {name: "v0.1"}
    sysctl:
      ipv4.conf.rp_filter: 2
      ipv4.conf.force_igmp_version: 3
      ipv4.neigh.base_reachable_time_ms: 45000
      ipv6.conf.accept_ra: 0
"""
KEYS = ("ipv4/conf/{}/rp_filter", "ipv4/conf/{}/force_igmp_version",
        "ipv4/neigh/{}/base_reachable_time_ms", "ipv6/conf/{}/accept_ra")


class SysctlTest(LiveCase):
    def values(self, name):
        return self.lab.sh("cat " + " ".join(
            f"/proc/sys/net/{key.format(name)}" for key in KEYS)).split()

    def everything(self):
        listing = "sysctl -a 2>/dev/null | grep ^net | grep -v nf_conntrack_count | sort"
        return self.lab.sh(listing)

    def roll_back(self):
        return self.lab.run([self.lab.netkeel, "rollback", "--state-dir", self.lab.state])

    def dotted(self):
        """A veth whose name has a dot, with a profile."""
        self.lab.sh("ip link add v0.1 type veth peer name v1.1; ip link set v0.1 up;"
                    "ip link set v1.1 up; sleep 2")
        return self.lab.write("own.yaml", OWN)

    def test_settings_of_an_interface_come_and_go_whatever_it_is_called(self):
        profile = self.dotted()
        before = self.everything()
        self.assert_exit(0, self.lab.apply(profile))
        self.assertEqual(self.values("v0.1"), ["2", "3", "45000", "0"])
        again = self.lab.apply("--format", "json", profile)
        self.assert_exit(0, again)
        self.assertEqual(again.json()["changes"], [])
        self.assert_exit(0, self.roll_back())
        self.assertEqual(self.everything(), before)

    def test_settings_go_with_the_interface_when_it_gets_another_name(self):
        profile = self.dotted()
        self.assert_exit(0, self.lab.apply(profile))
        self.lab.sh("ip link set v0.1 down; ip link set v0.1 name w.2; ip link set w.2 up")
        self.assertEqual(self.values("w.2")[:2], ["2", "3"])
        self.assert_exit(0, self.roll_back())
        self.assertEqual(self.values("w.2")[:2], ["0", "0"])

    def test_a_key_of_the_host_and_one_of_the_block_for_one_file_have_to_agree(self):
        profile = self.lab.write("both.yaml", "version: 1\nhost:\n  sysctl:\n"
                                 "    net.ipv4.conf.v0.rp_filter: 1\ninterfaces:\n"
                                 "  - match: {name: v0}\n    sysctl: {ipv4.conf.rp_filter: 2}\n")
        ran = self.lab.apply("--format", "json", profile)
        self.assert_exit(1, ran)
        self.assert_findings(ran, {"host/sysctl/net.ipv4.conf.v0.rp_filter": "error",
                                   "v0/interface-sysctl/ipv4.conf.rp_filter": "error"})
        self.assertIn("make them equal, or leave one out", ran.json()["findings"][0]["reason"])

    def test_what_all_outweighs_is_not_as_wanted_and_says_what_to_do(self):
        profile = self.lab.write("all.yaml", "version: 1\ninterfaces:\n  - match: {name: v0}\n"
                                 "    sysctl: {ipv4.conf.rp_filter: 0}\n")
        self.lab.sh("sysctl -qw net.ipv4.conf.all.rp_filter=1")
        for verb in ("check", "apply"):
            ran = self.lab.call(verb, "--format", "json", profile)
            self.assert_exit(2, ran)
            self.assert_findings(ran, {"v0/interface-sysctl/ipv4.conf.rp_filter": "conflict"})
            self.assertIn("write net.ipv4.conf.all.rp_filter: 0",
                          ran.json()["findings"][0]["reason"])
        both = self.lab.write("both.yaml", "version: 1\nhost:\n  sysctl:\n"
                              "    net.ipv4.conf.all.rp_filter: 0\ninterfaces:\n"
                              "  - match: {name: v0}\n    sysctl: {ipv4.conf.rp_filter: 0}\n")
        self.assert_exit(0, self.lab.apply(both))

    def test_forwarding_goes_on_before_what_it_resets_and_off_with_all_that_it_took(self):
        lab = self.lab
        lab.sh("sysctl -qw net.ipv4.conf.v0.forwarding=1 net.ipv4.conf.all.accept_redirects=0")
        before = self.everything()
        profile = lab.write("router.yaml", "version: 1\nhost:\n  sysctl:\n"
                            "    net.ipv4.conf.all.accept_redirects: 1\n"
                            "    net.ipv4.conf.v1.forwarding: 0\n    net.ipv4.ip_forward: 1\n")
        self.assert_exit(0, lab.apply(profile))
        self.assertEqual([lab.sysctl(f"net.ipv4.{key}") for key in (
            "ip_forward", "conf.all.accept_redirects", "conf.v0.forwarding",
            "conf.v1.forwarding")], ["1", "1", "1", "0"])
        self.assert_exit(0, self.roll_back())
        self.assertEqual(self.everything(), before)

    def test_numbers_mean_what_linux_makes_of_them(self):
        profile = self.lab.write("numbers.yaml", "version: 1\nhost:\n  sysctl:\n"
                                 "    net.ipv4.tcp_notsent_lowat: 0x2000\n"
                                 "    net.ipv4.tcp_reordering: 010\n")
        self.assert_exit(0, self.lab.apply(profile))
        self.assertEqual(self.lab.sysctl("net.ipv4.tcp_notsent_lowat"), "8192")
        self.assertEqual(self.lab.sysctl("net.ipv4.tcp_reordering"), "8")
        again = self.lab.apply("--format", "json", profile)
        self.assertEqual((again.code, again.json()["changes"]), (0, []))

    def test_a_default_mask_that_linux_would_refuse_is_not_written(self):
        self.lab.sh("sysctl -qw net.core.rps_default_mask=1")
        profile = self.lab.write("mask.yaml", "version: 1\nhost:\n  sysctl:\n"
                                 "    net.core.rps_default_mask: 4000\n")
        self.assert_exit(1, self.lab.apply(profile))
        self.assertEqual(int(self.lab.sysctl("net.core.rps_default_mask"), 16), 1)
