# SPDX-License-Identifier: Apache-2.0
"""`netkeel observe`: when it ends, and how it leaves a terminal."""
import os
import pty
import select
import signal
import subprocess
import termios

from case import LiveCase


class ObserveTest(LiveCase):
    def lines(self, *arguments):
        ran = self.lab.call("observe", "--format", "json", *arguments)
        self.assert_exit(0, ran)
        return ran.out.splitlines()

    def test_observing_ends_when_its_time_is_over_whatever_the_interval(self):
        self.assertEqual(len(self.lines("--for", "0.5", "--interval", "100")), 1)
        self.assertEqual(len(self.lines("--for", "0.5", "--interval", "0.3")), 2)
        self.assertEqual(len(self.lines("--for", "0.6", "--interval", "0.3")), 2)

    def test_observing_without_a_time_says_so(self):
        ran = self.lab.run(["unshare", "-m", "sh", "-c", "mount --bind /dev/null /proc/uptime; exec "
                            f"{self.lab.netkeel} observe --for 0.3 --interval 0.1"])
        self.assert_exit(1, ran)
        self.assertIn("/proc/uptime cannot be read", ran.err)

    def test_a_terminal_is_as_before_whichever_signal_ends_it(self):
        for number in (signal.SIGQUIT, signal.SIGINT, signal.SIGTERM):
            main, side = pty.openpty()
            before = termios.tcgetattr(side)
            command = ["ip", "netns", "exec", self.lab.name, self.lab.netkeel, "observe"]
            with subprocess.Popen(command, stdin=side, stdout=side, stderr=side) as process:
                while b"[?1049h" not in os.read(main, 65536):
                    pass
                process.send_signal(number)
                while process.poll() is None:
                    if select.select([main], [], [], 0.05)[0]:
                        os.read(main, 65536)
            self.assertEqual(process.returncode, 0, number)
            self.assertEqual(termios.tcgetattr(side), before, number)
            os.close(main)
            os.close(side)
