# SPDX-License-Identifier: Apache-2.0
"""Counters as netkeel reads them, beside those of the tools that everybody has."""

import re
import subprocess
import sys
import tarfile

from case import LiveCase

# Takes nothing of what comes: 200 datagrams into a receive buffer of 4 KiB, over the loopback.
LOSER = """
import socket, sys
loser = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
loser.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
loser.bind(("127.0.0.1", 0))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("127.0.0.1", 0))
listener.listen(17)
client = socket.create_connection(listener.getsockname())
print(loser.getsockname()[1], listener.getsockname()[1], flush=True)
for line in sys.stdin:
    for _ in range(200):
        sender.sendto(b"x" * 100, loser.getsockname())
    print("sent", flush=True)
"""


class CountersTest(LiveCase):
    def setUp(self):
        self.loser = subprocess.Popen(["ip", "netns", "exec", self.lab.name, sys.executable, "-c",
                                       LOSER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      text=True)
        self.addCleanup(self.loser.communicate)
        self.udp, self.tcp = self.loser.stdout.readline().split()

    def lose(self):
        self.loser.stdin.write("\n")
        self.loser.stdin.flush()
        self.assertEqual(self.loser.stdout.readline(), "sent\n")

    def capture(self, name, who=()):
        """The files of a capture, by their names."""
        archive = self.lab.folder / f"{name}.tar"
        archive.unlink(missing_ok=True)
        ran = self.lab.run([*who, self.lab.netkeel, "capture", archive])
        self.assert_exit(0, ran)
        with tarfile.open(archive) as tar:
            return {each.name: tar.extractfile(each).read().decode() for each in tar}

    def rows(self, text):
        rows = {}
        for number, word, value in re.findall(r"^(\d+)/([^:]+): (.*)$", text, re.M):
            rows.setdefault(number, {})[word] = value.strip('"')
        return list(rows.values())

    def test_sockets_drops_and_their_owners_are_those_of_ss(self):
        self.lose()
        files = self.capture("sockets")
        told = self.lab.sh(f"ss -uamnp 'sport = :{self.udp}'")
        drops = re.search(r"skmem:\(r(\d+),rb(\d+).*,d(\d+)\)", told)
        row, = [row for row in self.rows(files["host/udp-sockets.yaml"])
                if row["local"] == f"127.0.0.1:{self.udp}"]
        self.assertEqual((row["queue"], row["limit"], row["drops"]), drops.groups())
        self.assertGreater(int(row["drops"]), 100)
        owner, = [owner for owner in self.rows(files["host/socket-owners.yaml"])
                  if owner["inode"] == row["inode"]]
        self.assertEqual(int(owner["pid"]), self.loser.pid)
        listener, = [row for row in self.rows(files["host/tcp-listeners.yaml"])
                     if row["local"] == f"127.0.0.1:{self.tcp}"]
        self.assertEqual((listener["queue"], listener["limit"]), ("1", "17"))

    def test_drivers_words_are_those_of_ethtool(self):
        words = dict(re.findall(r"^ +(.+): (\d+)$", self.lab.sh("ethtool -S v0"), re.M))
        text = self.capture("words")["ethtool/v0/statistics.yaml"]
        self.assertEqual(dict(re.findall(r"^(.+): (\d+)$", text, re.M)), words)

    def test_what_was_lost_between_two_captures_is_said_with_the_process_that_lost_it(self):
        self.capture("before")
        self.lose()
        self.capture("after")
        ran = self.lab.run([self.lab.netkeel, "diagnose", "--format", "json", "--between",
                            self.lab.folder / "before.tar", self.lab.folder / "after.tar"])
        self.assert_exit(2, ran)
        self.assertIn(f"(pid {self.loser.pid})", ran.out)

    def test_a_user_has_the_counters_that_users_may_have(self):
        self.lose()
        self.lab.folder.chmod(0o777)
        self.addCleanup(self.lab.folder.chmod, 0o755)
        files = self.capture("user", ["setpriv", "--reuid", "65534", "--regid", "65534",
                                      "--clear-groups"])
        self.assertIn(f"127.0.0.1:{self.udp}", files["host/udp-sockets.yaml"])
        self.assertIn("ethtool/v0/statistics.yaml", files)
        self.assertNotIn("pid", files.get("host/socket-owners.yaml", ""))
