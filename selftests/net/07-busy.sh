#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# 486: the proxy acknowledges it downstream, sends it upstream again and again
# (timer G) until the caller's ACK, which it keeps to itself.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up t2 1s
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
alice.expect(100)
invite = bob.expect("INVITE")

with case("486 goes upstream without our Via, ACK goes downstream"):
    busy = bob.send(bob.response(invite, 486, "Busy Here", tag="b", headers=[("Warning", "399 x \"y\"")]))
    ack = bob.expect("ACK")
    need(ack.uri == invite.uri, ack.uri)
    need(ack.all("Via") == invite.all("Via")[:1], "Via of the ACK")
    for name in ("From", "Call-ID"):
        need(ack.one(name) == invite.one(name), name)
    need(ack.one("To") == Msg(busy).one("To"), "To of the ACK: " + ack.one("To"))
    need(ack.cseq == "1 ACK" and not ack.body, ack.cseq)
    got = alice.expect(486)
    same(got.raw, edited(busy, "Via: " + invite.all("Via")[0] + "\r\n", ""))

with case("without an ACK the 486 comes again, and again (timer G)"):
    alice.again(got)
    alice.again(got)

with case("the ACK ends that, and goes no further"):
    alice.send(alice.ack(first, got))
    until(lambda: counters()["stolen/ack-absorbed"] == 1, "ACK absorbed")
    before = counters()["tx/response-retransmissions"]
    # two more intervals of timer G at most (T2): nothing may come
    while alice.receive(0):
        pass
    need(not alice.receive(2.2), "486 came again after the ACK")
    need(counters()["tx/response-retransmissions"] == before, "counted a retransmission")
    bob.quiet()
PY

counted request/INVITE=1 request/ACK=1 response/4xx=1 tx/requests=1 tx/responses=1 \
	tx/ack=1 tx/trying=1 rx/slow=0 rx/drop=0 transaction/created=1
