# SPDX-License-Identifier: GPL-2.0-only
"""From counts by address to counts by function."""

import bisect


def symbols_of(text):
    """Sorted addresses, and their names; code only, and the first of aliases"""
    table = {}
    for line in text.split("\n"):
        words = line.split()
        if len(words) >= 3 and words[1] in "tTwW":
            module = words[3] if len(words) > 3 else ""
            table.setdefault(int(words[0], 16), (words[2], module))
    addresses = sorted(table)
    return addresses, [table[a] for a in addresses]


def by_function(raw, text):
    addresses, names = symbols_of(text)
    counts = {}
    with open(raw) as lines:
        for line in lines:
            address, count = line.split()
            i = bisect.bisect_right(addresses, int(address, 16)) - 1
            name = names[i] if i >= 0 else ("?", "")
            counts[name] = counts.get(name, 0) + int(count)
    return counts


def write(path, raw, text, result, title):
    counts = by_function(raw, text)
    n = result["transactions"]
    modules = {}
    for (_, module), count in counts.items():
        modules[module or "kernel"] = modules.get(module or "kernel", 0) + count
    with open(path, "w") as out:
        out.write(f"Instructions per transaction of {title}: {result['total']:,.0f}, "
                  f"{result['user']:,.0f} of them in user space\n\n")
        for module, count in sorted(modules.items(), key=lambda item: -item[1])[:12]:
            out.write(f"{count / n:10.0f}  {module}\n")
        out.write("\n")
        shown = 0
        for (name, module), count in sorted(counts.items(), key=lambda item: -item[1]):
            if count / n < result["kernel"] / 2000:
                break
            shown += count
            out.write(f"{count / n:10.0f}  {name} {module}\n")
        out.write(f"{(sum(counts.values()) - shown) / n:10.0f}  functions with less than 0.05 % each\n")
