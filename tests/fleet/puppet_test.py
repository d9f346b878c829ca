# SPDX-License-Identifier: Apache-2.0
"""The Puppet module, by puppet apply."""

import re
import unittest

MODULES = "/usr/share/puppet/modules"
PATH = "/etc/netkeel/profile.yaml"

# With --detailed-exitcodes: 2 something was changed, 4 something failed, 6 both.
CLASS = """\
class { 'netkeel':
  manage_package   => false,
  manage_units     => false,
  allow_disruptive => %s,
  profile          => {
    'version'    => 1,
    'host'       => { 'sysctl' => { 'net.core.somaxconn' => 4000 } },
    'interfaces' => [
      { 'match' => { 'name' => 'v0' }, '%s' => { 'rx' => 4, 'tx' => 4 } },
    ],
  },
}
"""

WAIVERS = """\
version: 1
waivers:
  - address: v0/channels/*
    reason: the driver's test needs all queues
    owner: netops@example.com
    expires: %s
"""


def plain(markdown):
    """Without what each version of puppet-strings writes in its own way: anchors and code spans."""
    return re.sub(r'<a name="[^"]*"></a>|\(#[^)]*\)', "", markdown).replace("``", "`")


class PuppetCase(unittest.TestCase):
    FIRST_PROCESS = "first"
    maxDiff = None

    def setUp(self):
        self.machine.make_links()

    def apply(self, manifest, *options):
        path = self.machine.write("/root/site.pp", manifest)
        return self.machine.run(["puppet", "apply", "--detailed-exitcodes", "--color=false",
                                 "--modulepath", MODULES, *options, path])


class PuppetTest(PuppetCase):
    def assert_as_before(self):
        self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "4096")
        self.assertEqual(self.machine.queues(), (8, 8))

    def test_a_first_run_changes_and_a_second_exits_with_0(self):
        first = self.apply(CLASS % ("true", "channels"))
        self.assertEqual(first.code, 2, first)
        self.assertRegex(first.out, r"Netkeel_profile\[.*v0/channels/rx 8 -> 4")
        self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "4000")
        self.assertEqual(self.machine.queues(), (4, 4))
        self.assertEqual(self.machine.run(["netkeel", "check"]).code, 0)
        second = self.apply(CLASS % ("true", "channels"))
        self.assertEqual(second.code, 0, second)
        self.assertNotIn("Netkeel_profile", second.out)

    def test_noop_tells_of_drift_and_changes_nothing(self):
        first = self.apply(CLASS % ("true", "channels"), "--noop")
        self.assertEqual(first.code, 0, first)
        self.assertRegex(first.out, r"Netkeel_profile\[.*drifted.*should be.*applied.*noop")
        self.assertNotEqual(self.machine.run(["test", "-e", PATH]).code, 0)
        self.apply(CLASS % ("true", "channels"))
        self.machine.sh("sysctl -qw net.core.somaxconn=128")
        ran = self.apply(CLASS % ("true", "channels"), "--noop")
        self.assertRegex(ran.out, r"Netkeel_profile\[.*drifted.*should be.*applied.*noop")
        self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "128")

    def test_noop_asks_about_the_new_profile_and_not_about_the_old(self):
        self.machine.write("/root/new.yaml",
                           "version: 1\nhost:\n  sysctl:\n    net.core.somaxconn: 4001\n")
        self.apply(CLASS % ("true", "channels"))
        by_hash = CLASS.replace("=> 4000", "=> 4001") % ("true", "channels")
        by_file = ("class { 'netkeel': manage_package => false, manage_units => false, "
                   "source => '/root/new.yaml' }\n")
        for manifest in (by_hash, by_file):
            ran = self.apply(manifest, "--noop")
            self.assertRegex(ran.out, r"Netkeel_profile\[.*drifted.*should be.*applied.*noop", ran)
            self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "4000")
        self.assertNotIn("Netkeel_profile", self.apply(CLASS % ("true", "channels"), "--noop").out)
        bad = self.apply(CLASS % ("true", "chanels"), "--noop")
        self.assertRegex(bad.out + bad.err, rf"{PATH}:\d+: unknown key 'chanels'; did you mean")
        self.assertEqual(self.machine.sh("ls /tmp | grep -c netkeel || true"), "0\n")

    def test_what_is_waived_is_no_reason_to_fail(self):
        self.machine.write("/etc/netkeel/waivers.yaml", WAIVERS % "2999-12-31")
        first = self.apply(CLASS % ("false", "channels"))
        self.assertEqual(first.code, 2, first)
        self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "4000")
        self.assertEqual(self.machine.queues(), (8, 8))
        second = self.apply(CLASS % ("false", "channels"))
        self.assertEqual(second.code, 0, second)
        audit = f"netkeel_profile {{ '{PATH}': ensure => audited }}\n"
        self.assertEqual(self.apply(audit).code, 0)
        self.machine.write("/etc/netkeel/waivers.yaml", WAIVERS % "2020-01-31")
        self.assertEqual(self.apply(CLASS % ("false", "channels")).code, 4)
        self.assertEqual(self.apply(audit).code, 4)

    def test_a_netkeel_that_comes_otherwise_needs_no_package(self):
        self.machine.sh("mkdir -p /usr/local/sbin; cp /usr/sbin/netkeel /usr/local/sbin/; "
                        f"cp -r {MODULES}/netkeel /root/kept; dpkg --purge netkeel; "
                        f"mkdir -p {MODULES}; cp -r /root/kept {MODULES}/netkeel")
        ran = self.apply(CLASS % ("true", "channels"))
        self.assertEqual(ran.code, 2, ran)
        self.assertNotIn("Package[", ran.out + ran.err)
        self.assertEqual(self.machine.queues(), (4, 4))

    def test_what_is_held_fails_and_is_named(self):
        ran = self.apply(CLASS % ("false", "channels"))
        self.assertEqual(ran.code, 6, ran)
        self.assertIn("v0/channels/rx: held, wanted 4, actual 8", ran.out + ran.err)
        self.assertEqual(self.machine.queues(), (8, 8))

    def test_a_bad_profile_fails_with_its_line_and_is_not_placed(self):
        ran = self.apply(CLASS % ("true", "chanels"))
        self.assertIn(ran.code, (4, 6), ran)
        self.assertRegex(ran.out + ran.err, r":\d+: unknown key 'chanels'; did you mean")
        self.assertNotEqual(self.machine.run(["test", "-e", PATH]).code, 0)
        self.assert_as_before()

    def test_an_audit_fails_where_the_host_differs_and_changes_nothing(self):
        self.machine.write("/root/wish.yaml",
                           "version: 1\nhost:\n  sysctl:\n    net.core.somaxconn: 4000\n")
        manifest = "netkeel_profile { '/root/wish.yaml': ensure => audited }\n"
        ran = self.apply(manifest)
        self.assertEqual(ran.code, 4, ran)
        self.assertIn("net.core.somaxconn: drift, wanted 4000, actual 4096", ran.out + ran.err)
        self.assertIn("/root/wish.yaml:4", ran.out + ran.err)
        self.assert_as_before()
        self.machine.sh("sysctl -qw net.core.somaxconn=4000")
        self.assertEqual(self.apply(manifest).code, 0)

    def test_absent_removes_the_profile_and_does_not_untune(self):
        self.apply(CLASS % ("true", "channels"))
        manifest = ("class { 'netkeel': ensure => absent, manage_package => false, "
                    "manage_units => false }\n")
        self.assertEqual(self.apply(manifest).code, 2)
        self.assertNotEqual(self.machine.run(["test", "-e", PATH]).code, 0)
        self.assertEqual(self.machine.queues(), (4, 4))
        self.assertEqual(self.apply(manifest).code, 0)

    def test_puppet_lint_finds_nothing_and_the_reference_is_up_to_date(self):
        lint = self.machine.run(["puppet-lint", "--fail-on-warnings", f"{MODULES}/netkeel"])
        self.assertEqual((lint.code, lint.out), (0, ""), lint)
        self.machine.sh(f"cp {MODULES}/netkeel/examples/init.pp /root/example.pp; "
                        f"puppet parser validate /root/example.pp {MODULES}/netkeel/manifests/init.pp")
        self.machine.sh(f"cp -r {MODULES}/netkeel /root/netkeel && cd /root/netkeel && "
                        "puppet strings generate --format markdown --out new.md")
        wanted = (self.sources / "packaging/puppet/netkeel/REFERENCE.md").read_text()
        self.assertEqual(plain(self.machine.read("/root/netkeel/new.md")), plain(wanted))


class PuppetUnitsTest(PuppetCase):
    FIRST_PROCESS = "systemd"

    def test_the_class_as_it_is_by_default_enables_the_units(self):
        manifest = CLASS.replace("  manage_units     => false,\n", "") % ("true", "channels")
        first = self.apply(manifest)
        self.assertEqual(first.code, 2, first)
        self.assertEqual(self.machine.sh("systemctl is-enabled netkeel.service"), "enabled\n")
        second = self.apply(manifest)
        self.assertEqual(second.code, 0, second)
