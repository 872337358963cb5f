#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A call: what each side sees on the wire, byte for byte, and what is counted.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
# nothing that a proxy may touch, tidy up or reorder
odd = [("Subject", "  a  \"quoted, <string>\"\t"), ("x-Unknown", "one,two ;three"),
       ("Allow", "INVITE,ACK"), ("s", "second subject")]
first = alice.request("INVITE", "sip:bob@example.com", headers=odd, body=SDP)
alice.send(first)

with case("100 Trying comes from the proxy at once"):
    trying = alice.expect(100)
    need(trying.one("Via") == Msg(first).one("Via") + f"={PORT};received={alice.host}",
         "Via: " + trying.one("Via"))
    need(";tag=" not in trying.one("To"), "a To tag in 100")
    for name in ("From", "To", "Call-ID", "CSeq"):
        need(trying.one(name) == Msg(first).one(name), name + " is not the request's")

with case("INVITE as it leaves: byte for byte"):
    invite = bob.expect("INVITE")
    same(invite.raw, forwarded(first, invite, alice, "sip:bob@198.51.100.2:5060"))
    need(invite.source == bob.proxy, f"it came from {invite.source}")

with case("the branch is ours, the Record-Route URI has lr and a token"):
    branch = invite.all("Via")[0].partition("branch=")[2]
    need(re.fullmatch("z9hG4bKsfp[a-z2-7]{29}", branch), branch)
    need(re.fullmatch("<sip:192.0.2.1(:5060)?;lr;sfp=[a-z2-7]+>", invite.one("Record-Route")),
         invite.one("Record-Route"))

with case("100 from the callee stays here, 180 goes on"):
    bob.send(bob.response(invite, 100, "Trying"))
    ringing = bob.response(invite, 180, "Ringing", tag="bob1", headers=[("X-Odd", " a,  b")])
    bob.send(ringing)
    same(alice.expect(180).raw, edited(ringing, "Via: " + invite.all("Via")[0] + "\r\n", ""))

with case("200 with a body, and ACK end to end"):
    fine = bob.response(invite, 200, "OK", tag="bob1", body=SDP)
    bob.send(fine)
    answer = alice.expect(200)
    same(answer.raw, edited(fine, "Via: " + invite.all("Via")[0] + "\r\n", ""))
    call = Dialog(alice, Msg(first), answer, caller=True)
    sent = alice.send(call.request("ACK", cseq=1))
    ack = bob.expect("ACK")
    same(ack.raw, forwarded(sent, ack, alice, "sip:bob@198.51.100.2:5060"))
    need(ack.all("Via")[0].partition("branch=")[2] != branch, "ACK to 200 has the INVITE's branch")

with case("BYE and its 200"):
    sent = alice.send(call.request("BYE"))
    bye = bob.expect("BYE")
    same(bye.raw, forwarded(sent, bye, alice, "sip:bob@198.51.100.2:5060"))
    fine = bob.response(bye, 200, "OK")
    bob.send(fine)
    same(alice.expect("200 BYE").raw, edited(fine, "Via: " + bye.all("Via")[0] + "\r\n", ""))
    alice.quiet()
    bob.quiet()
PY

counted rx/datagrams=7 rx/stolen=7 rx/slow=0 rx/drop=0 \
	request/INVITE=1 request/ACK=1 request/BYE=1 response/1xx=2 response/2xx=2 \
	tx/requests=2 tx/stateless=1 tx/responses=3 tx/trying=1 tx/local-responses=0 \
	tx/ack=0 tx/cancel=0 tx/errors=0 transaction/created=2 transaction/punted=0
