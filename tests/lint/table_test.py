#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of results must be able to say no: each way in which a test can end is tried once."""

import contextlib
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "live"))
from table import Table, summary  # noqa: E402


class Ends(unittest.TestCase):
    """A test for each way to end; they are not run as tests of their own."""

    def passes(self):
        pass

    def fails(self):
        self.fail("wrong")

    def raises(self):
        raise OSError("broken")

    def skips(self):
        self.skipTest("no card")

    @unittest.skip("never")
    def is_skipped(self):
        pass

    @unittest.expectedFailure
    def fails_as_expected(self):
        self.fail("wrong")

    @unittest.expectedFailure
    def passes_unexpectedly(self):
        pass

    def fails_in_two_parts(self):
        for part in range(3):
            with self.subTest(part=part):
                self.assertEqual(part, 1)

    def skips_a_part(self):
        for part in range(3):
            with self.subTest(part=part):
                if part == 1:
                    self.skipTest("no card")

    def skips_a_part_and_fails_in_another(self):
        with self.subTest("skips"):
            self.skipTest("no card")
        with self.subTest("fails"):
            self.fail("wrong")


class TableTest(unittest.TestCase):
    def end(self, *names):
        """(passed, failed, skipped) and what was printed of tests that end so."""
        table, printed = Table(), io.StringIO()
        with contextlib.redirect_stdout(printed):
            for name in names:
                Ends(name)(table)
        return table.counts(), printed.getvalue()

    def test_a_pass_is_a_pass(self):
        counts, printed = self.end("passes")
        self.assertEqual(counts, (1, 0, 0))
        self.assertRegex(printed, r"^ok .* passes\n$")

    def test_a_failure_and_an_error_are_failures_with_their_reason(self):
        for name, reason in (("fails", "wrong"), ("raises", "broken")):
            counts, printed = self.end(name)
            self.assertEqual(counts, (0, 1, 0), name)
            self.assertRegex(printed, rf"(?s)^FAILED .* {name}\n.*{reason}")

    def test_a_skip_is_no_pass_and_says_why(self):
        for name, reason in (("skips", "no card"), ("is_skipped", "never")):
            counts, printed = self.end(name)
            self.assertEqual(counts, (0, 0, 1), name)
            self.assertRegex(printed, rf"^skipped .*\n +{reason}\n$")

    def test_an_unexpected_success_is_a_failure(self):
        counts, printed = self.end("passes_unexpectedly")
        self.assertEqual(counts, (0, 1, 0))
        self.assertIn("expected to fail", printed)

    def test_a_failure_that_was_expected_is_a_pass(self):
        self.assertEqual(self.end("fails_as_expected")[0], (1, 0, 0))

    def test_a_test_of_which_parts_fail_has_failed_once(self):
        self.assertEqual(self.end("fails_in_two_parts")[0], (0, 1, 0))

    def test_a_test_of_which_a_part_is_skipped_is_no_pass(self):
        counts, printed = self.end("skips_a_part")
        self.assertEqual(counts, (0, 0, 1))
        self.assertNotIn("ok ", printed)
        self.assertEqual(self.end("skips_a_part_and_fails_in_another")[0], (0, 1, 0))

    def test_the_last_line_has_all_three_numbers(self):
        counts = self.end("passes", "passes", "fails", "skips", "passes_unexpectedly")[0]
        self.assertEqual(summary(*counts), "2 passed, 2 failed, 1 skipped")


if __name__ == "__main__":
    unittest.main()
