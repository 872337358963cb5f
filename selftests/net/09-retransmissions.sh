#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What comes again: INVITE (absorbed, the latest response is replayed), 200 (every
# one goes through), ACK to it (likewise), a non-INVITE (its final is replayed).
. "$(dirname "$0")/lib.sh"

net_up
# The callee says 100 at once and T2 is long: the proxy sends nothing again by itself.
proxy_up t1 500ms t2 10s
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
trying = alice.expect(100)
invite = bob.expect("INVITE")
bob.send(bob.response(invite, 100, "Trying"))

with case("INVITE again: 100 again, nothing to the callee"):
    alice.send(first)
    alice.again(trying)
    bob.quiet(strict=True)

with case("INVITE again after 180: the 180 again"):
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    ringing = alice.expect(180)
    alice.send(first)
    alice.again(ringing)
    bob.quiet(strict=True)

with case("180 again is forwarded again"):
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    alice.again(ringing)

with case("200 again is forwarded each time, so is its ACK"):
    fine = bob.send(bob.response(invite, 200, "OK", tag="b", body=SDP))
    answer = alice.expect(200)
    bob.send(fine)
    alice.again(answer)
    call = Dialog(alice, Msg(first), answer, caller=True)
    sent = alice.send(call.request("ACK", cseq=1))
    ack = bob.expect("ACK")
    bob.send(fine)
    alice.again(answer)
    alice.send(sent)
    bob.again(ack)

with case("INVITE again after the 200 is absorbed without a word (RFC 6026)"):
    alice.send(first)
    until(lambda: counters()["stolen/retransmission"] >= 3, "absorbed")
    alice.quiet(strict=True)
    bob.quiet(strict=True)

with case("BYE again: absorbed before the 200, then the 200 is replayed"):
    sent = alice.send(call.request("BYE"))
    bye = bob.expect("BYE")
    bob.send(bob.response(bye, 100, "Trying"))
    alice.send(sent)
    bob.quiet(strict=True)
    alice.quiet(strict=True)
    bob.send(bob.response(bye, 200, "OK"))
    done = alice.expect("200 BYE")
    alice.send(sent)
    alice.again(done)
    bob.quiet(strict=True)
PY

counted rx/datagrams=17 request/INVITE=4 request/ACK=2 request/BYE=3 response/1xx=4 \
	response/2xx=4 tx/requests=2 tx/stateless=2 tx/trying=2 rx/slow=0 rx/drop=0 \
	transaction/created=2
