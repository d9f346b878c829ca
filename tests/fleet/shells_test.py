# SPDX-License-Identifier: Apache-2.0
"""Completion in bash, zsh and fish, and the manual pages, against what --help says."""

import re
import unittest

# What bash offers for the last word of a line; the words are the arguments.
BASH = r"""
source /usr/share/bash-completion/bash_completion
source /usr/share/bash-completion/completions/netkeel
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
_netkeel netkeel "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""
PAGES = {"netkeel": "1", "netkeel.profile": "5", "netkeel.service": "8"}


class ShellsTest(unittest.TestCase):
    FIRST_PROCESS = "first"
    maxDiff = None

    def bash(self, *words):
        return self.machine.ok(["bash", "-ic", BASH, "bash", "netkeel", *words]).split()

    def fish(self, line):
        """{candidate: description}"""
        out = self.machine.ok(["fish", "-c", f"complete -C 'netkeel {line}'"])
        return dict(line.partition("\t")[::2] for line in out.splitlines())

    def zsh(self, *lines):
        """For each line all words on the screen."""
        script = "/root/zsh_completion.py"
        self.machine.copy_in(self.sources / "tests/fleet/zsh_completion.py", script)
        out = self.machine.ok(["python3", script, *(f"netkeel {line}" for line in lines)])
        return [{word.rstrip("=") for word in shown.split()} for shown in out.split("\f")]

    def verbs(self):
        text = self.machine.ok(["netkeel", "--help"])
        return re.findall(r"^  (\w+) ", text.split("verbs:")[1].split("exit codes")[0], re.M)

    def options(self, verb):
        text = self.machine.ok(["netkeel", verb, "--help"])
        return re.findall(r"(--[a-z-]+)", "\n".join(
            line[:26] for line in text.split("options:")[1].split("\nexamples\n")[0].splitlines()))

    def keys(self):
        lines = self.machine.ok(["netkeel", "explain"]).splitlines()[1:]
        return [line.split()[0] for line in lines]

    def test_help_has_verbs_options_and_keys_to_compare_with(self):
        self.assertIn("apply", self.verbs())
        self.assertIn("--allow-disruptive", self.options("apply"))
        self.assertIn("rings.rx", self.keys())

    def test_bash_completes_every_verb_option_and_key(self):
        self.assertLessEqual(set(self.verbs()), set(self.bash("")))
        for verb in self.verbs():
            self.assertLessEqual(set(self.options(verb)), set(self.bash(verb, "--")), verb)
        self.assertEqual(self.bash("explain", ""), self.keys())

    def test_bash_completes_values(self):
        self.machine.make_links()
        self.assertIn("json", self.bash("check", "--format", ""))
        self.assertEqual(self.bash("check", "--color", "al"), ["always"])
        self.assertIn("v0", self.bash("apply", "-i", ""))
        self.assertIn("multicast-feed", self.bash("check", "mul"))
        self.assertIn("multicast-feed", self.bash("validate", "baseline", "mul"))

    def test_fish_completes_every_verb_option_and_key(self):
        self.assertLessEqual(set(self.verbs()), set(self.fish("")))
        for verb in self.verbs():
            self.assertLessEqual(set(self.options(verb)), set(self.fish(f"{verb} --")), verb)
        self.assertLessEqual(set(self.keys()), set(self.fish("explain ")))

    def test_fish_completes_values(self):
        self.machine.make_links()
        self.assertIn("json", self.fish("check --format "))
        self.assertIn("v0", self.fish("apply -i "))
        self.assertEqual(self.fish("check mul"), {"multicast-feed": "shipped profile"})

    def test_zsh_completes_every_verb_option_and_key(self):
        verbs = self.verbs()
        at_first, keys, *of_verbs = self.zsh("", "explain ", *(f"{verb} --" for verb in verbs))
        self.assertLessEqual(set(verbs), at_first)
        self.assertLessEqual(set(self.keys()), keys)
        for verb, shown in zip(verbs, of_verbs):
            self.assertLessEqual(set(self.options(verb)), shown, verb)

    def test_zsh_completes_values(self):
        self.machine.make_links()
        formats, interfaces, profiles, _ = self.zsh("check --format ", "apply -i ", "check ")
        self.assertIn("json", formats)
        self.assertIn("v0", interfaces)
        self.assertIn("multicast-feed", profiles)

    def test_every_shell_completes_runs_of_the_history(self):
        self.machine.make_links()
        self.machine.write("/root/wish.yaml",
                           "version: 1\nhost:\n  sysctl:\n    net.core.somaxconn: 4000\n")
        self.machine.ok(["netkeel", "apply", "/root/wish.yaml"])
        run = self.machine.ok(["netkeel", "history"]).splitlines()[1].split()[0]
        self.assertEqual(self.bash("rollback", ""), [run])
        self.assertIn(run, self.fish("history "))
        self.assertIn(run, self.zsh("history ")[0])

    def test_the_manual_pages_render_within_80_columns_without_a_warning(self):
        for page, section in PAGES.items():
            path = f"/usr/share/man/man{section}/{page}.{section}.gz"
            if self.machine.run(["test", "-e", path]).code != 0:
                path = path.removesuffix(".gz")
            ran = self.machine.run(["man", "--warnings", "-l", path], env={"MANWIDTH": "80"})
            self.assertEqual((ran.code, ran.err), (0, ""), page)
            self.assertGreater(len(ran.out.splitlines()), 30, page)
            self.assertEqual([line for line in ran.out.splitlines() if len(line) > 80], [], page)
            lint = self.machine.run(["bash", "-c", f"zcat -f {path} | mandoc -T lint -W error"])
            self.assertEqual((lint.code, lint.out), (0, ""), page)

    def test_the_manual_page_has_every_verb_and_option(self):
        text = self.machine.ok(["man", "-l", self.page("netkeel")], env={"MANWIDTH": "80"})
        for verb in self.verbs():
            section = re.search(rf"^   {verb}$\n(.*?)^(?=   \w|\w)", text, re.M | re.S)
            self.assertIsNotNone(section, verb)
            for option in set(self.options(verb)) - {"--help"}:
                self.assertIn(option, section[1], verb)

    def test_the_profiles_page_has_every_key(self):
        text = self.machine.ok(["man", "-l", self.page("netkeel.profile")], env={"MANWIDTH": "80"})
        for key in self.keys():
            word = key if key.startswith("net.") else key.split(".", 1)[1]
            self.assertRegex(text, rf"(?m)^       {re.escape(word)}\b")

    def test_the_services_page_has_every_unit(self):
        text = self.machine.ok(["man", "-l", self.page("netkeel.service")], env={"MANWIDTH": "80"})
        units = self.machine.sh("cd /lib/systemd/system && ls netkeel*").split()
        for unit in units:
            self.assertIn(unit.replace("@.", "@INTERFACE."), text)

    def page(self, name):
        section = PAGES[name]
        return self.machine.sh(f"ls /usr/share/man/man{section}/{name}.{section}*").strip()
