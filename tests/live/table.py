# SPDX-License-Identifier: Apache-2.0
"""Test results as a line each: verdict, seconds, and the test's name as a sentence."""

import time
import unittest


class Table(unittest.TestResult):

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def line(self, verdict, test):
        sentence = test.id().split(".")[-1].removeprefix("test_").replace("_", " ")
        seconds = time.monotonic() - self.started
        print(f"{verdict:<7} {seconds:5.1f} s  {sentence}", flush=True)

    def addSuccess(self, test):
        self.line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line("FAILED", test)
        print(self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.line("FAILED", subtest)
            print((self.failures + self.errors)[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.line("FAILED", test)
        print(self.errors[-1][1])

    def failed(self):
        """How many tests, however many parts of them, went wrong."""
        return len({id(getattr(test, "test_case", test))
                    for test, _ in self.failures + self.errors})

    def summary(self):
        return f"{self.testsRun - self.failed()} passed, {self.failed()} failed"


def all_tests(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from all_tests(item)
        else:
            yield item
