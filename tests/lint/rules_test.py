#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The rules must be able to fail: each is broken once in a small tree."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import rules  # noqa: E402

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


class RulesTest(unittest.TestCase):
    def breaches(self, name, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True)
            path.write_text(text)
            return list(rules.breaches(pathlib.Path(folder)))

    def assert_breach(self, name, text, what):
        found = self.breaches(name, text)
        self.assertEqual(len(found), 1, found)
        self.assertIn(what, found[0])

    def test_a_clean_file_passes(self):
        text = SPDX + '#include "base/text.h"\n\nint Two() {\n  return 2;\n}\n'
        self.assertEqual(self.breaches("agent/model/a.cc", text), [])

    def test_an_include_against_the_direction_is_found(self):
        self.assert_breach("agent/base/a.h", SPDX + '#include "model/state.h"\n',
                           "base must not include model/state.h")

    def test_the_profile_sees_the_rows_and_no_other_part_of_the_tunables(self):
        self.assertEqual(
            self.breaches("agent/profile/a.cc", SPDX + '#include "tunables/descriptor.h"\n'), [])
        self.assert_breach("agent/profile/a.cc", SPDX + '#include "tunables/tunable.h"\n',
                           "profile must not include tunables/tunable.h")

    def test_yaml_outside_of_the_profile_is_found(self):
        self.assert_breach("agent/cli/a.cc", SPDX + "#include <yaml-cpp/yaml.h>\n", "only in")

    def test_a_long_source_file_is_found_and_a_test_may_be_longer(self):
        self.assert_breach("agent/cli/a.cc", SPDX + "int a;\n" * 300, "301 lines")
        self.assertEqual(self.breaches("tests/cli/a_test.cc", SPDX + "int a;\n" * 300), [])

    def test_a_long_function_is_found(self):
        body = "  a = 1;\n" * 39
        self.assert_breach("agent/cli/a.cc", SPDX + "\nvoid Long() {\n" + body + "}\n",
                           "function of 41 lines")
        self.assert_breach("agent/cli/a.cc",
                           SPDX + "\nvoid Long(int first,\n          int second) {\n" + body + "}\n",
                           "function of 42 lines")

    def test_forbidden_words_are_found(self):
        self.assert_breach("agent/cli/a.cc", SPDX + "// TO" + "DO later\n", "do it now")
        self.assert_breach("docs/a.md", "see /wo" + "rk/main\n", "one machine")

    def test_a_missing_licence_is_found(self):
        self.assert_breach("agent/cli/a.cc", "int a;\n", "SPDX")

    def test_a_catch_outside_of_its_place_is_found(self):
        self.assert_breach("agent/model/a.cc", SPDX + "  } catch (const E& e) {\n", "exceptions")


if __name__ == "__main__":
    unittest.main()
