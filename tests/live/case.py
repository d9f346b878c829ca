# SPDX-License-Identifier: Apache-2.0
"""What the live tests share."""

import unittest


class LiveCase(unittest.TestCase):
    lab = None  # set by tests/live/run
    maxDiff = None

    def assert_exit(self, code, ran):
        self.assertEqual(ran.code, code, ran)
        self.assertNotIn("Sanitizer", ran.err)

    def assert_findings(self, ran, expected):
        """`expected` maps the addresses that are not ok to their status."""
        findings = {f["address"]: f["status"] for f in ran.json()["findings"]}
        amiss = {address: status for address, status in findings.items() if status != "ok"}
        self.assertEqual(amiss, expected)
