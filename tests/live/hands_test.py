# SPDX-License-Identifier: Apache-2.0
"""Other hands on the same settings: what coexist installs, and a socket that says what irqbalance was
told."""

import pathlib
import re
import shutil
import subprocess

from case import LiveCase

TREE = pathlib.Path(__file__).parents[1] / "trees" / "qemu-igb-4q"
PINS = "version: 1\ninterfaces:\n  - match: {driver: igb}\n    irq: {affinity: one-to-one, cpus: 0-3}\n"
UNIT = "[Service]\nExecStart=/usr/sbin/irqbalance --foreground $IRQBALANCE_ARGS\n"

# Named irqbalance, it answers on irqbalance's socket: setup with what is banned, stats with what it
# places. Only root is answered.
FAKE = """
import os, pathlib, socket, struct, sys
pathlib.Path("/proc/self/comm").write_text("irqbalance")
path = f"/run/irqbalance/irqbalance{os.getpid()}.sock"
server = socket.socket(socket.AF_UNIX)
server.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
server.bind(path)
server.listen()
print("ready", flush=True)
while True:
    peer = server.accept()[0]
    question, (credentials,), _, _ = peer.recvmsg(100, 100)
    uid = struct.unpack("iii", credentials[2])[1]
    irqs = "".join(f"IRQ {irq} LOAD 0 DIFF 0 CLASS 4 " for irq in sys.argv[2:])
    banned, placed = (irqs, "") if sys.argv[1] == "bans" else ("", irqs)
    answer = {b"setup": f"SLEEP 10 {banned}BANNED 00000000", b"stats": f"TYPE 0 NUMBER 0 {placed}"}
    if uid == 0:
        peer.sendall(answer[question].encode())
    peer.close()
"""


class HandsTest(LiveCase):
    def tree(self):
        """igb with irqbalance's unit installed."""
        tree = self.lab.folder / "tree"
        shutil.copytree(TREE, tree)
        unit = tree / "usr/lib/systemd/system/irqbalance.service"
        unit.parent.mkdir(parents=True)
        unit.write_text(UNIT)
        return tree

    def coexist(self, *arguments):
        return self.lab.call("coexist", "--root-prefix", self.lab.folder / "out", *arguments)

    def installed(self):
        profile = self.lab.write("pins.yaml", PINS)
        tree = self.tree()
        self.assert_exit(0, self.coexist("--install", "--root", tree, profile))
        return tree, profile, self.lab.folder / "out/etc/netkeel/irqbalance-policy"

    def test_the_policy_script_bans_the_vectors_of_the_card_and_no_others(self):
        _, _, script = self.installed()
        pci = (TREE / "ethtool").glob("*/info.yaml")
        pci = re.search(r"bus-info: (\S+)", next(pci).read_text())[1]
        for device, says in ((f"/sys/bus/pci/devices/{pci}", "ban=true\n"),
                             ("/sys/bus/pci/devices/0000:ff:1f.7", ""), ("/sys", "")):
            ran = subprocess.run([script, device, "57"], text=True, capture_output=True, check=True)
            self.assertEqual((ran.stdout, ran.stderr), (says, ""), device)

    def test_a_second_install_changes_nothing_and_remove_takes_it_away(self):
        tree, profile, script = self.installed()
        before = script.stat()
        again = self.coexist("--install", "--root", tree, profile)
        self.assert_exit(0, again)
        self.assertNotIn("wrote", again.out)
        self.assertNotIn("then run", again.out)
        self.assertEqual((script.stat().st_ino, script.stat().st_mtime), (before.st_ino, before.st_mtime))
        self.assert_exit(0, self.coexist("--remove"))
        self.assertEqual([path for path in (self.lab.folder / "out").rglob("*") if path.is_file()], [])
        self.assertEqual(self.coexist("--remove").out, "nothing to remove\n")

    def test_what_irqbalance_says_over_its_socket_decides(self):
        port = next(pathlib.Path("/sys/class/net").glob("*/device"), None)
        if port is None:
            self.skipTest("this machine has no network card")
        pci = next((path for path in (port.resolve(), port.resolve().parent)
                    if (path / "msi_irqs").is_dir()), None)
        if pci is None:
            self.skipTest("its card has no vectors")
        irqs = sorted(path.name for path in (pci / "msi_irqs").iterdir())
        fake = self.lab.write("fake.py", FAKE)
        profile = self.lab.write("pool.yaml", "version: 1\ninterfaces:\n"
                                 f"  - match: {{name: {port.parent.name}}}\n"
                                 "    irq: {affinity: pool, cpus: online}\n")
        for says, named in (("bans", False), ("places", True)):
            # A /run of its own, in a mount namespace: this machine's is not touched.
            ran = subprocess.run(
                ["unshare", "-m", "bash", "-c",
                 "mount -t tmpfs none /run && mkdir /run/irqbalance && "
                 f"coproc /usr/bin/python3 {fake} {says} {' '.join(irqs)} && read -u ${{COPROC[0]}} && "
                 f"{self.lab.netkeel} check --format json {profile}; code=$?; "
                 "kill $COPROC_PID; exit $code"], text=True, capture_output=True, timeout=60)
            self.assertEqual("irqbalance (pid" in ran.stdout, named, ran)
            self.assertEqual('"findings"' in ran.stdout, True, ran)
