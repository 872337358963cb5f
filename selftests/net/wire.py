# SPDX-License-Identifier: GPL-2.0-only
"""SIP user agents made by hand, for scenarios that look at every byte.

Used by the scenarios as `wire <<'PY' ... PY` (lib.sh), which imports all of this.
A Ua is a UDP socket in one of the namespaces. Nothing is sent but what the
scenario sends: no automatic ACK, no retransmission. What arrives again byte for
byte (the proxy's timers on a slow machine) is skipped, unless asked for with
again(). Every behaviour is a case(), which prints one line; the first one that
does not hold ends the scenario, for what follows would depend on it.
"""
import contextlib
import ctypes
import itertools
import json
import os
import random
import re
import select
import socket
import struct
import subprocess
import sys
import time

SCENARIO = os.environ.get("SCENARIO", "wire")
WAIT = float(os.environ.get("NET_WAIT", "20"))  # nothing good takes so long
PORT = 5060
DOMAIN = "example.com"

NS = {who: os.environ.get("NS_" + who.upper(), "") for who in ("caller", "proxy", "callee")}
ADDRESS = {
    4: {"caller": "192.0.2.2", "proxy": "192.0.2.1", "callee": "198.51.100.2"},
    6: {"caller": "2001:db8:1::2", "proxy": "2001:db8:1::1", "callee": "2001:db8:2::2"},
}
# link-layer devices, for Sniffer
DEVICE = {"caller": "c0", "proxy": "p0", "callee": "s0"}


class Fail(Exception):
    pass


def need(condition, why):
    """assert, but not to be optimised away, and with a reason"""
    if not condition:
        raise Fail(why)


def same(got, wanted, what="bytes"):
    """Byte for byte; says where they part."""
    if got == wanted:
        return
    at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b),
              min(len(got), len(wanted)))
    raise Fail(f"{what}: at byte {at} got {got[max(0, at - 30):at + 60]!r}, "
               f"wanted {wanted[max(0, at - 30):at + 60]!r}")


@contextlib.contextmanager
def case(name):
    try:
        yield
    except Fail as why:
        print(f"not ok {SCENARIO}: {name} - {why}", flush=True)
        sys.exit(1)
    print(f"ok {SCENARIO}: {name}", flush=True)


def skip(name, why):
    print(f"skip {SCENARIO}: {name} - {why}", flush=True)


def until(condition, what, timeout=None):
    end = time.monotonic() + (timeout or WAIT)
    while not condition():
        need(time.monotonic() < end, f"waited in vain: {what}")
        time.sleep(0.02)


# --- namespaces ---------------------------------------------------------------

_libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def inside(who):
    """Run the block in a network namespace; sockets made in it stay there."""
    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open("/run/netns/" + NS[who], os.O_RDONLY)
    try:
        need(_libc.setns(there, 0x40000000) == 0, "setns: " + os.strerror(ctypes.get_errno()))
        yield
    finally:
        _libc.setns(here, 0x40000000)
        os.close(here)
        os.close(there)


def run(*argv, check=True):
    done = subprocess.run(argv, capture_output=True, text=True)
    need(not check or done.returncode == 0, f"{' '.join(argv)}: {done.stderr.strip()}")
    return done


def sipfp(*argv, check=True):
    return run("sipfp", "-netns", NS["proxy"], *argv, check=check)


def counters():
    """All of the proxy's counters as {"group/name": value}"""
    groups = json.loads(sipfp("-json", "stats", "show").stdout)
    return {f"{group}/{name}": value for group, of in groups.items() for name, value in of.items()}


# --- messages -----------------------------------------------------------------

COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact",
           "l": "content-length", "c": "content-type", "s": "subject", "k": "supported"}


class Msg:
    """A message as received: raw bytes, and a plain view of them"""

    def __init__(self, raw, source=None):
        self.raw = raw
        self.source = source
        head, gap, self.body = raw.partition(b"\r\n\r\n")
        need(gap, f"no end of headers in {raw[:80]!r}")
        lines = head.decode("utf-8", "replace").split("\r\n")
        self.start = lines[0]
        self.headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            need(colon, f"no header: {line!r}")
            name = name.strip().lower()
            self.headers.append((COMPACT.get(name, name), value.strip()))
        words = self.start.split(" ", 2)
        self.status = int(words[1]) if words[0] == "SIP/2.0" else 0
        self.method = "" if self.status else words[0]
        self.uri = "" if self.status else words[1]

    def all(self, name):
        return [value for key, value in self.headers if key == name.lower()]

    def one(self, name):
        values = self.all(name)
        need(len(values) == 1, f"{len(values)} {name} headers in {self.start!r}")
        return values[0]

    def param(self, name, param):
        found = re.search(r"[;?]" + param + r"=([^;>\s]+)", self.one(name))
        return found.group(1) if found else None

    @property
    def cseq(self):
        return self.one("CSeq")

    def what(self):
        return f"{self.status} {self.cseq.split()[1]}" if self.status else self.method


def word(n=8):
    return "".join(random.choices("0123456789abcdef", k=n))


def build(start, headers, body=b""):
    lines = [start] + [f"{name}: {value}" for name, value in headers]
    if not any(name.lower() in ("content-length", "l") for name, _ in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def edited(raw, old, new, count=1):
    """Replace text that must be there."""
    old, new = (x if isinstance(x, bytes) else x.encode() for x in (old, new))
    need(old in raw, f"no {old!r} in the message")
    return raw.replace(old, new, count)


def literal(host):
    return f"[{host}]" if ":" in host else host


SDP = (b"v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n"
       b"m=audio 6000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n")


class Dialog:
    """One side's view of a dialog: from the messages that set it up"""

    def __init__(self, ua, invite, answer, caller):
        self.ua = ua
        self.call_id = invite.one("Call-ID")
        self.cseq = int(invite.cseq.split()[0]) if caller else 7000
        self.local = invite.one("From") if caller else answer.one("To")
        self.remote = answer.one("To") if caller else invite.one("From")
        contact = (answer if caller else invite).one("Contact")
        self.target = re.search(r"<([^>]+)>", contact).group(1)
        routes = [value.strip() for line in (answer if caller else invite).all("Record-Route")
                  for value in line.split(",")]
        self.routes = routes[::-1] if caller else routes

    def request(self, method, cseq=None, routes=None, **more):
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        more.setdefault("headers", [])
        more["headers"] = [("Route", r) for r in (self.routes if routes is None else routes)] \
            + list(more["headers"])
        return self.ua.request(method, self.target, from_=self.local, to=self.remote,
                               call_id=self.call_id, cseq=cseq, **more)


class Ua:
    """A UDP socket in the namespace of `who`"""

    def __init__(self, who, family=4, port=PORT, host=None, proxy=None):
        self.who = who
        self.family = family
        self.host = host or ADDRESS[family][who]
        self.port = port
        self.proxy = proxy or (ADDRESS[family]["proxy"], PORT)
        self.seen = {}
        with inside(who):
            self.socket = socket.socket(socket.AF_INET6 if family == 6 else socket.AF_INET,
                                        socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((self.host, port))

    def close(self):
        self.socket.close()

    @property
    def sent_by(self):
        return f"{literal(self.host)}:{self.port}"

    def uri(self, user):
        return f"sip:{user}@{self.sent_by}"

    # what it says

    def request(self, method, uri, from_=None, to=None, call_id=None, cseq=1, branch=None,
                headers=(), body=b"", max_forwards=70, rport=True, contact=None):
        """A request as bytes; every word that matters can be set."""
        if body and not any(name == "Content-Type" for name, _ in headers):
            headers = [*headers, ("Content-Type", "application/sdp")]
        if contact is None and method in ("INVITE", "SUBSCRIBE", "UPDATE", "REFER"):
            contact = f"<{self.uri('alice' if self.who == 'caller' else 'bob')}>"
        via = f"SIP/2.0/UDP {self.sent_by};branch={branch or 'z9hG4bK' + word(12)}"
        fields = [
            ("Via", via + (";rport" if rport else "")),
            ("Max-Forwards", max_forwards),
            ("From", from_ or f"\"Alice\" <sip:alice@{DOMAIN}>;tag={word()}"),
            ("To", to or f"<{uri}>"),
            ("Call-ID", call_id or f"{word(16)}@{literal(self.host)}"),
            ("CSeq", f"{cseq} {method}"),
        ]
        if max_forwards is None:
            fields.pop(1)
        if contact:
            fields.append(("Contact", contact))
        return build(f"{method} {uri} SIP/2.0", [*fields, *headers], body)

    def response(self, request, status, phrase="Whatever", tag=None, headers=(), body=b""):
        """A response to a Msg as bytes: what RFC 3261 8.2.6 wants copied, and no more"""
        fields = [("Via", via) for via in request.all("Via")]
        if status < 300 and request.method == "INVITE" and status > 100:
            fields += [("Record-Route", r) for r in request.all("Record-Route")]
        to = request.one("To")
        if tag and ";tag=" not in to:
            to += f";tag={tag}"
        fields += [("From", request.one("From")), ("To", to),
                   ("Call-ID", request.one("Call-ID")), ("CSeq", request.cseq)]
        if 200 <= status < 300 and request.method == "INVITE":
            fields.append(("Contact", f"<{self.uri('bob')}>"))
        if body:
            fields.append(("Content-Type", "application/sdp"))
        return build(f"SIP/2.0 {status} {phrase}", [*fields, *headers], body)

    def ack(self, invite, response):
        """ACK for a failure: same branch as the INVITE (17.1.1.3)"""
        return self._of(invite, "ACK", response.one("To"))

    def cancel(self, invite):
        return self._of(invite, "CANCEL", Msg(invite).one("To"))

    def _of(self, invite, method, to):
        msg = Msg(invite)
        number = msg.cseq.split()[0]
        routes = [("Route", r) for r in msg.all("Route")]
        return build(f"{method} {msg.uri} SIP/2.0", [
            ("Via", msg.all("Via")[0]), ("Max-Forwards", 70), ("From", msg.one("From")),
            ("To", to), ("Call-ID", msg.one("Call-ID")), ("CSeq", f"{number} {method}"), *routes])

    def send(self, raw, to=None):
        self.socket.sendto(raw, to or self.proxy)
        return raw

    # what it hears

    def receive(self, timeout=None):
        """The next datagram as (bytes, source), or None"""
        ready, _, _ = select.select([self.socket], [], [], WAIT if timeout is None else timeout)
        if not ready:
            return None
        raw, source = self.socket.recvfrom(65535)
        return raw, source[:2]

    def expect(self, what, timeout=None):
        """The next message that is not a repetition must be `what`: 180, "INVITE", "200 BYE"."""
        end = time.monotonic() + (WAIT if timeout is None else timeout)
        while True:
            got = self.receive(max(0, end - time.monotonic()))
            need(got, f"{self.who}: nothing came where {what} was due")
            raw, source = got
            if raw in self.seen:
                self.seen[raw] += 1
                continue
            self.seen[raw] = 0
            msg = Msg(raw, source)
            need(what in (msg.status or None, msg.method or None, msg.what()),
                 f"{self.who}: got {msg.start!r} where {what} was due")
            return msg

    def again(self, msg, timeout=None):
        """The same datagram must come once more."""
        count = self.seen[msg.raw]
        end = time.monotonic() + (WAIT if timeout is None else timeout)
        while self.seen[msg.raw] == count:
            got = self.receive(max(0, end - time.monotonic()))
            need(got, f"{self.who}: {msg.what()} did not come again")
            need(got[0] in self.seen, f"{self.who}: got {got[0][:60]!r} where {msg.what()} was due again")
            self.seen[got[0]] += 1
        self.seen[msg.raw] = count

    def quiet(self, strict=False):
        """Nothing has arrived (repetitions aside, unless strict).

        A mark sent from the proxy's namespace comes after all that was under way.
        """
        mark = ("mark " + word()).encode()
        with inside("proxy"):
            sender = socket.socket(self.socket.family, socket.SOCK_DGRAM)
        sender.sendto(mark, (self.host, self.port))
        sender.close()
        while True:
            got = self.receive()
            need(got, f"{self.who}: even the mark did not come")
            if got[0] == mark:
                return
            need(got[0] in self.seen and not strict,
                 f"{self.who}: got {got[0][:60]!r} where nothing was due")
            self.seen[got[0]] += 1


def forwarded(sent, got, sender, uri):
    """What must become of a request (16.6): only our branch and token are free.

    `sent` are the bytes as the Ua `sender` sent them, `got` is the Msg that came.
    """
    msg = Msg(sent)
    via = got.all("Via")[0]
    need(re.fullmatch(rf"SIP/2\.0/UDP {re.escape(literal(sender.proxy[0]))}:{sender.proxy[1]};"
                      r"branch=z9hG4bK[0-9a-z]+", via), "our Via is " + via)
    line = f"{msg.method} {uri} SIP/2.0\r\nVia: {via}\r\n"
    if msg.method == "INVITE" and ";tag=" not in msg.one("To"):
        line += f"Record-Route: {got.all('Record-Route')[0]}\r\n"
    raw = edited(sent, msg.start + "\r\n", line)
    top = msg.all("Via")[0]
    if top.endswith(";rport"):
        raw = edited(raw, top, f"{top}={sender.port};received={sender.host}")
    if msg.all("Max-Forwards"):
        hops = msg.one("Max-Forwards")
        raw = edited(raw, f"Max-Forwards: {hops}\r\n", f"Max-Forwards: {int(hops) - 1}\r\n")
    for route in msg.all("Route")[:1]:
        if literal(sender.proxy[0]) in route:
            raw = edited(raw, f"Route: {route}\r\n", "")
    return raw


# --- below SIP ----------------------------------------------------------------

class Sniffer:
    """Every IP packet that comes in at a device: for fragments, ports, checksums"""

    def __init__(self, who):
        with inside(who):
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
            self.socket.bind((DEVICE[who], 3))

    def packets(self):
        """All that has come in so far: [(protocol, bytes)]; what left by it is not counted"""
        found = []
        while select.select([self.socket], [], [], 0)[0]:
            data, (_, protocol, kind, *_) = self.socket.recvfrom(65535)
            if kind != socket.PACKET_OUTGOING:
                found.append((protocol, data))
        return found

    def fragments(self):
        """(offset, bytes of payload, more to come) of the fragments among them"""
        found = []
        for protocol, data in self.packets():
            if protocol == 0x0800:
                length, flags = struct.unpack("!2xH2xH", data[:8])
                if flags & 0x3fff:
                    found.append(((flags & 0x1fff) * 8, length - (data[0] & 15) * 4,
                                  bool(flags & 0x2000)))
            elif protocol == 0x86dd and data[6] == 44:
                length, = struct.unpack("!4xH", data[:6])
                flags, = struct.unpack("!2xH", data[40:44])
                found.append((flags & ~7, length - 8, bool(flags & 1)))
        return found


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def pseudo(source, target, length):
    if ":" in source:
        pack = lambda a: socket.inet_pton(socket.AF_INET6, a)
        return pack(source) + pack(target) + struct.pack("!I3xB", length, 17)
    return socket.inet_aton(source) + socket.inet_aton(target) + struct.pack("!xBH", 17, length)


def send_udp(who, source, target, payload, wrong=False, zero=False, length=None):
    """A UDP datagram made by hand: checksum in software, or wrong, or none"""
    family = socket.AF_INET6 if ":" in target[0] else socket.AF_INET
    size = 8 + len(payload)
    header = struct.pack("!HHHH", source[1], target[1], length or size, 0)
    total = checksum(pseudo(source[0], target[0], size) + header + payload) or 0xffff
    if wrong:
        total ^= 0x5a5a
        total = total or 0x1234
    header = header[:6] + struct.pack("!H", 0 if zero else total)
    with inside(who):
        raw = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_UDP)
    raw.sendto(header + payload, (target[0], 0))
    raw.close()


def send_fragment(ua, payload):
    """The first fragment, and none other, of a UDP datagram twice as long"""
    target = ua.proxy
    size = 8 + 2 * len(payload)
    part = struct.pack("!HHHH", ua.port, target[1], size, 0x1234) + payload
    part = part[:len(part) & ~7]
    with inside(ua.who):
        if ua.family == 4:
            raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
            head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(part), random.getrandbits(16),
                               0x2000, 64, 17, 0, socket.inet_aton(ua.host),
                               socket.inet_aton(target[0]))
        else:
            raw = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 44)
            head = struct.pack("!BBHI", 17, 0, 1, random.getrandbits(32))
    raw.sendto(head + part, (target[0], 0))
    raw.close()


def udp_counters(who="proxy"):
    """Udp and Udp6 counters of a namespace"""
    found = {}
    with inside(who):
        with open("/proc/thread-self/net/snmp") as file:
            rows = [line.split() for line in file if line.startswith("Udp:")]
        found.update({"Udp" + k: int(v) for k, v in zip(rows[0][1:], rows[1][1:])})
        with contextlib.suppress(FileNotFoundError), open("/proc/thread-self/net/snmp6") as file:
            found.update({k: int(v) for k, v in map(str.split, file) if k.startswith("Udp6")})
    return found


__all__ = [name for name in dict(globals()) if not name.startswith("_")]
