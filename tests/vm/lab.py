# SPDX-License-Identifier: Apache-2.0
"""Virtual machines with emulated network cards, driven from a test.

    lab = Lab(vm_dir, log_dir)
    vm = lab.boot(kernel="6.1", cards=[Igb()], append="isolcpus=2-3")
    rc, out, err = vm.run("ethtool -g eth0")
    vm.reboot()
"""
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from cards import PLAIN, TWO_SOCKETS, Card, E1000e, Igb, VirtioNet, Vmxnet3  # noqa: F401
from ixgbe import Ixgbe  # noqa: F401
from wire import Qmp, Wire

KERNELS = ["6.1", "6.12", "7.3"]
BOOT_TIMEOUT = 240
COMMAND_LINE = ("console=ttyS0 quiet net.ifnames=0 panic=-1 mitigations=off random.trust_cpu=on "
                "no_timer_check tsc=reliable cryptomgr.notests=1")
# thread=multi loses timers and asserts now and then where a guest moves PCI bars (QEMU 10.0).
ACCELERATORS = {"kvm": ["-accel", "kvm", "-cpu", "host"],
                "tcg": ["-accel", "tcg,thread=single,tb-size=512", "-cpu", "max,la57=off"]}

# What a machine is asked when its scenario has failed.
LAST_WORDS = ["journalctl -b -o short-monotonic --no-pager | tail -400", "systemctl list-jobs",
              "ip -d address", "cat /proc/interrupts", "cat /proc/loadavg; ps -ef",
              "netkeel history", "netkeel check -v"]


class Mismatch(AssertionError):
    """What a scenario saw is not what it wanted."""


def expect(what, seen, wanted):
    """`wanted` is a value, or a predicate of what was seen."""
    good = wanted(seen) if callable(wanted) else seen == wanted
    if not good:
        name = getattr(wanted, "__name__", "") if callable(wanted) else repr(wanted)
        raise Mismatch(f"{what}: saw {seen!r}, wanted {name}")


def patience(seconds):
    """How long to wait here and now for what takes no more than that on a quiet host: an emulated
    machine gets the less of a CPU the more others want one."""
    return seconds * min(max(os.getloadavg()[0] / os.cpu_count(), 1), 10)


def wait_until(what, condition, timeout=30):
    """Returns the first true value of `condition()`."""
    begin = time.monotonic()
    while not (value := condition()):
        waited = time.monotonic() - begin
        if waited > patience(timeout):
            raise Mismatch(f"{what}: not within {waited:.0f} s")
        time.sleep(0.5)
    return value


def install_netkeel(vm):
    """Installs the package under test as an operator would."""
    if not vm.lab.package:
        raise RuntimeError("no package: build one, or name one with --deb")
    vm.copy_in(vm.lab.package)
    vm.check_output(f"dpkg -i /root/{vm.lab.package.name}", timeout=300)


class Lab:
    """Where the images are and where the logs go; ends every VM it booted."""

    def __init__(self, vm_dir, log_dir, package=None):
        self.vm_dir = Path(vm_dir)
        self.log_dir = Path(log_dir)
        self.package = package and Path(package)
        self.vms = []
        # Unix socket paths are limited to 107 bytes, so not below the build folder.
        self.run_dir = Path(tempfile.mkdtemp(prefix="keelvm-"))

    def boot(self, name="vm", **options):
        vm = Vm(self, name, **options)
        self.vms.append(vm)
        vm.start()
        return vm

    def socket(self, name):
        """A path for two cards to meet at (`Card.peer`)."""
        return str(self.run_dir / name)

    def accelerator(self):
        return (os.environ.get("NETKEEL_VM_ACCEL")
                or (self.vm_dir / "accelerator").read_text().strip())

    def question(self):
        """Asks every machine that still answers what happened; its transcript has it."""
        for vm in self.vms:
            try:
                for command in LAST_WORDS:
                    vm.run(command, 20)
            except Exception as error:
                vm.note(f"no more answers: {error!r}")

    def close(self, keep=False):
        for vm in self.vms:
            vm.stop()
        if not keep:
            shutil.rmtree(self.run_dir)


class Vm:
    """One virtual machine: a copy-on-write disk, its cards, its command channel."""

    def __init__(self, lab, name="vm", kernel="6.12", cards=(), topology=PLAIN, append="",
                 flavour="base"):
        self.lab, self.name, self.kernel, self.append = lab, name, kernel, append
        self.cards, self.topology, self.flavour = list(cards), topology, flavour
        self.dir = lab.run_dir / name
        self.share = self.dir / "share"
        self.share.mkdir(parents=True)
        self.disk = self.dir / "disk.qcow2"
        self.transcript = open(lab.log_dir / f"{name}.transcript", "a", buffering=1)
        self.process = self.qmp = self.channel = self.boot_id = None
        self.backends = []
        self.requests = 0
        for number, card in enumerate(self.cards, start=1):
            card.attach(number)
        self.make_disk()

    def make_disk(self):
        base = self.lab.vm_dir.resolve() / "images" / f"{self.flavour}.img"
        subprocess.run([self.lab.vm_dir / "bin/qemu-img", "create", "-q", "-f", "qcow2",
                        "-F", "raw", "-b", base, self.disk], check=True)

    # --- power ---

    def start(self):
        """Switches on and waits until systemd has finished booting."""
        begin = time.monotonic()
        self.note(f"boot: kernel {self.kernel}, cards {[card.device for card in self.cards]}, "
                  f"append {self.append!r}")
        self.qmp = Qmp(str(self.dir / "qmp"))
        self.channel = Wire(str(self.dir / "channel"))
        self.backends = [backend for card in self.cards
                         if (backend := card.start(self.dir, self.lab.log_dir))]
        # unshare: an empty network namespace; setpriv: QEMU never outlives the thread it is of.
        command = ["unshare", "--net", "setpriv", "--pdeathsig", "KILL", *self.command()]
        with open(self.lab.log_dir / f"{self.name}.qemu", "a") as log:
            self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        self.connect()
        self.wait_booted()
        self.note(f"booted in {time.monotonic() - begin:.1f} s")

    def qemu(self):
        """The card that needs another QEMU decides for all of them."""
        return max((card.qemu for card in self.cards if card.qemu != Card.qemu), default=Card.qemu)

    def command(self):
        kernel = self.lab.vm_dir / "kernels" / self.kernel
        arguments = [self.lab.vm_dir / "bin" / self.qemu(),
                     *ACCELERATORS[self.lab.accelerator()],
                     "-machine", "q35,usb=off,vmport=off", *self.topology,
                     "-nodefaults", "-no-user-config", "-display", "none",
                     "-kernel", kernel / "vmlinux", "-initrd", kernel / "initrd",
                     "-append", f"{COMMAND_LINE} {self.append}",
                     "-chardev", f"file,id=console,append=on,path={self.lab.log_dir}/{self.name}"
                                 ".console",
                     "-serial", "chardev:console",
                     "-qmp", f"unix:{self.dir / 'qmp'}",
                     "-drive", f"if=none,id=disk,file={self.disk},cache=unsafe",
                     "-device", "virtio-blk-pci,bus=pcie.0,drive=disk",
                     "-chardev", f"socket,id=lab,path={self.dir / 'channel'}",
                     "-device", "virtio-serial-pci,bus=pcie.0",
                     "-device", "virtserialport,chardev=lab,name=lab.0",
                     "-fsdev", f"local,id=share,path={self.share},security_model=none",
                     "-device", "virtio-9p-pci,bus=pcie.0,fsdev=share,mount_tag=share"]
        for card in self.cards:
            arguments += card.arguments()
        return arguments

    def connect(self):
        try:
            self.qmp.greet(timeout=patience(20))
            self.channel.accept(timeout=patience(20))
        except OSError:
            raise RuntimeError(f"QEMU does not start, see {self.lab.log_dir}/{self.name}.qemu")

    def wait_booted(self):
        """Waits for a boot other than the last one, up to multi-user.target."""
        begin, limit = time.monotonic(), patience(BOOT_TIMEOUT)
        last, self.boot_id = self.boot_id, None
        while self.boot_id in (None, last):
            try:
                message = self.channel.receive(begin + limit - time.monotonic())
            except TimeoutError:
                raise RuntimeError(f"no boot within {limit:.0f} s, see "
                                   f"{self.lab.log_dir}/{self.name}.console")
            self.boot_id = message.get("boot_id", self.boot_id)
        wait_until("multi-user.target is reached",
                   lambda: self.run("systemctl is-active multi-user.target")[0] == 0, BOOT_TIMEOUT)

    def reboot(self, append=None):
        """Reboots as an operator would. A new `append` is a changed boot loader configuration."""
        if append is not None:
            self.append = append
            self.shut_down()
            self.start()
            return
        begin = time.monotonic()
        self.send("systemctl --no-block reboot")
        self.wait_booted()
        self.note(f"rebooted in {time.monotonic() - begin:.1f} s")

    def power_cut(self):
        """Resets the machine as it stands, without a shutdown."""
        self.note("power cut")
        self.qmp.execute("system_reset")
        self.wait_booted()

    def shut_down(self):
        self.send("systemctl --no-block poweroff")
        self.process.wait(timeout=patience(60))
        self.stop()

    def stop(self):
        """Switches off at once; the disk stays."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
            for wire in (self.qmp, self.channel, *self.backends):
                wire.close()
            self.backends = []
            for path in ("qmp", "channel"):
                (self.dir / path).unlink(missing_ok=True)

    # --- commands and files ---

    def send(self, command, timeout=60):
        """Asks for a command whose answer nobody awaits, as of one that ends the guest."""
        self.requests += 1
        self.channel.send({"id": self.requests, "command": command, "timeout": timeout})

    def run(self, command, timeout=60):
        """Runs a shell command in the guest: (exit status, standard output, standard error)."""
        timeout = round(patience(timeout))
        self.send(command, timeout)
        answer = {}
        while answer.get("id") != self.requests:
            answer = self.channel.receive(timeout + 30)
        self.note(f"$ {command}\n{answer['out']}{answer['err']}[{answer['rc']}]")
        return answer["rc"], answer["out"], answer["err"]

    def background(self, command, log):
        """Starts a shell command in the guest, its output in the file `log`; returns its pid."""
        return int(self.check_output(f"setsid sh -c '{command}' >{log} 2>&1 </dev/null & echo $!"))

    def check_output(self, command, timeout=60):
        """Standard output, stripped. Raises Mismatch when the command fails."""
        rc, out, err = self.run(command, timeout)
        if rc != 0:
            raise Mismatch(f"{command}: exit status {rc}: {err.strip() or out.strip()}")
        return out.strip()

    def copy_in(self, path, target="/root/"):
        """Copies a file or folder of the host into the guest."""
        path = Path(path)
        subprocess.run(["cp", "-rL", path, self.share], check=True)
        mount = ("mountpoint -q /mnt || mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 "
                 "share /mnt")
        # The share's driver may come later than the end of a boot.
        wait_until("the share is mounted", lambda: self.run(mount)[0] == 0)
        self.check_output(f"cp -r '/mnt/{path.name}' '{target}'")

    def write(self, path, text):
        """Writes a file of the guest; makes its folder."""
        local = self.dir / Path(path).name
        local.write_text(text)
        self.check_output(f"mkdir -p '{Path(path).parent}'")
        self.copy_in(local, path)

    def note(self, text):
        self.transcript.write(text + "\n")

    # --- cards ---

    def present(self, card):
        """The name that the guest gives this card now, or ''."""
        _, out, _ = self.run(f"grep -l {card.mac} /sys/class/net/*/address")
        return out.split("/")[4] if out else ""

    def interface(self, card):
        """The card's name; waits for its driver, which may come later than the end of a boot."""
        return wait_until(f"{card.id} has a driver", lambda: self.present(card))

    def wait_up(self, card):
        """Waits for carrier, and returns the card's name."""
        name = self.interface(card)
        wait_until(f"{name} is up",
                   lambda: self.run(f"cat /sys/class/net/{name}/carrier")[1] == "1\n")
        return name

    def device_del(self, card):
        self.note(f"unplug {card.id}")
        self.qmp.execute("device_del", id=card.id)
        self.qmp.wait_event("DEVICE_DELETED", patience(60), device=card.id)

    def device_add(self, card):
        self.note(f"plug {card.id}")
        self.qmp.execute("device_add", **card.device_options())

    def set_link(self, card, up):
        """Plugs the cable in or out."""
        self.note(f"cable of {card.id} {'in' if up else 'out'}")
        card.set_link(self.qmp, up)
