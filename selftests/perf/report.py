# SPDX-License-Identifier: GPL-2.0-only
"""The results as a table, as JSON and as a picture."""

import json

COLUMNS = (("floor", "IP forwarding"), ("sipfp", "sipfp"), ("kamailio", "Kamailio"))


def thousands(figures, key="total"):
    return f"{figures[key] / 1000:.1f}" if figures else ""


def ratio(a, b):
    return f"{a['total'] / b['total']:.2f}" if a and b else ""


def floor_of(rows, row):
    """What IP forwarding costs for as many datagrams as come in"""
    figures = rows[row].get("floor")
    if not figures and row == "ping" and rows["stateless"].get("floor"):
        figures = {"total": rows["stateless"]["floor"]["total"] / 2}
    return figures


def table(results):
    rows, titles = results["rows"], results["titles"]
    lines = ["Instructions of the guest per transaction, in thousands", "",
             f"{'':48} {'in':>3} {'out':>3} {'IP fwd':>7} | {'sipfp':>7} {'user':>6} {'x IP':>6} "
             f"| {'Kamailio':>8} {'user':>6} {'x sipfp':>7}"]
    lines.append("-" * len(lines[-1]))
    for name, (title, _, into, out) in titles.items():
        sipfp, kamailio, floor = rows[name].get("sipfp"), rows[name].get("kamailio"), floor_of(rows, name)
        lines.append(
            f"{title:48} {into:3} {out:3} {thousands(floor):>7} | {thousands(sipfp) or 'not yet':>7} "
            f"{thousands(sipfp, 'user'):>6} {ratio(sipfp, floor):>6} "
            f"| {thousands(kamailio):>8} {thousands(kamailio, 'user'):>6} {ratio(kamailio, sipfp):>7}")
    return lines


def timing(results):
    lines = ["", "The call: vCPU time, and latency from INVITE to 200", "",
             f"{'':16} {'vCPU us':>8} {'calls/s':>8}   at half of that: {'median us':>9} {'p99 us':>8}"]
    for column, title in COLUMNS:
        figures = results["rows"]["call"].get(column)
        if figures:
            half = figures.get("half", {})
            lines.append(f"{title:16} {figures['vcpu_us']:8.0f} {figures['rate']:8.0f}   {'':16} "
                         f"{half.get('p50_us', 0):9} {half.get('p99_us', 0):8}")
    return lines


def memory(results):
    lines = ["", "Memory, bytes", ""]
    for column, title in COLUMNS[1:]:
        figures = results["memory"].get(column)
        if figures and figures["bytes"]:
            lines.append(f"  a transaction that lingers, {title:10} {figures['bytes']:8.0f}   "
                         f"({figures['transactions']} of them)")
    for what, points in results["growth"].items():
        if "bytes" not in points[-1]:
            continue
        lines.append(f"  one of {points[-1]['n']:,} {what + ', sipfp':27} {points[-1]['bytes']:8.0f}")
    return lines


def growth(results):
    lines = ["", "Instructions of a call through sipfp, in thousands", ""]
    for what, points in results["growth"].items():
        first = next((p["total"] for p in points if "total" in p), None)
        for point in points:
            if "total" in point:
                lines.append(f"  at {point['n']:9,} {what:12} {point['total'] / 1000:8.1f}   "
                             f"x {point['total'] / first:.2f}")
    return lines


def core(results):
    stages = ("index", "decide", "edit", "sum")
    lines = ["", "The core by itself: instructions (and ns) to index, to decide, to edit, and their sum", "",
             f"{'':16} {'bytes':>6}" + "".join(f"{stage:>18}" for stage in stages)]
    for name, figures in results["core"].items():
        cells = (f"{figures[s]['instructions']:8.0f} ({figures[s]['ns']:.0f})" if s in figures else "" for s in stages)
        lines.append(f"{name:16} {figures['bytes']:6}" + "".join(f"{cell:>18}" for cell in cells))
    return lines


def about(results):
    return ["", f"commit {results['commit']}, kernel {results['kernel']}, Kamailio {results['kamailio']}",
            f"{results['qemu']}",
            f"the load alone makes {results['ceiling']:,.0f} calls/s; a busy guest's clock tick costs "
            f"{results['tick']:,.0f} instructions/s, an idle one's all {results['idle']:,.0f}",
            f"{results['seconds']} s in all"]


# --- the picture

LEFT, WIDTH, BAR, GAP = 110, 560, 14, 8
COLOURS = {"kernel": "#3b6ea5", "user": "#e0a458"}


def bars(rows):
    for name, columns in rows.items():
        for column, title in COLUMNS:
            if columns.get(column):
                yield name, column, title, columns[column]


def svg(results):
    rows = list(bars(results["rows"]))
    most = max((figures["total"] for *_, figures in rows), default=1)
    parts, y, last = [], 30, None
    for name, _, title, figures in rows:
        if name != last:
            y += GAP
            parts.append(f'<text x="8" y="{y + 11}" font-weight="bold">{results["titles"][name][0]}</text>')
            y += BAR + 3
            last = name
        parts.append(f'<text x="{LEFT - 8}" y="{y + 11}" text-anchor="end">{title}</text>')
        x = LEFT
        for part, colour in COLOURS.items():
            width = figures[part] / most * WIDTH
            parts.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>')
            x += width
        parts.append(f'<text x="{x + 5:.1f}" y="{y + 11}">{figures["total"] / 1000:.1f} k</text>')
        y += BAR + 3
    legend = (f'<text x="8" y="20" font-size="14">Instructions per transaction</text>'
              f'<rect x="{WIDTH}" y="10" width="12" height="12" fill="{COLOURS["kernel"]}"/>'
              f'<text x="{WIDTH + 17}" y="20">kernel</text>'
              f'<rect x="{WIDTH + 80}" y="10" width="12" height="12" fill="{COLOURS["user"]}"/>'
              f'<text x="{WIDTH + 97}" y="20">user</text>')
    note = f'<text x="8" y="{y + 24}" fill="#666">commit {results["commit"]}, kernel {results["kernel"]}</text>'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 80}" height="{y + 36}" '
            f'font-family="sans-serif" font-size="11">'
            f'<rect width="100%" height="100%" fill="white"/>{legend}{"".join(parts)}{note}</svg>\n')


def write(results, out):
    lines = table(results) + timing(results) + memory(results) + growth(results) + core(results) + about(results)
    with open(f"{out}/bench.txt", "w") as file:
        file.write("\n".join(lines) + "\n")
    with open(f"{out}/bench.json", "w") as file:
        json.dump(results, file, indent=1)
    with open(f"{out}/bench.svg", "w") as file:
        file.write(svg(results))
