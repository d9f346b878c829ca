# SPDX-License-Identifier: Apache-2.0
"""One Ansible play over SSH keeps two hosts as their profile says; a second run changes nothing."""
import os
import shutil
import subprocess
from pathlib import Path

from lab import Igb, Mismatch, expect, install_netkeel, wait_until
from witness import ring, sysctl

KERNELS = ["6.12"]

COLLECTION = Path(__file__).resolve().parents[3] / "packaging/ansible"
NAMES = ("alpha", "beta")

PLAY = """\
- hosts: all
  gather_facts: false
  tasks:
    - netkeel.netkeel.netkeel_profile:
        allow_disruptive: true
        wait: 30
        profile:
          version: 1
          name: fleet
          host:
            sysctl:
              net.core.netdev_budget: 600
          interfaces:
            - match: {name: "{{ tuned }}"}
              rings: {rx: 1024}
"""
AUDIT = PLAY.replace("allow_disruptive: true\n        wait: 30", "state: audited")
BAD = PLAY.replace("rings:", "rigns:")


def has_key(vm, key):
    vm.write("/root/.ssh/authorized_keys", key)
    vm.check_output("chown -R root:root /root/.ssh && chmod 700 /root /root/.ssh && "
                    "chmod 600 /root/.ssh/authorized_keys && systemctl start ssh")


def ssh_into(lab, vm):
    """A program that is ssh in the namespace where QEMU forwards the guest's port."""
    enter = ["nsenter", "--target", str(vm.process.pid), "--net"]
    subprocess.run([*enter, "ip", "link", "set", "lo", "up"], check=True)
    path = lab.run_dir / f"ssh-{vm.name}"
    path.write_text(f"#!/bin/sh\nexec {' '.join(enter)} ssh \"$@\"\n")
    path.chmod(0o755)
    return path


class Controller:
    """ansible-playbook on this machine, with a home of its own."""

    def __init__(self, lab, vms, tuned):
        self.lab, self.home = lab, lab.run_dir / "controller"
        folder = self.home / "collections/ansible_collections/netkeel"
        folder.mkdir(parents=True)
        (folder / "netkeel").symlink_to(COLLECTION)
        self.key = self.home / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        common = ("-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
                  "-o ConnectTimeout=60")
        lines = []
        for vm in vms:
            has_key(vm, self.key.with_suffix(".pub").read_text())
            lines.append(f"{vm.name} ansible_host=127.0.0.1 ansible_port=22022 ansible_user=root "
                         f"ansible_ssh_executable={ssh_into(lab, vm)} tuned={tuned[vm.name]} "
                         f"ansible_ssh_private_key_file={self.key} "
                         f"ansible_ssh_common_args='{common}' "
                         "ansible_python_interpreter=/usr/bin/python3\n")
        (self.home / "inventory").write_text("".join(lines))

    def play(self, text, *options):
        (self.home / "play.yml").write_text(text)
        environment = {**os.environ, "HOME": str(self.home), "ANSIBLE_NOCOLOR": "1",
                       "ANSIBLE_COLLECTIONS_PATH": str(self.home / "collections"),
                       "ANSIBLE_PIPELINING": "1", "ANSIBLE_TIMEOUT": "60",
                       # A master would outlive the machine that it is connected to.
                       "ANSIBLE_SSH_ARGS": "-o ControlMaster=no"}
        ran = subprocess.run(["ansible-playbook", "-i", self.home / "inventory", *options,
                              self.home / "play.yml"], env=environment, text=True, timeout=600,
                             stdin=subprocess.DEVNULL, capture_output=True, check=False)
        with open(self.lab.log_dir / "ansible", "a") as log:
            log.write(f"{' '.join(options)}\n{ran.stdout}{ran.stderr}[{ran.returncode}]\n")
        return ran

    def recap(self, ran):
        """{host: {"ok": 1, "changed": 0, ...}}"""
        lines = ran.stdout.split("PLAY RECAP")[1].splitlines()[1:]
        return {line.split()[0]: {key: int(value) for key, value in
                                  (word.split("=") for word in line.split(":")[1].split())}
                for line in lines if ":" in line}

    def expect_each(self, what, ran, **wanted):
        recap = self.recap(ran)
        expect(f"{what}: hosts", sorted(recap), sorted(NAMES))
        for host, counts in recap.items():
            for key, value in wanted.items():
                expect(f"{what}: {key} of {host}", counts[key], value)


def scenario(lab, kernel):
    missing = [tool for tool in ("ansible-playbook", "ssh", "nsenter") if not shutil.which(tool)]
    if missing:
        raise RuntimeError(f"needs {', '.join(missing)}")
    vms, tuned, cards = [], {}, {}
    for name in NAMES:
        cards[name] = Igb()
        vm = lab.boot(name, kernel=kernel, cards=[Igb(forward=22), cards[name]])
        install_netkeel(vm)
        wait_until("an address", lambda: vm.cards[0].address in vm.run("ip -4 -o address")[1])
        tuned[name] = vm.wait_up(cards[name])
        vms.append(vm)
    controller = Controller(lab, vms, tuned)
    before = {vm.name: ring(vm, tuned[vm.name]) for vm in vms}

    ran = controller.play(PLAY, "--check", "--diff")
    controller.expect_each("check", ran, changed=1, failed=0, unreachable=0)
    expect("the diff", "+  rings/rx: 1024" in ran.stdout, True)
    for vm in vms:
        expect("check changes nothing", ring(vm, tuned[vm.name]), before[vm.name])

    ran = controller.play(PLAY)
    controller.expect_each("first run", ran, changed=1, failed=0, unreachable=0)
    for vm in vms:
        expect("ring", ring(vm, tuned[vm.name])["RX"], 1024)
        expect("sysctl", sysctl(vm, "net.core.netdev_budget"), "600")
    controller.expect_each("second run", controller.play(PLAY), changed=0, failed=0)

    vms[1].check_output("sysctl -qw net.core.netdev_budget=300")
    ran = controller.play(AUDIT)
    recap = controller.recap(ran)
    expect("who has drifted", {host: recap[host]["failed"] for host in NAMES},
           {"alpha": 0, "beta": 1})
    if "net.core.netdev_budget: drift, wanted 600, actual 300" not in ran.stdout:
        raise Mismatch("the audit does not name the drift")
    expect("an audit changes nothing", sysctl(vms[1], "net.core.netdev_budget"), "300")

    ran = controller.play(BAD)
    controller.expect_each("a bad profile", ran, changed=0, failed=1)
    if "/etc/netkeel/profile.yaml:" not in ran.stdout or "rigns" not in ran.stdout:
        raise Mismatch("the failure has no line")
