# SPDX-License-Identifier: Apache-2.0
"""The flight recorder: what it sees, who it says did it, and what it survives."""

import contextlib
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import time

from case import LiveCase
from lab import SANITIZERS, TRACED

# Everything through which a recording becomes other than it was.
CALLS = ("pwrite64", "fdatasync", "ftruncate", "flock", "unlink", "write")
WRITER = """\
import sys, time
with open(sys.argv[1], "w") as file:
    file.write(sys.argv[2])
time.sleep(20)
"""


class RecordCase(LiveCase):
    def setUp(self):
        self.file = self.lab.folder / "recording.sqlite"
        self.command = [self.lab.netkeel, "record", "--recording", self.file, "--state-dir",
                        self.lab.state]

    def begin(self, *arguments, wrapped=()):
        """A recorder that has taken its first sample."""
        recorder = subprocess.Popen(
            ["ip", "netns", "exec", self.lab.name, *map(str, wrapped),
             *map(str, [*self.command, "--interval", "200ms", *arguments])],
            text=True, env={**os.environ, **SANITIZERS}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.addCleanup(recorder.kill)
        self.await_samples(1)
        return recorder

    def query(self, sql):
        # A connection that is not closed goes at some time, and holds the recording until then.
        database = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)
        with contextlib.closing(database):
            return database.execute(sql).fetchall()

    def count(self):
        try:
            return self.query("SELECT count(*) FROM samples")[0][0]
        except sqlite3.Error:
            return 0

    def await_samples(self, count):
        self.await_that(lambda: self.count() >= count, f"{count} samples")

    def await_that(self, is_so, what):
        deadline = time.monotonic() + 30
        while not is_so():
            self.assertLess(time.monotonic(), deadline, f"waited in vain for {what}")
            time.sleep(0.05)

    def events(self, kind):
        return self.query(f"SELECT place, text, pid FROM events WHERE kind = '{kind}' ORDER BY id")

    def end(self, recorder, how=signal.SIGTERM):
        recorder.send_signal(how)
        out, err = recorder.communicate(timeout=60)
        self.assertEqual(out, "")
        self.assertNotIn("Sanitizer", err)
        return recorder.returncode, err

    def mark(self, *arguments):
        return self.lab.run([self.lab.netkeel, "mark", "--recording", self.file, *arguments])

    def stay_and_write(self, path, text):
        """A process of the namespace that writes, and lives on. Its pid."""
        script = self.lab.write("writer.py", WRITER)
        writer = subprocess.Popen(["ip", "netns", "exec", self.lab.name, "python3", script, path,
                                   text])
        self.addCleanup(writer.wait)
        self.addCleanup(writer.kill)
        return writer.pid


class RecordTest(RecordCase):
    def test_a_recording_has_samples_a_beginning_and_an_end(self):
        recorder = self.begin()
        self.await_samples(4)
        self.assertEqual(self.end(recorder), (0, ""))
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        self.assertIn("every 200 ms", self.events("start")[0][1])
        self.assertEqual(self.events("stop")[0][1], "ended by SIGTERM")
        self.assertGreater(self.query("SELECT count(*) FROM series WHERE source = 'softnet'")[0][0],
                           0)

    def test_it_ends_when_its_time_is_over(self):
        ran = self.lab.run([*self.command, "--interval", "100ms", "--for", "500ms"])
        self.assert_exit(0, ran)
        missed = sum(int(text.split()[0]) for _, text, _ in self.events("gap"))
        self.assertGreaterEqual(self.count() + missed, 5)

    def test_it_ends_in_time_although_the_next_look_is_far(self):
        self.assert_exit(0, self.lab.run([*self.command, "--interval", "1h", "--for", "300ms"]))
        self.assertEqual(self.count(), 2)

    def test_every_program_reads_it_while_it_is_written(self):
        recorder = self.begin()
        self.await_samples(3)
        rows = self.query("SELECT time, source, place, name, value FROM series LIMIT 5")
        self.assertEqual(len(rows), 5)
        between = self.query("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') "
                             "FROM samples WHERE id = 2")[0][0]
        diagnosed = self.lab.run([self.lab.netkeel, "diagnose", "--recording", self.file, "--at",
                                  between, "--window", "60", "--format", "json"])
        self.assertIn(diagnosed.code, (0, 2), diagnosed)
        self.end(recorder)

    def test_a_mark_goes_onto_the_time_line(self):
        recorder = self.begin()
        self.assert_exit(0, self.mark("gap 1204-1210"))
        ran = self.mark("earlier", "--at", "-30s")
        self.assert_exit(0, ran)
        self.assertEqual(ran.err, "")
        self.assertEqual([event[1] for event in self.events("mark")],
                         ["gap 1204-1210", "earlier"])
        self.end(recorder)
        alone = self.mark("after the end")
        self.assert_exit(0, alone)
        self.assertIn("nothing is being recorded just now", alone.err)

    def test_a_mark_without_a_recording_says_how_to_begin_one(self):
        ran = self.mark("gap")
        self.assert_exit(1, ran)
        self.assertIn("there is no recording", ran.err)
        self.assertIn("systemctl enable --now netkeel-record", ran.err)

    def test_a_mark_is_a_text(self):
        self.end(self.begin())
        for text in ("  ", "a\nb", "x" * 201, "\x1b[31m"):
            ran = self.mark(text)
            self.assert_exit(1, ran)
            self.assertNotIn("\x1b", ran.err)
        self.assertEqual(self.events("mark"), [])

    def test_a_second_recorder_is_refused(self):
        recorder = self.begin()
        ran = self.lab.run([*self.command, "--for", "1"])
        self.assert_exit(1, ran)
        self.assertIn("another `netkeel record` writes", ran.err)
        self.end(recorder)

    def test_who_changed_a_setting_is_told(self):
        recorder = self.begin()
        for path, text, change in (
                ("/sys/class/net/v0/queues/rx-2/rps_cpus", "1", "none -> 0"),
                ("/proc/sys/net/ipv4/conf/v0/rp_filter", "1", "0 -> 1"),
                ("/proc/sys/net/core/somaxconn", "5000", "4096 -> 5000")):
            with self.subTest(path):
                pid = self.stay_and_write(path, text)
                self.await_that(lambda: any(event[0] == path for event in self.events("setting")),
                                path)
                found = [event for event in self.events("setting") if event[0] == path]
                script = self.lab.folder / "writer.py"
                self.assertEqual(found, [(path, f"{change}, by pid {pid} (python3 {script})", pid)])
        self.end(recorder)

    def test_what_its_unit_allows_is_enough(self):
        unit = pathlib.Path(__file__).parents[2] / "packaging/systemd/netkeel-record.service.in"
        allowed = re.search(r"^CapabilityBoundingSet=(.*)", unit.read_text(), re.M)[1].split()
        words = ["-all", *(f"+{name.removeprefix('CAP_').lower()}" for name in allowed)]
        recorder = self.begin(wrapped=["setpriv", f"--bounding-set={','.join(words)}"])
        pid = self.stay_and_write("/proc/sys/net/ipv4/conf/v0/rp_filter", "1")
        self.await_that(lambda: self.events("setting"), "the write")
        self.assertEqual(self.events("setting")[0][2], pid)
        self.assertEqual(self.query("SELECT place FROM unread"), [])
        self.end(recorder)

    def test_a_recording_that_is_removed_ends_it(self):
        recorder = self.begin()
        self.file.unlink()
        _, err = recorder.communicate(timeout=60)
        self.assertEqual(recorder.returncode, 1)
        self.assertIn("the file was removed", err)

    def test_without_the_capability_the_moment_is_told(self):
        recorder = self.begin(wrapped=["setpriv", "--bounding-set=-sys_admin"])
        self.assertIn("fanotify needs CAP_SYS_ADMIN", self.events("start")[1][1])
        self.lab.sh("echo 2 > /proc/sys/net/ipv4/conf/v0/rp_filter")
        self.await_that(lambda: self.events("setting"), "the write")
        self.assertEqual(self.events("setting"),
                         [("/proc/sys/net/ipv4/conf/v0/rp_filter", "0 -> 2", 0)])
        self.end(recorder)

    def test_on_a_proc_that_is_not_that_of_process_1_it_says_what_it_cannot_see(self):
        inner = 'mount -t proc proc /proc && exec "$@"'
        # Process 1 of a namespace of its own, with a /proc of its own; the recorder has another.
        outer = 'mount -t proc proc /proc && unshare --mount sh -c "$0" sh "$@"; exit $?'
        recorder = self.begin("--for", "2s", wrapped=[
            "unshare", "--pid", "--fork", "--mount", "sh", "-c", outer, inner])
        self.assertIn("another mount than that of process 1", self.events("start")[1][1])
        self.lab.sh("echo 2 > /proc/sys/net/ipv4/conf/v0/rp_filter")
        recorder.communicate(timeout=60)
        self.assertEqual(recorder.returncode, 0)
        self.assertEqual(self.events("setting"), [])

    def test_a_queue_that_is_made_anew_is_watched_anew(self):
        recorder = self.begin()
        self.lab.sh("ethtool -L v0 rx 2; ethtool -L v0 rx 8")
        count = self.count()
        self.await_samples(count + 3)
        self.lab.sh("echo 1 > /sys/class/net/v0/queues/rx-5/rps_cpus; sleep 0.2")
        place = "/sys/class/net/v0/queues/rx-5/rps_cpus"
        self.await_that(lambda: any(event[0] == place and "none -> 0" in event[1]
                                    for event in self.events("setting")), "the write")
        self.end(recorder)

    def test_a_storm_of_writes_ends_nothing(self):
        recorder = self.begin()
        self.lab.sh("for i in {1..5001}; do echo $((i % 2)) > /proc/sys/net/ipv4/conf/v0/rp_filter;"
                    " done")
        # How many of them become one look is the machine's speed; the last of them is a change.
        self.await_that(lambda: self.events("setting"), "a write of the storm")
        self.await_samples(self.count() + 5)
        self.assertEqual(self.end(recorder)[0], 0)

    def test_an_interface_that_comes_and_goes_ends_nothing(self):
        recorder = self.begin()
        for _ in range(5):
            self.lab.sh("ip link add h0 type veth peer name h1; ip link set h0 up; sleep 0.3;"
                        " ip link del h0")
        self.await_samples(self.count() + 3)
        self.assertEqual(self.end(recorder)[0], 0)

    def test_links_are_events(self):
        recorder = self.begin()
        self.lab.sh("ip link set v1 down")
        self.await_that(lambda: ("v0", "carrier lost", 0) in self.events("link"), "carrier lost")
        self.assertIn(("v1", "set down", 0), self.events("link"))
        self.end(recorder)

    def test_what_ip_and_ethtool_set_is_an_event(self):
        recorder = self.begin()
        self.lab.sh("ip link set v0 mtu 1400 txqueuelen 500; ethtool -K v1 gro on")
        wanted = {("v0", "link-settings.mtu 1500 -> 1400", 0),
                  ("v0", "link-settings.txqueuelen 1000 -> 500", 0),
                  ("v1", "features.rx-gro off -> on", 0)}
        self.await_that(lambda: wanted <= set(self.events("setting")), wanted)
        self.lab.sh("ip link set v0 mtu 1500 txqueuelen 1000; ethtool -K v1 gro off")
        self.end(recorder)

    def test_what_netkeel_itself_did_is_an_event(self):
        recorder = self.begin()
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.await_that(lambda: self.events("apply"), "the apply")
        text = self.events("apply")[0][1]
        self.assertRegex(text, r"^apply 1 of .*profile.yaml: applied, \d+ changes$")
        self.end(recorder)

    def stall(self, recorder):
        """Stops the recording process, for a second so far. Its pid."""
        children = subprocess.run(["pgrep", "-P", str(recorder.pid)], text=True,
                                  stdout=subprocess.PIPE, check=False).stdout.split()
        pid = int(children[0]) if children else recorder.pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(1)
        return pid

    def test_a_boot_a_suspend_or_a_stop_of_the_process_is_a_gap(self):
        recorder = self.begin()
        pid = self.stall(recorder)
        os.kill(pid, signal.SIGCONT)
        self.await_that(lambda: self.events("gap"), "the gap")
        self.assertRegex(self.events("gap")[0][1],
                         r"^\d+ looks? w\w+ missed: this process did not get a CPU in time$")
        self.end(recorder)

    def test_looks_missed_before_the_end_are_a_gap_too(self):
        recorder = self.begin()
        pid = self.stall(recorder)
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
        recorder.communicate(timeout=60)
        self.assertEqual(recorder.returncode, 0)
        self.assertTrue(self.events("gap"))
        self.assertEqual(self.events("stop")[0][1], "ended by SIGTERM")

    def test_a_full_disk_stops_the_recording_and_nothing_else(self):
        folder = self.lab.folder / "disk"
        folder.mkdir(mode=0o700)
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=False)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k,mode=0700", "none", folder],
                       check=True)
        self.file = folder / "recording.sqlite"
        self.command[self.command.index("--recording") + 1] = self.file
        recorder = self.begin()
        (folder / "filler").write_bytes(b"x" * 100_000)
        try:
            with open(folder / "filler", "ab", buffering=0) as filler:
                while filler.write(b"x" * 4096):
                    pass
        except OSError:
            pass
        line = recorder.stderr.readline()
        self.assertRegex(line, r"recording stands still: .*: (database or disk is full|disk I/O)")
        before = self.count()
        (folder / "filler").unlink()
        self.assertIn("recording goes on", recorder.stderr.readline())
        self.await_samples(before + 2)
        self.assertRegex(self.events("gap")[-1][1], r"\d+ samples? w\w+ not written")
        self.assertEqual(self.query("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.end(recorder), (0, ""))

    def test_systemd_is_told(self):
        said = self.lab.write("listen.py", """\
import os, socket, subprocess, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("\\0" + sys.argv[1])
environment = {**os.environ, "NOTIFY_SOCKET": "@" + sys.argv[1],
               "WATCHDOG_USEC": "30000000"}
subprocess.run(sys.argv[2:], env=environment, check=True)
listener.setblocking(False)
try:
    while True:
        print(listener.recv(1000).decode())
except BlockingIOError:
    pass
""")
        ran = self.lab.run(["python3", said, self.lab.name, *self.command, "--interval", "100ms",
                            "--for", "400ms"])
        self.assert_exit(0, ran)
        lines = ran.out.splitlines()
        self.assertEqual(lines[0], "READY=1")
        self.assertIn("STATUS=Recording to", lines[1])
        self.assertIn("WATCHDOG=1", lines)
        self.assertEqual(lines[-1], "STOPPING=1")


class RecordCrashTest(RecordCase):
    tried = survived = 0

    def traced(self, *strace):
        log = self.lab.folder / "record.log"
        return self.lab.run(["strace", "-f", "-qq", "-o", log, *strace, *self.command, "--interval",
                             "100ms", "--for", "200ms"], env=TRACED)

    def test_the_first_recording_is_killed_anywhere_and_opens(self):
        self.each_of(CALLS, lambda: None)

    def test_one_that_goes_on_is_killed_anywhere_and_opens(self):
        """Nothing of what was there is missing."""
        self.each_of(("pwrite64", "fdatasync", "ftruncate"), lambda: self.assert_exit(
            0, self.lab.run([*self.command, "--interval", "100ms", "--for", "100ms"])))

    def each_of(self, calls, prepare):
        for name in calls:
            nth = 1
            while self.kill(name, nth, prepare):
                nth += 1
            self.assertGreater(nth, 1, f"nobody calls {name}")
        self.assertGreater(RecordCrashTest.tried, 30)

    def kill(self, name, nth, prepare):
        """Whether there is a thread that makes the call so often."""
        for ending in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        prepare()
        before = self.count()
        ran = self.traced("-e", f"trace={name}", "-e", f"inject={name}:signal=KILL:when={nth}")
        if ran.code not in (-9, 137):
            return False
        with self.subTest(f"{name} {nth}"):
            RecordCrashTest.tried += 1
            self.assert_survived(before)
            RecordCrashTest.survived += 1
        return True

    def assert_survived(self, before):
        again = self.lab.run([*self.command, "--interval", "100ms", "--for", "100ms"])
        self.assert_exit(0, again)
        self.assertGreater(self.count(), before)
        self.assertEqual(self.query("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.query("SELECT max(id) - min(id) + 1 - count(*) FROM samples"), [(0,)])
        self.assertEqual(self.query("SELECT count(*) FROM samples WHERE frame NOT IN"
                                    " (SELECT id FROM samples)"), [(0,)])
