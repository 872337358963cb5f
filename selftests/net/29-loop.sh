#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A request that comes back as it went is a loop, and is stopped; one that comes
# back changed is a spiral, and goes on. The callee plays a proxy here.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob
bind_user carol "$CALLEE4:5062"

wire <<'PY'
alice, bob, carol = Ua("caller"), Ua("callee"), Ua("callee", port=5062)

def onward(got, uri):
    """The request as a proxy at bob's would send it on"""
    via = f"Via: SIP/2.0/UDP {bob.sent_by};branch=z9hG4bK{word()}\r\n"
    raw = edited(got.raw, got.uri, uri)
    raw = edited(raw, "Via: ", via + "Via: ")
    hops = int(got.one("Max-Forwards"))
    return edited(raw, f"Max-Forwards: {hops}", f"Max-Forwards: {hops - 1}")

with case("what comes back as it went: 482, and nothing goes out"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    alice.expect(100)
    invite = bob.expect("INVITE")
    before = counters()
    back = bob.send(onward(invite, "sip:bob@example.com"))
    stopped = bob.expect(482)
    need(len(stopped.all("Via")) == 3, "Via of the 482")
    bob.send(bob.ack(back, stopped))
    bob.quiet()
    now = counters()
    need(now["stolen/answered"] == before["stolen/answered"] + 1, "not counted as answered")
    need(now["transaction/created"] == before["transaction/created"], "a transaction was begun")

with case("and the caller hears of it"):
    bob.send(bob.response(invite, 482, "Loop Detected", tag="b"))
    bob.expect("ACK")
    alice.send(alice.ack(first, alice.expect(482)))

with case("what comes back for another user goes to that user: a spiral"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.send(onward(invite, "sip:carol@example.com"))
    bob.expect(100)
    there = carol.expect("INVITE")
    need(len(there.all("Via")) == 4, "Via of the spiral")
    carol.send(carol.response(there, 486, "Busy Here", tag="c"))
    carol.expect("ACK")
    busy = bob.expect(486)
    need(len(busy.all("Via")) == 3, "Via of the 486")

with case("a spiral that has become a loop is stopped"):
    back = bob.send(onward(there, "sip:carol@example.com"))
    bob.expect(482)
    carol.quiet()

with case("our branch with another hash in it is a forgery, and stops nobody"):
    second = alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    got = bob.expect("MESSAGE")
    branch = got.all("Via")[0].partition("branch=")[2]
    forged = edited(onward(got, "sip:bob@example.com"), branch,
                    branch[:15] + ("a" if branch[15] != "a" else "b") + branch[16:])
    bob.send(forged)
    need(len(bob.expect("MESSAGE").all("Via")) == 4, "not forwarded")
PY
counted rx/slow=0
