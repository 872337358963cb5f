#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The same over IPv6: by hand, then a few calls of SIPp's.
. "$(dirname "$0")/lib.sh"

net_up
PROXY_ADDRESS=$SERVICE6 FAMILY=6
proxy_up
bind_user bob "[$CALLEE6]:5060"

wire <<'PY'
alice, bob = Ua("caller", 6), Ua("callee", 6)
target = "sip:bob@[2001:db8:2::2]:5060"

with case("INVITE over IPv6: byte for byte"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    trying = alice.expect(100)
    need(trying.one("Via").endswith(f";rport={PORT};received=2001:db8:1::2"), trying.one("Via"))
    invite = bob.expect("INVITE")
    same(invite.raw, forwarded(first, invite, alice, target))
    need(re.fullmatch(r"<sip:\[2001:db8:1::1\](:5060)?;lr;sfp=[a-z2-7]+>", invite.one("Record-Route")),
         invite.one("Record-Route"))

with case("200, ACK, BYE from the callee"):
    fine = bob.send(bob.response(invite, 200, "OK", tag="b6", body=SDP))
    answer = alice.expect(200)
    same(answer.raw, edited(fine, "Via: " + invite.all("Via")[0] + "\r\n", ""))
    alice.send(Dialog(alice, Msg(first), answer, caller=True).request("ACK", cseq=1))
    bob.expect("ACK")
    sent = bob.send(Dialog(bob, invite, Msg(fine), caller=False).request("BYE"))
    bye = alice.expect("BYE")
    same(bye.raw, forwarded(sent, bye, bob, alice.uri("alice")))
    alice.send(alice.response(bye, 200, "OK"))
    bob.expect("200 BYE")
    alice.quiet()
    bob.quiet()
PY

callee_up uas -m 5
check "5 calls of SIPp's" calls uac -m 5 -r 5
check "5 calls at the callee" callee_done
counted rx/slow=0 rx/drop=0 request/INVITE=6 request/ACK=6 request/BYE=6 \
	tx/trying=6 tx/errors=0 transaction/created=12
