# SPDX-License-Identifier: Apache-2.0
"""Causes that are made for real, and what `netkeel diagnose` says of each; hosts where nothing is
wrong, of which it says nothing."""
import concurrent.futures
import datetime

from case import LiveCase
from condition import Matrix, complaints, words_of
from conditions import Pair, conditions

WINDOW = 3
# Of a recording of a busy host, how many windows are looked at, how long each is, and how far from
# the one before.
WINDOWS, LENGTH, STEP = 200, 2, 0.1


class EvidenceTest(LiveCase):
    matrix = Matrix()

    def diagnose(self, *arguments):
        ran = self.lab.call("diagnose", "--format", "json", *arguments)
        self.assertIn(ran.code, (0, 2), ran)
        self.assertNotIn("Sanitizer", ran.err)
        report = ran.json()
        self.assertEqual(ran.code == 2, bool(report["findings"]), ran)
        return report

    def made(self, title):
        """The diagnosis of a condition, and whether plain counters prove that it was there."""
        condition = next(one for one in conditions() if one.title() == title)
        with Pair(self.lab) as pair:
            condition.setting(pair)
            condition.cause(pair)
            before = pair.counters()
            report = self.diagnose("--for", WINDOW)
            after = pair.counters()
        rise = {key: count - before.get(key, 0) for key, count in after.items()}
        self.assertTrue(condition.proof(rise), rise)
        return condition, report

    def found_first(self, title):
        condition, report = self.made(title)
        self.matrix.add(condition, report)
        self.assertEqual(complaints(condition, report), [], report)

    def not_found_without(self, title):
        condition = next(one for one in conditions() if one.title() == title)
        with Pair(self.lab) as pair:
            condition.setting(pair)
            report = self.diagnose("--for", WINDOW)
        self.assertEqual(words_of(report), [], report)

    def test_a_sender_whom_no_route_leads_back_to_is_found(self):
        self.found_first("reverse-path")

    def test_the_same_sender_is_no_finding_where_paths_are_not_checked(self):
        self.not_found_without("reverse-path")

    def test_bursts_that_a_socket_has_no_room_for_are_found(self):
        self.found_first("socket-bursts")

    def test_the_same_bursts_are_no_finding_where_there_is_room(self):
        self.not_found_without("socket-bursts")

    def test_an_application_that_is_too_slow_is_found(self):
        self.found_first("socket-slow")

    def test_a_queue_of_connections_that_is_too_short_is_found(self):
        self.found_first("listen-queue")

    def test_what_a_switch_lost_is_not_lost_here(self):
        self.found_first("lost elsewhere")

    def test_an_idle_host_has_no_finding(self):
        self.found_first("idle")

    def test_a_busy_host_has_no_finding(self):
        self.found_first("busy")

    def test_200_windows_of_a_busy_host_have_no_finding(self):
        recording = self.lab.folder / "recording.sqlite"
        seconds = LENGTH + WINDOWS * STEP + 1
        with Pair(self.lab) as pair:
            next(one for one in conditions() if one.title() == "busy").setting(pair)
            begin = datetime.datetime.now(datetime.timezone.utc)
            ran = self.lab.call("record", "--interval", STEP, "--for", seconds, "--recording", recording)
            self.assert_exit(0, ran)

        def look(number):
            offset = datetime.timedelta(seconds=LENGTH / 2 + 0.5 + number * STEP)
            return self.diagnose("--recording", recording, "--window", LENGTH, "--at",
                                 (begin + offset).isoformat(timespec="milliseconds")[:-6] + "Z")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            reports = list(pool.map(look, range(WINDOWS)))
        self.assertEqual([words_of(report) for report in reports], [[]] * WINDOWS)
        self.assertGreater(min(report["packets"] for report in reports), 1000)
