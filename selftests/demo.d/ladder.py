#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Draws the SIP messages of a capture as people draw them: a ladder.

ladder.py FILE CALL-ID-NUMBER|all: FILE is what `tcpdump -i any -w` has written.
"""
import re
import socket
import struct
import sys

NAMES = {"192.0.2.2": 0, "192.0.2.1": 1, "198.51.100.2": 2}
WIDTH = 31


def packets(path):
    """(time, source, target, payload) of the UDP packets over IPv4 in a pcap file"""
    with open(path, "rb") as file:
        data = file.read()
    magic, link = struct.unpack("<I16xI", data[:24])
    if magic not in (0xa1b2c3d4, 0xa1b23c4d) or link not in (113, 276):
        sys.exit(f"{path}: not a capture of `tcpdump -i any`")
    fraction = 1e9 if magic == 0xa1b23c4d else 1e6
    at, cooked = 24, 16 if link == 113 else 20
    while at + 16 <= len(data):
        seconds, part, size = struct.unpack("<III", data[at:at + 12])
        packet = data[at + 16 + cooked:at + 16 + size]
        at += 16 + size
        if len(packet) < 28 or packet[0] >> 4 != 4 or packet[9] != 17:
            continue
        head = (packet[0] & 15) * 4
        yield (seconds + part / fraction, socket.inet_ntoa(packet[12:16]),
               socket.inet_ntoa(packet[16:20]), packet[head + 8:])


def calls(path):
    """Messages by Call-ID, in order of appearance"""
    found = {}
    for time, source, target, payload in packets(path):
        call = re.search(rb"\r\n(?:Call-ID|i)\s*:\s*(\S+)", payload, re.I)
        if call and source in NAMES and target in NAMES:
            found.setdefault(call.group(1), []).append((time, NAMES[source], NAMES[target], payload))
    return list(found.values())


def label(payload):
    words = payload.split(b"\r\n", 1)[0].decode("utf-8", "replace").split(" ", 2)
    if words[0] == "SIP/2.0":
        return f"{words[1]} {words[2]}"
    uri = words[1].partition(";")[0].removeprefix("sip:").removesuffix(":5060")
    return f"{words[0]} {uri}"


def arrow(text, rightwards):
    if len(text) > WIDTH - 6:
        text = text[:WIDTH - 7] + "~"
    line = f" {text} ".center(WIDTH - 2, "-")
    return line + "->" if rightwards else "<-" + line


def draw(messages):
    began = messages[0][0]
    gap = " " * WIDTH
    for time, source, target, payload in messages:
        line = arrow(label(payload), source < target)
        lanes = f"|{line}|{gap}|" if {source, target} == {0, 1} else f"|{gap}|{line}|"
        print(f"{(time - began) * 1000:9.1f} ms  {lanes}")


def main():
    found = calls(sys.argv[1])
    wanted = range(len(found)) if sys.argv[2] == "all" else [int(sys.argv[2])]
    for number in wanted:
        draw(found[number])


main()
