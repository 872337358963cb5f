# SPDX-License-Identifier: GPL-2.0-only
"""Which measurements there are, and in what order."""

import subprocess
import time

from device import CALLEE, PROXY, TREE

# Longer than what transactions live after their end: see sipfp_up in guest.
WARM_UP = 8

# name: what it is, kind of load, datagrams in and out
ROWS = {
    "stateless": ("OPTIONS to a user and its 200, stateless", "options", 2, 2),
    "message": ("MESSAGE to a user and its 200, stateful", "message", 2, 2),
    "call": ("call: INVITE 100 200 ACK BYE 200, Record-Route", "call", 5, 6),
    "repeat": ("INVITE repeated while it rings, 180 replayed", "repeat", 1, 1),
    "ping": ("OPTIONS to the proxy itself", "ping", 1, 1),
    "call-rules": ("call, with conntrack and rules", "call", 5, 6),
}

# How a proxy is told to forward without state, once it can. None: not yet.
STATELESS = {"sipfp": None, "kamailio": ()}

LINGERING = 100000

GROWTH = (1, 1000, 100000, 1000000)


def rate(result):
    return result["transactions"] / result["seconds"]


def good(result):
    """A measurement with failures in it, or with more than one repetition in 200, says nothing."""
    return (result["transactions"] > 100 and not result["refused"] and
            result["repeated"] + result["repeated_by_proxy"] <= result["transactions"] / 200)


def per_transaction(result):
    n = result["transactions"]
    return {
        "kernel": result["kernel"] / n,
        "user": result["user"] / n,
        "total": (result["kernel"] + result["user"]) / n,
        "vcpu_us": result["vcpu_ns"] / n / 1000,
        "rate": rate(result),
        "transactions": n,
        "repeated": result["repeated"],
        "repeated_by_proxy": result["repeated_by_proxy"],
        "size": result["size"],
        "p50_us": result["p50_us"],
        "p99_us": result["p99_us"],
    }


class Plan:
    def __init__(self, guest, say, quick):
        self.guest, self.say, self.quick = guest, say, quick
        self.seconds = 2 if quick else 4
        self.rows = {name: {} for name in ROWS}

    # --- one measurement

    def load(self, to, kind, warm_up, *words):
        """Once more, twice at most, if the host was too busy for it"""
        for _ in range(3):
            result = self.guest.measure(to, kind, "--warm-up", str(warm_up), "--seconds", str(self.seconds), *words)
            if good(result) or result["refused"]:
                break
        return result

    def measure(self, row, column, *words):
        what, kind, _, _ = ROWS[row]
        to, warm_up = PROXY, 1
        if column == "floor":
            to = CALLEE
        elif kind in ("call", "message"):
            warm_up = WARM_UP
        if column == "floor" and kind in ("repeat", "ping"):
            return None
        result = self.load(to, kind, warm_up, *words)
        if result["refused"]:
            self.say(f"{column}: {what}: not yet: it is refused")
            return None
        if not good(result):
            self.say(f"{column}: {what}: void, {result}")
            return None
        figures = per_transaction(result)
        self.say(f"{column}: {what}: {figures['total']:,.0f} instructions, {figures['rate']:,.0f}/s")
        return figures

    def half_load(self, row, column, figures):
        """Latency at half of what the closed loop has reached"""
        _, kind, _, _ = ROWS[row]
        result = self.guest.measure(CALLEE if column == "floor" else PROXY, kind, "--warm-up", "0.5",
                                    "--seconds", str(self.seconds), "--rate", str(max(1, int(figures["rate"] / 2))))
        figures["half"] = {"rate": rate(result), "p50_us": result["p50_us"], "p99_us": result["p99_us"]}

    def row(self, row, column, latency=False):
        if row == "stateless" and column != "floor" and STATELESS[column] is None:
            self.rows[row][column] = None
            return
        figures = self.measure(row, column)
        if figures and latency:
            self.half_load(row, column, figures)
        self.rows[row][column] = figures

    def one(self, row, column, *words):
        """For a profile"""
        self.guest_up(column)
        if row == "call-rules":
            self.guest("rules_up")
        figures = self.measure(row, column, *words)
        if not figures:
            raise SystemExit("bench: no profile of a measurement that failed")
        return figures

    def guest_up(self, column):
        if column != "floor":
            self.guest(f"{column}_up")

    # --- the table

    def column(self, column):
        self.guest_up(column)
        for row in ROWS:
            if row != "call-rules":
                self.row(row, column, latency=row == "call")

    def with_rules(self, column):
        self.guest("rules_up")
        self.row("call-rules", column)
        self.guest("rules_down")

    def by_itself(self, do):
        """Kernel instructions a second without a load: what 4 s take more than 1 s does"""
        def spent(seconds):
            before = self.guest.kernel()
            do(seconds)
            return self.guest.kernel() - before
        return (spent(4) - spent(1)) / 3

    # --- memory

    def memory_sipfp(self):
        """Bytes of slab for each transaction that lingers: T1 as the RFC has it"""
        self.guest("sipfp_up", "500ms")
        before = int(self.guest("slabs"))
        self.guest.measure(PROXY, "call", "--warm-up", "0", "--seconds", str(self.seconds))
        used = int(self.guest("slabs")) - before
        alive = self.alive()
        self.guest("sipfp_down")
        return {"transactions": alive, "bytes": used / alive if alive else None}

    def memory_kamailio(self):
        before = int(self.guest("kamailio_shm"))
        self.guest.measure(PROXY, "call", "--warm-up", "0", "--seconds", str(self.seconds))
        used = int(self.guest("kamailio_shm")) - before
        alive = int(self.guest("kamailio_transactions"))
        return {"transactions": alive, "bytes": used / alive if alive else None}

    # --- growth

    def grow(self, add, have, n):
        """Bytes of slab for each of those that are added"""
        if n == have:
            return None
        self.guest("sipfp_settled")
        before = int(self.guest("slabs"))
        self.guest(add, have, n, seconds=600)
        return (int(self.guest("slabs")) - before) / (n - have)

    def growth(self, what, add, have, *user):
        """A call at so many bindings or routes"""
        points = []
        for n in GROWTH[:2] if self.quick else GROWTH:
            began = time.monotonic()
            point = {"n": n, "bytes": self.grow(add, have, n), "seconds_to_add": time.monotonic() - began}
            have = n
            point |= self.call_at(n, what, "--users", str(n), *user)
            points.append(point)
        return points

    def call_at(self, n, what, *words):
        result = self.load(PROXY, "call", WARM_UP, *words)
        if not good(result):
            self.say(f"sipfp: call at {n:,} {what}: void, {result}")
            return {}
        total = per_transaction(result)["total"]
        self.say(f"sipfp: call at {n:,} {what}: {total:,.0f} instructions")
        return {"total": total}

    def alive(self):
        return int(self.guest("sipfp_transactions"))

    def linger(self):
        """Leave transactions behind, many, that stay for some minutes"""
        self.guest("sipfp_t1", "4s")
        for _ in range(1 if self.quick else 15):
            self.guest.measure(PROXY, "call", "--warm-up", "0", "--seconds", "3")
            if self.alive() >= LINGERING:
                break
        self.guest("sipfp_t1", "100ms")

    def growth_alive(self):
        """A call beside few and many transactions"""
        self.guest("sipfp_settled")
        points = [self.call_now()]
        self.linger()
        points.append(self.call_now())
        self.guest("sipfp_flush")
        return points

    def call_now(self):
        n = self.alive()
        return {"n": n} | self.call_at(n, "transactions")

    def growths(self):
        return {
            "transactions": self.growth_alive(),
            # of users there is one from the start
            "bindings": self.growth("bindings", "sipfp_bindings", 1),
            "routes": self.growth("prefix routes", "sipfp_routes", 0, "--prefix", "+1", "--suffix", "5501"),
        }

    # --- all of it

    def whole(self):
        results = {
            "commit": commit(),
            "kernel": self.guest("uname", "-r"),
            "kamailio": self.guest("kamailio_version"),
            "qemu": subprocess.run(["qemu-system-x86_64", "--version"], stdout=subprocess.PIPE,
                                   text=True, check=True).stdout.split("\n")[0],
            "idle": self.by_itself(time.sleep),
            "tick": self.by_itself(lambda seconds: self.guest("busy", seconds)),
            "rows": self.rows,
            "titles": {name: list(row) for name, row in ROWS.items()},
            "memory": {},
        }
        self.column("floor")
        self.column("sipfp")
        results["growth"] = self.growths()
        self.guest("sipfp_down")
        results["memory"]["sipfp"] = self.memory_sipfp()
        self.column("kamailio")
        results["memory"]["kamailio"] = self.memory_kamailio()
        # conntrack, once loaded, stays: it comes last
        self.with_rules("kamailio")
        self.guest("kamailio_down")
        self.with_rules("floor")
        self.guest("sipfp_up")
        self.with_rules("sipfp")
        self.guest("sipfp_down")
        return results


def commit():
    def git(*words):
        return subprocess.run(["git", "-C", TREE, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=False).stdout.strip()
    # what is built into the module and the tool; a change of the bench is no change of them
    changed = git("status", "--porcelain", "--", "kmod", "userspace", "uapi", "Kbuild")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
