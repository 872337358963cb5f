#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A request that the fast path does not want goes to the socket, untouched, and so
# does everything that belongs to it later, whatever the tables say by then.
. "$(dirname "$0")/lib.sh"

SOCKET_EXPECTED=true
net_up
proxy_up

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
other = Ua("proxy")  # the slow path: whoever is bound to the service's port

with case("a request without a binding reaches the socket, byte for byte"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    there = other.expect("INVITE")
    same(there.raw, first)
    need(there.source == (alice.host, PORT), f"from {there.source}")

with case("with a binding now, its retransmission still goes to the socket"):
    sipfp("binding", "add", "sip:bob@example.com", "contact", "sip:bob@198.51.100.2:5060")
    alice.send(first)
    other.again(there)
    bob.quiet()

with case("so does its CANCEL"):
    cancel = alice.send(alice.cancel(first))
    same(other.expect("CANCEL").raw, cancel)
    other.send(other.response(Msg(cancel), 200, "OK", tag="p"), (alice.host, PORT))
    alice.expect("200 CANCEL")

with case("and its ACK after the socket's final response"):
    other.send(other.response(there, 487, "Request Terminated", tag="p"), (alice.host, PORT))
    gone = alice.expect(487)
    ack = alice.send(alice.ack(first, gone))
    same(other.expect("ACK").raw, ack)
    bob.quiet()
    alice.quiet()

with case("a new INVITE is the kernel's"):
    second = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    alice.expect(100)
    invite = bob.expect("INVITE")
    other.quiet()

with case("and stays so when the binding goes away"):
    sipfp("binding", "delete", "sip:bob@example.com")
    alice.send(second)
    alice.send(alice.cancel(second))
    alice.expect("200 CANCEL")
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    alice.expect(180)
    chase = bob.expect("CANCEL")
    bob.send(bob.response(chase, 200, "OK"))
    bob.send(bob.response(invite, 487, "Request Terminated", tag="b"))
    bob.expect("ACK")
    alice.send(alice.ack(second, alice.expect(487)))
    other.quiet()

with case("a non-INVITE that went to the socket stays there, too"):
    sent = alice.send(alice.request("MESSAGE", "sip:carol@example.com"))
    there = other.expect("MESSAGE")
    sipfp("binding", "add", "sip:carol@example.com", "contact", "sip:carol@198.51.100.2:5060")
    alice.send(sent)
    other.again(there)
    bob.quiet()

with case("what others sent out by themselves comes back to them"):
    other.send(other.request("OPTIONS", bob.uri("bob")), (bob.host, PORT))
    options = bob.expect("OPTIONS")
    answer = bob.send(bob.response(options, 200, "OK"))
    same(other.expect("200 OPTIONS").raw, answer)

with case("no SIP at all reaches the socket, too"):
    for raw in b"\r\n\r\n", b"\0\0\0\0", b"hello, world " * 20, b"\x80\x00 rtp?":
        alice.send(raw)
        got = other.receive()
        need(got and got[0] == raw, f"{raw[:20]!r} became {got}")
PY

counted transaction/punted=2 slow/no-binding=2 slow/punted=4 slow/foreign-branch=1 \
	transaction/created=1 rx/drop=0
