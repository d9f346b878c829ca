# SPDX-License-Identifier: Apache-2.0
"""A machine to try things on: a Debian's files below an overlay, with namespaces of its own for
network, mounts and processes. What is installed or written there is gone afterwards."""

import os
import pathlib
import select
import subprocess
import tempfile

QUEUES = 8
ENVIRONMENT = {"HOME": "/root", "LC_ALL": "C.UTF-8",
               "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}

# What the machine's first process does before it sleeps. $1: an empty folder; $2: the Debian's; $3:
# the process's name.
FIRST = r"""
set -e
mount --make-rprivate /
mount -t tmpfs layers "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay machine -o lowerdir="$2",upperdir="$1/upper",workdir="$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount -t sysfs sys sys
mount --rbind /dev dev
mount -t tmpfs run run
mount -t tmpfs tmp tmp
mkdir -p mnt/old
pivot_root . mnt/old
umount -l /mnt/old
ip link set lo up
echo ready
mkdir /run/first
cp /usr/bin/sleep "/run/first/$3"
exec "/run/first/$3" infinity
"""


class Ran:
    """What a program printed, and its exit code."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Machine:
    """Use as a context. Tools take a machine whose first process is called systemd for one that has
    systemd; systemctl enables and disables there, and cannot start."""

    def __init__(self, root, first_process="first"):
        self.root = root
        self.first_process = first_process
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="netkeel-fleet-"))
        self.process = None
        self.first = None

    def __enter__(self):
        command = ["unshare", "--mount", "--net", "--pid", "--uts", "--fork", "--kill-child", "bash",
                   "-c", FIRST, "first", str(self.folder), str(self.root), self.first_process]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        ready, _, _ = select.select([self.process.stdout], [], [], 30)
        line = self.process.stdout.readline() if ready else ""
        if line != "ready\n":
            self.__exit__()
            raise RuntimeError(f"no machine: {line}")
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.first = children.read_text().split()[0]
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.communicate()
        self.folder.rmdir()

    def command(self, command, env=None):
        variables = (f"{name}={value}" for name, value in {**ENVIRONMENT, **(env or {})}.items())
        return ["nsenter", "--target", self.first, "--mount", "--net", "--pid", "--uts", "--wdns=/",
                "env", "-i", *variables, *map(str, command)]

    def run(self, command, timeout=180, env=None):
        return Ran(subprocess.run(self.command(command, env), text=True, errors="replace",
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout,
                                  check=False))

    def start(self, command):
        """A process that goes on; it ends with the machine."""
        return subprocess.Popen(self.command(command), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ok(self, command, **options):
        ran = self.run(command, **options)
        if ran.code != 0:
            raise AssertionError(f"{command}: {ran}")
        return ran.out

    def sh(self, script, **options):
        return self.ok(["bash", "-ec", script], **options)

    def write(self, path, text):
        subprocess.run(self.command(["bash", "-ec", 'mkdir -p "${1%/*}"; cat >"$1"', "-", path]),
                       input=text, text=True, check=True)
        return path

    def read(self, path):
        return self.ok(["cat", path])

    def copy_in(self, source, target):
        """A file or folder of the host, as `target`."""
        source = pathlib.Path(source)
        packed = subprocess.run(["tar", "-C", source.parent, "-c", source.name], check=True,
                                capture_output=True).stdout
        unpack = 'mkdir -p "${1%/*}"; tar -C "${1%/*}" -x; [ "$2" = "$1" ] || mv "$2" "$1"'
        unpacked = os.path.join(os.path.dirname(target), source.name)
        subprocess.run(self.command(["bash", "-ec", unpack, "-", target, unpacked]), input=packed,
                       check=True)

    def install(self, package):
        """A .deb, as dpkg does it."""
        self.copy_in(package, "/root/netkeel.deb")
        self.ok(["dpkg", "--no-triggers", "-i", "/root/netkeel.deb"])

    # --- what the tests tune ---

    def make_links(self):
        """v0 and v1, a veth pair of eight queues, and sysctls that are not as wanted."""
        queues = f"numrxqueues {QUEUES} numtxqueues {QUEUES}"
        self.sh(f"ip link add v0 {queues} type veth peer name v1 {queues}\n"
                "ip link set v0 up; ip link set v1 up\n"
                "sysctl -qw net.ipv4.conf.v0.rp_filter=0 net.core.somaxconn=4096")

    def sysctl(self, key):
        return self.sh(f"sysctl -n {key}").strip()

    def queues(self):
        """(rx, tx) of v0 as ethtool has them."""
        current = self.sh("ethtool -l v0").split("Current hardware settings:")[1]
        return tuple(int(line.split(":")[1]) for line in current.splitlines()
                     if line.startswith(("RX:", "TX:")))
