#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# CANCEL while it rings: 200 to the CANCEL, CANCEL downstream at once, 487, and an
# ACK on each hop. Then the same with SIPp's CANCEL scenario, several at once.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
first = alice.send(alice.request("INVITE", "sip:bob@example.com"))
invite = bob.expect("INVITE")
bob.send(bob.response(invite, 180, "Ringing", tag="b"))
alice.expect(100)
alice.expect(180)

with case("CANCEL goes on at once"):
    cancel = alice.send(alice.cancel(first))
    alice.expect("200 CANCEL")
    chase = bob.expect("CANCEL")
    need(chase.all("Via") == invite.all("Via")[:1], "Via of the CANCEL")

with case("CANCEL that comes again is answered again, not sent again"):
    count = counters()["tx/cancel"]
    alice.send(cancel)
    until(lambda: sum(alice.seen.values()) or alice.receive(0.1), "a second 200")
    bob.send(bob.response(chase, 200, "OK"))

with case("487 goes to the caller"):
    bob.send(bob.response(invite, 487, "Request Terminated", tag="b"))
    bob.expect("ACK")
    gone = alice.expect(487)
    need(gone.param("To", "tag") == "b", gone.one("To"))

with case("487 that comes again is acknowledged again, not forwarded again"):
    bob.send(bob.response(invite, 487, "Request Terminated", tag="b"))
    until(lambda: counters()["tx/ack"] == 2, "a second ACK")
    alice.send(alice.ack(first, gone))
    alice.quiet()
    bob.quiet()
PY

callee_up uas-cancelled -m 5
check "5 calls cancelled by SIPp" calls uac-cancels -m 5 -r 5
check "5 calls cancelled at the callee" callee_done
counted request/INVITE=6 tx/requests=6 rx/slow=0 rx/drop=0 transaction/created=6
