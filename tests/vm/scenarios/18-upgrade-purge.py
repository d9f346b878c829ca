# SPDX-License-Identifier: Apache-2.0
"""An upgrade keeps state and enablement; removal does not un-tune; purge leaves nothing."""
import subprocess

from lab import expect
from witness import PROFILE, enable, sysctl

KERNELS = ["6.12"]

WANTED = "version: 1\nhost:\n  sysctl:\n    net.core.netdev_budget: 600\n"


def next_version(lab):
    """The same package as its successor."""
    folder = lab.run_dir / "next"
    subprocess.run(["dpkg-deb", "-R", lab.package, folder], check=True)
    control = folder / "DEBIAN/control"
    lines = [f"{line}+next" if line.startswith("Version:") else line
             for line in control.read_text().splitlines()]
    control.write_text("\n".join(lines) + "\n")
    package = lab.run_dir / "netkeel-next.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", folder, package], check=True,
                   stdout=subprocess.DEVNULL)
    return package


def dpkg(vm, arguments):
    """Whatever a maintainer script gets wrong is on standard error, also where it goes on."""
    rc, _, err = vm.run(f"LC_ALL=C dpkg {arguments}", timeout=120)
    expect(f"dpkg {arguments}", (rc, [line for line in err.splitlines()
                                      if "'/etc/netkeel' not empty" not in line]), (0, []))
    expect("systemd knows", vm.check_output(
        "systemctl show -P NeedDaemonReload netkeel.service"), "no")


def scenario(lab, kernel):
    vm = lab.boot(kernel=kernel)
    vm.copy_in(lab.package)
    dpkg(vm, f"-i /root/{lab.package.name}")
    vm.write(PROFILE, WANTED)
    enable(vm)
    expect("apply", vm.run("systemctl start netkeel.service")[0], 0)
    expect("applied", sysctl(vm, "net.core.netdev_budget"), "600")
    vm.check_output("test -d /var/lib/netkeel && echo kept > /var/lib/netkeel/note")

    vm.copy_in(next_version(lab))
    dpkg(vm, "-i /root/netkeel-next.deb")
    expect("version", vm.check_output("dpkg-query -W -f '${Version}' netkeel")[-5:], "+next")
    expect("state", vm.check_output("cat /var/lib/netkeel/note"), "kept")
    expect("still enabled", vm.check_output("systemctl is-enabled netkeel.service"), "enabled")
    expect("profile", vm.check_output(f"grep -c budget {PROFILE}"), "1")

    dpkg(vm, "-r netkeel")
    expect("removal does not un-tune", sysctl(vm, "net.core.netdev_budget"), "600")
    expect("the profile stays", vm.run(f"test -f {PROFILE}")[0], 0)
    dpkg(vm, "-P netkeel")
    expect("purge takes the state", vm.run("test -e /var/lib/netkeel")[0], 1)
    expect("no unit is left", vm.run("ls /etc/systemd/system/*.wants | grep netkeel")[1], "")
    expect("the profile is the operator's", vm.run(f"test -f {PROFILE}")[0], 0)
