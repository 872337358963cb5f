# SPDX-License-Identifier: GPL-2.0-only
"""The core by itself: nanoseconds and instructions for a message. See core/run."""

import subprocess

STAGES = ("index", "decide", "edit", "sum", "route", "keys")


def measure():
    """{message: {"bytes": N, stage: {"ns": N, "instructions": N}}}, from the table of core/run"""
    table = subprocess.run(["selftests/perf/core/run"], stdout=subprocess.PIPE, text=True, check=True).stdout
    header, *rows = (line.split() for line in table.splitlines())
    if header != ["message", "bytes", *STAGES]:
        raise RuntimeError(f"core/run has other columns: {header}")
    return {name: {"bytes": int(size), **{stage: dict(zip(("ns", "instructions"), map(float, cell.split("/"))))
                                          for stage, cell in zip(STAGES, cells) if "/" in cell}}
            for name, size, *cells in rows}
