# SPDX-License-Identifier: Apache-2.0
"""A network namespace with a veth pair of eight queues, and netkeel run inside of it."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

NOBODY = 65534
QUEUES = 8

# LeakSanitizer cannot work in a traced process: it is itself a tracer.
SANITIZERS = {"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0", "UBSAN_OPTIONS": "halt_on_error=1"}
TRACED = {"ASAN_OPTIONS": "detect_leaks=0"}

PROFILE = """\
version: 1
name: live
host:
  sysctl:
    net.ipv4.conf.v0.rp_filter: 2
    net.ipv4.udp_rmem_min: 8192
    net.core.somaxconn: 4000
interfaces:
  - match: {name: v0}
    channels: {rx: 4, tx: 4}
    queues: {rps_cpus: online}
"""


class Ran:
    """What a program printed, and its exit code."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Lab:
    """Use as a context. `netkeel` is copied to where nobody may run it, too."""

    def __init__(self, netkeel):
        self.name = f"netkeel-test-{os.getpid()}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="netkeel-live-"))
        self.folder.chmod(0o755)
        self.netkeel = self.folder / "netkeel"
        shutil.copy(netkeel, self.netkeel)
        self.state = self.folder / "state"
        self.profile = self.write("profile.yaml", PROFILE)

    def __enter__(self):
        try:
            self.make_links()
        except Exception:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run(["ip", "netns", "del", self.name], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_links(self):
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        queues = ["numrxqueues", str(QUEUES), "numtxqueues", str(QUEUES)]
        self.sh("ip link set lo up")
        self.ok(["ip", "link", "add", "v0", *queues, "type", "veth", "peer", "name", "v1", *queues])
        self.sh("ip link set v0 up; ip link set v1 up")
        self.sh("sysctl -qw net.ipv4.conf.v0.rp_filter=0 net.ipv4.udp_rmem_min=4096"
                " net.core.somaxconn=4096")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o644)
        return str(path)

    def run(self, command, **options):
        """In the namespace, which `ip netns exec` gives a /sys of its own."""
        environment = {**os.environ, **SANITIZERS, **options.pop("env", {})}
        return Ran(subprocess.run(["ip", "netns", "exec", self.name, *map(str, command)],
                                  text=True, errors="replace", env=environment, timeout=120,
                                  stdout=options.pop("stdout", subprocess.PIPE),
                                  stderr=subprocess.PIPE, check=False, **options))

    def ok(self, command):
        ran = self.run(command)
        if ran.code != 0:
            raise AssertionError(f"{command}: {ran}")
        return ran.out

    def sh(self, script):
        return self.ok(["bash", "-ec", script])

    def call(self, verb, *arguments, **options):
        state = ["--state-dir", self.state] if verb == "apply" else []
        return self.run([self.netkeel, verb, *state, *arguments], **options)

    def apply(self, *arguments, **options):
        """With leave to reset the link: the carrier of a veth pair is always up."""
        return self.call("apply", "--allow-disruptive", *arguments, **options)

    def traced(self, verb, *arguments):
        """(what it did, its system calls that could change something)."""
        log = self.folder / "strace.log"
        log.unlink(missing_ok=True)
        state = ["--state-dir", self.state] if verb == "apply" else []
        ran = self.run(["strace", "-f", "-y", "-qq", "-s", "64", "-o", log, "-e",
                        "trace=open,openat,openat2,creat,truncate,ftruncate,unlink,unlinkat,rename,"
                        "renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,chmod,"
                        "fchmodat,sendto,sendmsg,sendmmsg,execve",
                        self.netkeel, verb, *state, *arguments], env=TRACED)
        return ran, log.read_text(errors="replace").splitlines()

    def queues(self):
        """(rx, tx) as ethtool has them."""
        current = self.sh("ethtool -l v0").split("Current hardware settings:")[1]
        return tuple(int(re.search(rf"^{key}:\s*(\d+)", current, re.M)[1]) for key in ("RX", "TX"))

    def sysctl(self, key):
        return self.sh(f"sysctl -n {key}").strip()

    def rps(self, queue):
        """The mask of one receive queue as a number."""
        text = self.sh(f"cat /sys/class/net/v0/queues/rx-{queue}/rps_cpus")
        return int(text.strip().replace(",", ""), 16)


def opens_for_writing(trace, below=("",)):
    """Lines that open, make, rename or remove something whose path starts with one of `below`."""
    found = []
    for line in trace:
        call = re.search(r'\b(\w+)\((?:(?:AT_FDCWD|\d+)(?:<([^>]*)>)?)?,? ?"([^"]*)"', line)
        if not call or call[1] in ("sendto", "sendmsg", "sendmmsg", "execve", "if_nametoindex"):
            continue
        reading = call[1].startswith("open") and not re.search(
            r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)", line)
        path = os.path.join(call[2] or "", call[3])
        if reading or path in ("/dev/null", "/dev/tty"):
            continue
        if any(path.startswith(prefix) for prefix in below):
            found.append(line)
    return found


# The ETHTOOL_MSG_*_GET of linux/ethtool_netlink.h.
ETHTOOL_READS = {1, 2, 4, 6, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 28, 29, 31, 32, 33, 34, 36,
                 38}


def ethtool_commands(trace):
    """The command number of every message to the kernel's ethtool family."""
    return [int(code, 16) for line in trace
            for code in re.findall(r'nlmsg_type=ethtool\b[^"]*"\\x([0-9a-f]{2})', line)]


def netlink_of_other_families(trace):
    """Messages to families that are neither ethtool nor the lookup of its number."""
    return [line for line in trace if "nlmsg_type=" in line and not re.search(
        r"nlmsg_type=(ethtool|nlctrl|RTM_GET\w+|NLMSG_(DONE|ERROR|NOOP))\b", line)]
