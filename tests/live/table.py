# SPDX-License-Identifier: Apache-2.0
"""Test results as a line each: verdict, seconds, and the test's name as a sentence."""

import time
import unittest


class Table(unittest.TestResult):
    """A test that any part of failed has failed; one that any part of was skipped is no pass."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.bad, self.left_out = set(), set()

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def line(self, verdict, test):
        sentence = test.id().split(".")[-1].removeprefix("test_").replace("_", " ")
        seconds = time.monotonic() - self.started
        print(f"{verdict:<7} {seconds:5.1f} s  {sentence}", flush=True)

    def went_wrong(self, test, why):
        self.bad.add(whole(test))
        self.line("FAILED", test)
        print(why)

    def addSuccess(self, test):
        if whole(test) not in self.left_out:
            self.line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.went_wrong(test, self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.went_wrong(subtest, self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self.went_wrong(test, self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.left_out.add(whole(test))
        self.line("skipped", test)
        print(f"        {reason}")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.line("ok", test)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.went_wrong(test, "it was expected to fail, and passed")

    def counts(self):
        """(passed, failed, skipped), of tests, however many parts they have."""
        failed, skipped = len(self.bad), len(self.left_out - self.bad)
        return self.testsRun - failed - skipped, failed, skipped


def whole(test):
    """The id of the test that `test` is, or is a part of."""
    return getattr(test, "test_case", test).id()


def summary(passed, failed, skipped):
    """The last line of whatever runs tests; tests/run adds them up."""
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def all_tests(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from all_tests(item)
        else:
            yield item
