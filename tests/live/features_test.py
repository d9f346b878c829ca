# SPDX-License-Identifier: Apache-2.0
"""Features of a veth: what is asked for, what is, and what falls along with something else."""

import re

from case import StateCase

PROFILE = """\
version: 1
interfaces:
  - match: {{name: v0}}
    features: {{{}}}
"""
TSO = "tx-tcp-segmentation"


class FeaturesTest(StateCase):
    def profile(self, features):
        return self.lab.write("features.yaml", PROFILE.format(features))

    def state(self):
        """All of ethtool -k: on, "off [fixed]", "off [requested on]"."""
        found = re.findall(r"^\s*(\S+): (.*)$", self.lab.sh("ethtool -k v0"), re.M)
        return dict(found)

    def test_a_name_is_set_in_ethtools_eyes_too_and_once(self):
        self.assert_exit(0, self.lab.apply(self.profile('rx-gro-list: on')))
        self.assertEqual(self.state()["rx-gro-list"], "on")
        self.assertIn("; 0 changed", self.lab.apply(self.profile('rx-gro-list: on')).out)

    def test_a_word_of_ethtool_is_its_names(self):
        ran = self.lab.apply("--format", "json", self.profile('gro: on, tso: off'))
        self.assert_exit(0, ran)
        wanted = {f["address"]: f["wanted"] for f in ran.json()["findings"]}
        self.assertEqual(wanted["v0/features/rx-gro"], "on (gro)")
        self.assertEqual(wanted[f"v0/features/{TSO}"], "off (tso)")
        state = self.state()
        self.assertEqual((state["generic-receive-offload"], state[TSO], state["tx-tcp6-segmentation"]),
                         ("on", "off", "off"))

    def test_what_falls_along_comes_back_with_a_rollback(self):
        before = self.state()
        self.assert_exit(0, self.lab.apply(self.profile('tx-checksum-ip-generic: off')))
        self.assertEqual(self.state()[TSO], "off [requested on]")
        self.assert_exit(0, self.netkeel("rollback"))
        self.assertEqual(self.state(), before)

    def test_what_was_asked_for_before_is_what_is_asked_for_after_a_rollback(self):
        self.lab.sh("ethtool -K v0 tx-checksum-ip-generic off")
        before = self.state()
        self.assertEqual(before[TSO], "off [requested on]")
        self.assert_exit(0, self.lab.apply(self.profile('tx-checksum-ip-generic: on, tso: off')))
        self.assertEqual(self.state()[TSO], "off")
        self.assert_exit(0, self.netkeel("rollback"))
        self.assertEqual(self.state(), before)

    def test_what_the_profile_takes_away_itself_is_unsupported_with_the_reason(self):
        ran = self.lab.apply("--format", "json",
                             self.profile(f'tx-checksum-ip-generic: off, {TSO}: on'))
        self.assert_exit(2, ran)
        self.assert_findings(ran, {f"v0/features/{TSO}": "unsupported"})
        self.assertIn("needs tx-checksum-ip-generic or tx-checksum-ipv4", ran.out)
        self.assertEqual(self.state()["tx-checksum-ip-generic"], "off")

    def test_what_is_fixed_and_what_is_no_name_are_unsupported_with_the_reason(self):
        ran = self.lab.apply("--format", "json", self.profile('lro: on, rx-gor: on'))
        self.assert_exit(2, ran)
        self.assert_findings(ran, {"v0/features/rx-lro": "unsupported",
                                   "v0/features/rx-gor": "unsupported"})
        self.assertIn("is fixed here", ran.out)
        self.assertIn("did you mean 'rx-gro'?", ran.out)
        self.assertIn("; 0 changed", self.lab.apply(self.profile('lro: on')).out)

    def test_another_hand_is_seen_and_put_right(self):
        profile = self.profile('rx-gro: on')
        self.assert_exit(0, self.lab.apply(profile))
        self.lab.sh("ethtool -K v0 gro off")
        self.assert_exit(2, self.lab.call("check", profile))
        self.assert_exit(0, self.lab.apply(profile))

    def test_the_captured_profile_has_what_may_be_changed_and_is_met(self):
        text = self.lab.ok([self.lab.netkeel, "capture", "--as-profile"])
        self.assertIn("rx-gro-list: ", text)
        self.assertNotIn("vlan-challenged", text)
        self.assert_exit(0, self.lab.call("check", self.lab.write("captured.yaml", text)))

    def test_rules_that_no_virtual_device_has_keep_nothing_else_back(self):
        profile = self.profile("rx-gro-list: on}\n    ntuple: {udp4 dst-port 5001: queue 0")
        ran = self.lab.apply("--format", "json", profile)
        self.assert_exit(2, ran)
        self.assert_findings(ran, {"v0/ntuple/udp4 dst-port 5001": "unsupported"})
        self.assertEqual(self.state()["rx-gro-list"], "on")
