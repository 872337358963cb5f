#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# CANCEL before the callee has said anything: answered at once, but held back
# until the first provisional response (RFC 3261 9.1).
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
first = alice.send(alice.request("INVITE", "sip:bob@example.com"))
alice.expect(100)
invite = bob.expect("INVITE")

with case("CANCEL is answered 200 by the proxy"):
    cancel = alice.cancel(first)
    alice.send(cancel)
    fine = alice.expect("200 CANCEL")
    need(fine.one("CSeq") == "1 CANCEL", fine.one("CSeq"))
    need(fine.one("Via").startswith(Msg(first).one("Via")), fine.one("Via"))

with case("no CANCEL goes out before a provisional response"):
    bob.quiet()

with case("the first provisional one lets it out, as RFC 3261 9.1 wants it"):
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    chase = bob.expect("CANCEL")
    need(chase.uri == invite.uri, chase.uri)
    need(chase.all("Via") == invite.all("Via")[:1], "it must have the INVITE's top Via, and no other")
    for name in ("From", "To", "Call-ID"):
        need(chase.one(name) == invite.one(name), name)
    need(chase.cseq == "1 CANCEL", chase.cseq)
    need(not chase.all("Require") and not chase.body, "Require or a body in CANCEL")
    bob.send(bob.response(chase, 200, "OK", tag="b"))

with case("487 comes back; each hop is acknowledged by its own ACK"):
    bob.send(bob.response(invite, 487, "Request Terminated", tag="b"))
    ack = bob.expect("ACK")
    need(ack.all("Via") == invite.all("Via")[:1], "ACK must have the INVITE's top Via")
    need(ack.uri == invite.uri and ack.cseq == "1 ACK", ack.start)
    alice.expect(180)
    gone = alice.expect(487)
    alice.send(alice.ack(first, gone))
    alice.quiet()
    bob.quiet()
PY

counted request/INVITE=1 request/CANCEL=1 request/ACK=1 response/1xx=1 response/2xx=1 \
	response/4xx=1 tx/requests=1 tx/local-responses=1 tx/responses=2 tx/ack=1 \
	stolen/ack-absorbed=1 rx/slow=0 rx/drop=0 transaction/created=1
