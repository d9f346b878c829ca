# SPDX-License-Identifier: Apache-2.0
"""Callback plugin of the tests: what every task returned, as a line of JSON in /root/results."""

import json

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: ansible_results
type: notification
short_description: Results as lines of JSON
description: Results as lines of JSON.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "ansible_results"
    CALLBACK_NEEDS_ENABLED = True

    def write(self, result, **more):
        with open("/root/results", "a") as stream:
            print(json.dumps({**result._result, "task": result.task_name, **more}), file=stream)

    def v2_runner_on_ok(self, result):
        self.write(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.write(result, failed=True)
