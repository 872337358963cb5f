#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# CANCEL and 200 cross: the callee had answered already. The call stands, the 200
# goes through, and the caller has to hang up by BYE.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

def ring():
    first = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    alice.expect(180)
    return first, invite

def hang_up(first, answer):
    call = Dialog(alice, Msg(first), answer, caller=True)
    alice.send(call.request("ACK", cseq=1))
    bob.expect("ACK")
    alice.send(call.request("BYE"))
    bye = bob.expect("BYE")
    bob.send(bob.response(bye, 200, "OK"))
    alice.expect("200 BYE")

with case("200 after the CANCEL was forwarded: the 200 goes through"):
    first, invite = ring()
    alice.send(alice.cancel(first))
    alice.expect("200 CANCEL")
    chase = bob.expect("CANCEL")
    # the callee answered before it saw the CANCEL: 481 would do as well as 200
    bob.send(bob.response(invite, 200, "OK", tag="b", body=SDP))
    bob.send(bob.response(chase, 200, "OK", tag="b"))
    answer = alice.expect("200 INVITE")
    hang_up(first, answer)

with case("CANCEL after the 200: answered 200, without effect"):
    first, invite = ring()
    bob.send(bob.response(invite, 200, "OK", tag="b", body=SDP))
    answer = alice.expect("200 INVITE")
    alice.send(alice.cancel(first))
    alice.expect("200 CANCEL")
    bob.quiet()
    hang_up(first, answer)

with case("481 to our CANCEL changes nothing"):
    first, invite = ring()
    alice.send(alice.cancel(first))
    alice.expect("200 CANCEL")
    chase = bob.expect("CANCEL")
    bob.send(bob.response(chase, 481, "Never heard of it", tag="b"))
    bob.send(bob.response(invite, 200, "OK", tag="b", body=SDP))
    hang_up(first, alice.expect("200 INVITE"))
    alice.quiet()
    bob.quiet()
PY

counted request/INVITE=3 request/CANCEL=3 request/BYE=3 rx/slow=0 rx/drop=0 \
	transaction/created=6
