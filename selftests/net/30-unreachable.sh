#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ICMP errors (RFC 3261 16.9, 18.4): a callee where nobody listens is a failure at
# once, not in half a minute; an error that anybody could have made up is none.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
PROXY_ADDRESS=$SERVICE6 proxy_up
bind_user bob

wire <<'PY'
def tell(alice, name):
    """Everything that a caller does whose callee's port is closed"""
    raw = alice.send(alice.request("INVITE", f"sip:{name}@example.com", body=SDP))
    alice.expect(100)
    alice.send(alice.ack(raw, alice.expect(500)))
    alice.send(alice.request("MESSAGE", f"sip:{name}@example.com"))
    alice.expect("500 MESSAGE")


alice, bob = Ua("caller"), Ua("callee")
for family, host in (4, "198.51.100.2"), (6, "[2001:db8:2::2]"):
    with case(f"IPv{family}: port unreachable: 500 at once"):
        contact = f"sip:closed{family}@{host}:5999"
        sipfp("binding", "add", f"sip:closed{family}@example.com", "contact", contact)
        before = counters()["rx/icmp-errors"]
        tell(alice if family == 4 else Ua("caller", family=6), f"closed{family}")
        need(counters()["rx/icmp-errors"] == before + 2, "not counted")


def error(quoted, kind=3, code=3, target=None, source="192.0.2.1"):
    """An ICMP error from the callee's side, about `quoted` that went to `target`"""
    host, port = target or (bob.host, PORT)
    udp = struct.pack("!HHHH", PORT, port, 8 + len(quoted), 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(quoted), 1, 0, 63, 17, 0,
                     socket.inet_aton(source), socket.inet_aton(host))
    body = bytes(4) + ip + udp + quoted
    head = struct.pack("!BB", kind, code)
    icmp = head + struct.pack("!H", checksum(head + bytes(2) + body)) + body
    with inside("callee"):
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    raw.sendto(icmp, ("192.0.2.1", 0))
    raw.close()


def forged(raw):
    """The token, with one character of its MAC another one"""
    at = raw.index(b"z9hG4bKsfp") + 38
    return raw[:at] + (b"a" if raw[at:at + 1] != b"a" else b"b") + raw[at + 1:]


with case("errors that could be made up, or mean something else, do nothing"):
    raw = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    alice.expect(100)
    invite = bob.expect("INVITE")
    sent = invite.raw
    error(forged(sent))
    error(sent, target=(bob.host, PORT + 1))
    error(sent, target=("198.51.100.3", PORT))
    error(sent, source="192.0.2.9")
    error(sent, code=4)
    error(sent, kind=11, code=0)
    error(sent[:60])
    error(b"")
    error(b"CANCEL" + sent[6:])
    error(b"SIP/2.0 200 OK\r\n" + sent[sent.index(b"Via"):])
    alice.quiet()

with case("an error that quotes it, if only to the end of our Via, ends it"):
    error(sent[:sent.index(b"\r\n", sent.index(b"z9hG4bKsfp")) + 2], code=13)
    alice.send(alice.ack(raw, alice.expect(500)))

with case("once it rings an error is about a copy: the call goes on"):
    raw = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    alice.expect(180)
    error(invite.raw)
    alice.quiet()
    bob.send(bob.response(invite, 486, "Busy Here", tag="b"))
    bob.expect("ACK")
    alice.send(alice.ack(raw, alice.expect(486)))
PY

counted rx/icmp-errors=5 rx/drop=0 rx/slow=0 tx/local-responses=5 transaction/created=6
