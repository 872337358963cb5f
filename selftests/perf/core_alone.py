# SPDX-License-Identifier: GPL-2.0-only
"""The core by itself: nanoseconds and instructions for a message. See core/core.c."""

import re
import subprocess

from device import BUILD

CORE = f"{BUILD}/core"
# A REGISTER is decided to be the socket's; a response needs no decision.
STAGES = {"REGISTER": ("index", "decide"), "200": ("index", "edit")}


def nanoseconds(*words):
    return float(subprocess.run([CORE, *words, "20000"], stdout=subprocess.PIPE, text=True, check=True).stdout)


def instructions(*words):
    said = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", CORE, *words],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", said)[1])


def measure(times=200):
    names = subprocess.run([CORE], stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
    results = {}
    base = instructions("INVITE", "index", "0")
    for line in filter(None, names):
        name, size = line.split()
        results[name] = {"bytes": int(size)}
        for stage in STAGES.get(name.split("-")[0], ("index", "decide", "edit")):
            results[name][stage] = {
                "ns": nanoseconds(name, stage),
                "instructions": (instructions(name, stage, str(times)) - base) / times,
            }
    return results
