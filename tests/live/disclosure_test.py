# SPDX-License-Identifier: Apache-2.0
"""What a user of this machine can make root's netkeel read, believe and publish: nothing."""

import pathlib
import re
import subprocess
import tarfile

from case import LiveCase

SECRET = "#!/bin/sh\n# hunter2, of root alone\n"

# Calls itself irqbalance and names a policy script, as irqbalance would; where it may, it answers on
# irqbalance's abstract socket.
FAKE = """
import os, pathlib, socket, time
pathlib.Path("/proc/self/comm").write_text("irqbalance")
server = socket.socket(socket.AF_UNIX)
server.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
server.bind(f"\\0irqbalance{os.getpid()}.sock")
server.listen()
print(os.getpid(), flush=True)
time.sleep(60)
"""

# A /run, an /opt and a /etc/sysctl.d of its own, in a mount namespace: this machine's are not
# touched. The pid file is what a dead irqbalance left behind.
SCRIPT = """
mount -t tmpfs none /run && mount -t tmpfs none /opt && mount -t tmpfs none /etc/sysctl.d
umask 0
cp {secret} /opt/secret && chmod {mode} /opt/secret
{prepare}
coproc {who} /usr/bin/python3 {fake} --policyscript=/opt/secret
read -u ${{COPROC[0]}} pid
echo $pid > /run/irqbalance.pid
trap 'kill '$COPROC_PID EXIT
{run}
"""
NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups"


class DisclosureTest(LiveCase):
    def setUp(self):
        cards = [path for path in pathlib.Path("/sys/class/net").glob("*/device")
                 if any((place / "msi_irqs").is_dir()
                        for place in (path.resolve(), path.resolve().parent))]
        if not cards:
            self.skipTest("this machine has no network card with vectors")
        self.archive = self.lab.folder / "host.tar"
        self.fake = self.lab.write("fake.py", FAKE)
        self.pool = self.lab.write("pool.yaml", "version: 1\ninterfaces:\n"
                                   f"  - match: {{name: {cards[0].parent.name}}}\n"
                                   "    irq: {affinity: pool, cpus: online}\n")

    def among(self, run, who="", secret=SECRET, mode="0600", prepare=":"):
        """What `run`, a line of bash, printed beside a process that `who` started."""
        script = SCRIPT.format(secret=self.lab.write("secret", secret), mode=mode, prepare=prepare,
                               who=who, fake=self.fake, run=run)
        ran = subprocess.run(["unshare", "-m", "bash", "-ec", script], text=True,
                             capture_output=True, timeout=60, check=False)
        self.assertNotIn("Sanitizer", ran.stderr)
        return ran

    def check(self):
        return f"{self.lab.netkeel} check --format json {self.pool} || :"

    def capture(self):
        return f"{self.lab.netkeel} capture {self.archive}"

    def test_a_user_who_calls_himself_irqbalance_is_not_believed_and_makes_nothing_be_read(self):
        log = self.lab.folder / "strace.log"
        # LeakSanitizer does not work under ptrace.
        ran = self.among(f"ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=open,openat,openat2 "
                         f"-o {log} {self.capture()}; {self.check()}", who=NOBODY)
        self.assertIn('"findings"', ran.stdout, ran)
        self.assertNotIn("irqbalance (pid", ran.stdout)
        self.assertIn("/run/irqbalance.pid", log.read_text(errors="replace"))
        self.assertNotIn("/opt/secret", log.read_text(errors="replace"))
        content = self.archive.read_bytes()
        self.assertNotIn(b"hunter2", content)
        self.assertNotIn(b"/opt/secret", content)

    def test_of_a_script_that_roots_irqbalance_names_no_content_is_published(self):
        ran = self.among(f"{self.capture()}; {self.check()}")
        self.assertIn("its policy script decides", ran.stdout, ran)
        self.assertNotIn(b"hunter2", self.archive.read_bytes())
        self.assertIn(b"/opt/secret", self.archive.read_bytes())

    def test_a_capture_says_of_a_policy_script_in_opt_what_the_host_said(self):
        pci = subprocess.run(["grep", "-rhs", "PCI_SLOT_NAME", *pathlib.Path("/sys/class/net").glob(
            "*/device/uevent"), *pathlib.Path("/sys/class/net").glob("*/device/../uevent")],
            text=True, capture_output=True, check=True).stdout
        cases = "".join(f"  {address}) echo ban=true; exit 0 ;;\n"
                        for address in re.findall("=(.*)", pci))
        for ours in (cases, ""):
            self.archive.unlink(missing_ok=True)
            script = f"#!/bin/sh\n# Written by `netkeel coexist --install`, hunter2\n{ours}"
            ran = self.among(f"{self.capture()} >/dev/null; {self.check()}", secret=script)
            replayed = self.lab.call("check", "--format", "json", "--root", self.archive, self.pool)
            self.assertEqual(replayed.out, ran.stdout)
            self.assertEqual("irqbalance (pid" in ran.stdout, not ours, ran)

    def test_a_pipe_among_the_configuration_is_not_read_and_is_said(self):
        profile = self.lab.write("sysctl.yaml", "version: 1\nhost:\n  sysctl:\n"
                                 "    net.ipv4.udp_rmem_min: {at-least: 1}\n")
        ran = self.among(f"{self.lab.netkeel} check {profile}; {self.capture()}",
                         prepare="mkfifo /etc/sysctl.d/50-pipe.conf; "
                                 "ln -s /dev/null /etc/sysctl.d/60-masked.conf")
        self.assertEqual(ran.returncode, 0, ran)
        self.assertIn("/etc/sysctl.d/50-pipe.conf is left out of account: a pipe", ran.stdout)
        self.assertNotIn("60-masked", ran.stdout)
        replayed = self.lab.call("check", "--root", self.archive, profile)
        self.assertIn(replayed.out, ran.stdout)

    def test_archives_and_folders_are_their_owners_alone_whatever_the_umask(self):
        folder = self.lab.folder / "host"
        self.lab.sh(f"umask 0; {self.capture()}; {self.lab.netkeel} capture {folder}")
        self.assertEqual(self.archive.stat().st_mode & 0o7777, 0o600)
        self.assertEqual(folder.stat().st_mode & 0o7777, 0o700)
        self.assertEqual({path.stat().st_mode & 0o7777 for path in folder.rglob("*")},
                         {0o600, 0o700})
        with tarfile.open(self.archive) as archive:
            self.assertEqual({entry.mode for entry in archive}, {0o600})
