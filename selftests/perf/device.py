# SPDX-License-Identifier: GPL-2.0-only
"""The device under test and the two sides that it stands between.

    .---------------.    .---------------------------.    .----------------.
    | caller        |    | one vCPU; a router, with  |    | callee         |
    |        tap ---|----|-- sipfp, Kamailio or none |    |                |
    | 192.0.2.2     |    | 192.0.2.1    198.51.100.1 |----|-- tap          |
    |               |    | proxy: 192.0.2.1:5060     |    | 198.51.100.2   |
    '---------------'    '---------------------------'    '----------------'
      network namespace    virtual machine                   network namespace

Without the machine the namespaces are joined by a cable of their own, for the
ceiling of the load itself.
"""

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

TREE = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = f"{TREE}/build/selftests/perf"
OUT = f"{TREE}/build/bench"
LOAD = f"{BUILD}/load"

CALLER, PROXY, CALLEE = "192.0.2.2:5060", "192.0.2.1:5060", "198.51.100.2:5060"
GUEST_MACS = ("52:54:00:00:00:01", "52:54:00:00:00:02")

# Counting: what rep does is one instruction, not one an iteration, and memset and
# memcpy take the path of a processor that has fast ones. See README.md.
CPU = "max,+invtsc,-erms,-fsrm,-avx,-avx2,-xsave,-pku"
APPEND = "init_on_alloc=0"
BOOT_SECONDS = 120


class BenchError(Exception):
    pass


def run(*words, **options):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, **options)
    if done.returncode:
        raise BenchError(f"{' '.join(words)}: {done.stdout.strip() or done.returncode}")
    return done.stdout


def until(condition, what, seconds):
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            raise BenchError(f"waited {seconds} s for {what}")
        time.sleep(0.05)
    return result


class Side:
    """A network namespace with one device."""

    def __init__(self, role, address, gateway):
        self.name = f"sipfp-bench{os.getpid()}-{role}"
        self.address, self.gateway = address.split(":")[0], gateway

    def make(self):
        run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")
        run("ip", "netns", "exec", self.name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1",
            "net.ipv6.conf.default.disable_ipv6=1")

    def ip(self, *words):
        return run("ip", "-n", self.name, *words)

    def up(self, device, guest_mac=None):
        """The device's MAC address"""
        self.ip("address", "add", f"{self.address}/24", "dev", device)
        self.ip("link", "set", device, "up")
        if guest_mac:
            self.ip("neigh", "replace", self.gateway, "lladdr", guest_mac, "nud", "permanent", "dev", device)
            self.ip("route", "replace", "default", "via", self.gateway)
        else:
            self.ip("route", "replace", "default", "dev", device)
        return json.loads(self.ip("-json", "link", "show", "dev", device))[0]["address"]

    def has(self, device):
        return device in [link["ifname"] for link in json.loads(self.ip("-json", "link"))]

    def exec(self, *words, **options):
        return subprocess.Popen(["ip", "netns", "exec", self.name, *words], text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)

    def remove(self):
        if os.path.exists(f"/run/netns/{self.name}"):
            run("ip", "netns", "del", self.name)


class Sides:
    """Both of them, and the load that they make."""

    def __init__(self):
        self.caller = Side("caller", CALLER, "192.0.2.1")
        self.callee = Side("callee", CALLEE, "198.51.100.1")

    def make(self):
        self.caller.make()
        self.callee.make()

    def remove(self):
        self.caller.remove()
        self.callee.remove()

    def cable(self):
        run("ip", "link", "add", "name", "cable", "netns", self.caller.name, "type", "veth",
            "peer", "name", "cable", "netns", self.callee.name)
        self.caller.up("cable")
        self.callee.up("cable")

    def uncable(self):
        self.caller.ip("link", "del", "cable")

    def measure(self, to, kind, *words):
        """What the caller says of its measurement, as in caller.c"""
        ring = ["--ring"] if kind == "repeat" else []
        callee = self.callee.exec(LOAD, "callee", "--bind", CALLEE, *ring)
        result = None
        try:
            if callee.stdout.readline() != "ready\n":
                raise BenchError("the callee did not start")
            caller = self.caller.exec(LOAD, "caller", "--bind", CALLER, "--to", to, "--kind", kind, *words)
            for line in caller.stdout:
                if line.startswith("{"):
                    result = json.loads(line)
                else:
                    callee.stdin.write(line)
                    callee.stdin.flush()
            if caller.wait() or not result:
                raise BenchError("the caller failed")
        finally:
            callee.stdin.close()
            repeated = callee.stdout.read()
            callee.wait()
        result["repeated_by_proxy"] = int(repeated)
        return result


class Guest:
    """The virtual machine, and the channel to selftests/perf/guest in it."""

    def __init__(self, sides, profile=False):
        self.sides = sides
        self.counters = f"{OUT}/counters"
        self.port = f"{OUT}/port"
        self.pidfile = f"{OUT}/qemu.pid"
        for path in self.counters, self.port, self.pidfile:
            if os.path.exists(path):
                os.unlink(path)
        plugin = f"{BUILD}/plugin.so,out={self.counters}" + (",profile=on" if profile else "")
        devices = " ".join(
            f"-netdev tap,id=net{i},fd={20 + i} -device virtio-net-pci,netdev=net{i},mac={mac}"
            for i, mac in enumerate(GUEST_MACS))
        os.environ["SIPFP_QEMU_CPU"] = CPU
        os.environ["SIPFP_QEMU_ARGS"] = (
            f"-name bench,debug-threads=on -pidfile {self.pidfile} -plugin {plugin} {devices} "
            f"-chardev socket,id=bench,path={self.port},server=on,wait=off "
            "-device virtio-serial-pci -device virtserialport,chardev=bench,name=sipfp.bench")
        self.log = open(f"{OUT}/vm.log", "w")
        self.vm = subprocess.Popen(
            [LOAD, "taps", f"{sides.caller.name}:tap", f"{sides.callee.name}:tap", "--",
             f"{TREE}/selftests/vm", "--no-load", "--smp", "1", "--mem", "4G", "--timeout", "1800",
             "--append", APPEND, "--", f"{TREE}/selftests/perf/guest"],
            stdin=subprocess.DEVNULL, stdout=self.log, start_new_session=True)
        self.socket = None

    def alive(self):
        if self.vm.poll() is not None:
            raise BenchError(f"the virtual machine ended, see {OUT}/vm.log")
        return True

    def connected(self):
        """Other virtual machines may run first: no limit to this wait, which is none of our time."""
        began = time.monotonic()
        while self.alive():
            try:
                channel = socket.socket(socket.AF_UNIX)
                channel.connect(self.port)
                self.waited = time.monotonic() - began
                return channel
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.1)

    def boot(self):
        self.socket = self.connected()
        self.file = self.socket.makefile("r")
        self.answer(BOOT_SECONDS)
        macs = [side.up("tap", mac) for side, mac in
                zip((self.sides.caller, self.sides.callee), GUEST_MACS)]
        self("network", *GUEST_MACS, *macs)
        pid = open(self.pidfile).read().strip()
        self.schedstat = next(
            f"/proc/{pid}/task/{tid}/schedstat" for tid in os.listdir(f"/proc/{pid}/task")
            if open(f"/proc/{pid}/task/{tid}/comm").read().startswith("CPU 0"))

    def answer(self, seconds):
        """Lines up to "=== STATUS": the guest sends it as one, so only the first is waited for."""
        said = []
        if not select.select([self.socket], [], [], seconds)[0]:
            raise BenchError(f"the guest has not answered for {seconds} s")
        for line in self.file:
            if line.startswith("=== "):
                return line.split()[1], "".join(said).strip()
            said.append(line)
        raise BenchError(f"the guest died, see {OUT}/vm.log")

    def __call__(self, *words, seconds=300):
        self.alive()
        self.socket.sendall((" ".join(map(str, words)) + "\n").encode())
        status, said = self.answer(seconds)
        if status != "0":
            raise BenchError(f"guest: {' '.join(map(str, words))}: {said}")
        return said

    def measure(self, to, kind, *words):
        return self.sides.measure(to, kind, "--counters", self.counters, "--schedstat", self.schedstat, *words)

    def kernel(self):
        """Instructions of the kernel; see struct perf_counters in counters.h"""
        with open(self.counters, "rb") as file:
            _, _, _, _, _, kernel = struct.unpack("QIIQQQ", file.read(40))
            return kernel

    def kill(self):
        """All of it, as it may be waiting for its turn in a program of its own"""
        if self.vm.poll() is None:
            os.killpg(self.vm.pid, signal.SIGTERM)

    def end(self):
        if self.socket:
            try:
                self.socket.sendall(b"end\n")
            except OSError:
                pass
        else:
            self.kill()
        try:
            self.vm.wait(BOOT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self.vm.wait()
        if self.socket and self.vm.returncode:
            print(f"bench: the kernel was not content: status {self.vm.returncode}", file=sys.stderr)
