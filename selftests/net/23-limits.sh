#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# At its cap of transactions the proxy refuses newcomers, and them only; at its cap
# of records for the socket, what would need one.
. "$(dirname "$0")/lib.sh"

SOCKET_EXPECTED=true
net_up
proxy_up t1 100ms timer-b 2s timer-f 2s timer-c 10s
bind_user bob
proxy limit set transactions 2

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

def ring():
    raw = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    alice.expect(180)
    return raw, invite

def end(raw, invite):
    bob.send(bob.response(invite, 486, "Busy", tag="b"))
    bob.expect("ACK")
    alice.send(alice.ack(raw, alice.expect(486)))

with case("the third of two transactions gets 503 with Retry-After"):
    one, two = ring(), ring()
    third = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    full = alice.expect(503)
    need(int(full.one("Retry-After")) > 0, "Retry-After")
    alice.send(alice.ack(third, full))
    bob.quiet()

with case("those that there are go on: retransmission, CANCEL, answer"):
    alice.send(one[0])
    alice.send(alice.cancel(one[0]))
    alice.expect("200 CANCEL")
    chase = bob.expect("CANCEL")
    bob.send(bob.response(chase, 200, "OK"))
    bob.send(bob.response(one[1], 487, "Request Terminated", tag="b"))
    bob.expect("ACK")
    alice.send(alice.ack(one[0], alice.expect(487)))
    end(*two)

with case("with the limit raised newcomers are welcome again"):
    sipfp("limit", "set", "transactions", "1000")
    end(*ring())

with case("with a socket the newcomer goes there, and stays there"):
    other = Ua("proxy")
    sipfp("limit", "set", "transactions", "1")
    # all that there were still have their timers running
    raw = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    there = other.expect("INVITE")
    same(there.raw, raw)
    sipfp("limit", "set", "transactions", "1000")
    alice.send(raw)
    other.again(there)
    alice.send(alice.cancel(raw))
    other.expect("CANCEL")
    bob.quiet()

with case("no room for a record: the socket does not get it, so nothing is split"):
    sipfp("limit", "set", "punted", "1")
    raw = alice.send(alice.request("MESSAGE", "sip:nobody@example.com"))
    full = alice.expect(503)
    need(int(full.one("Retry-After")) > 0, "Retry-After")
    other.quiet()

with case("what the kernel can do itself needs no record"):
    alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    there = bob.expect("MESSAGE")
    bob.send(bob.response(there, 200, "OK", tag="b"))
    alice.expect(200)
    other.quiet()
PY
