#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In-dialog requests: routed by the token in our Record-Route URI, from either side;
# without a good token they are no better than any other request.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

def call():
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    invite = bob.expect("INVITE")
    fine = bob.send(bob.response(invite, 200, "OK", tag="b" + word(), body=SDP))
    alice.expect(100)
    answer = alice.expect(200)
    ours = Dialog(alice, Msg(first), answer, caller=True)
    theirs = Dialog(bob, invite, Msg(fine), caller=False)
    alice.send(ours.request("ACK", cseq=1))
    bob.expect("ACK")
    return ours, theirs

def through(sender, receiver, raw, uri):
    sender.send(raw)
    got = receiver.expect(Msg(raw).method)
    same(got.raw, forwarded(raw, got, sender, uri))
    receiver.send(receiver.response(got, 200, "OK"))
    sender.expect("200 " + got.method)

with case("BYE from the caller"):
    ours, theirs = call()
    through(alice, bob, ours.request("BYE"), bob.uri("bob"))

with case("BYE from the callee"):
    ours, theirs = call()
    through(bob, alice, theirs.request("BYE"), alice.uri("alice"))

with case("INVITE within the dialog, from the callee, with its ACK"):
    ours, theirs = call()
    sent = bob.send(theirs.request("INVITE", body=SDP))
    got = alice.expect("INVITE")
    same(got.raw, forwarded(sent, got, bob, alice.uri("alice")))
    bob.expect(100)
    alice.send(alice.response(got, 200, "OK", body=SDP))
    answer = bob.expect("200 INVITE")
    bob.send(theirs.request("ACK", cseq=int(Msg(sent).cseq.split()[0])))
    alice.expect("ACK")

def refused(sender, other, raw):
    sender.send(raw)
    got = sender.receive()
    need(got, "no answer")
    answer = Msg(got[0])
    need(400 <= answer.status <= 503 and answer.cseq == Msg(raw).cseq, answer.start)
    other.quiet()
    return answer.status

with case("a token that was tampered with opens nothing"):
    route = ours.routes[0]
    at = route.index("sfp=") + 20
    bent = route[:at] + ("a" if route[at] != "a" else "b") + route[at + 1:]
    refused(alice, bob, ours.request("BYE", routes=[bent]))

with case("a token of another call opens nothing"):
    others, _ = call()
    refused(alice, bob, ours.request("BYE", routes=others.routes))

with case("no token, no relay: Route without it, and no Route"):
    refused(alice, bob, ours.request("BYE", routes=["<sip:192.0.2.1;lr>"]))
    refused(alice, bob, ours.request("BYE", routes=[]))

with case("an untrusted Route to somewhere else is no open relay"):
    refused(alice, bob, alice.request("OPTIONS", "sip:x@example.org",
            headers=[("Route", "<sip:192.0.2.1;lr>"), ("Route", "<sip:198.51.100.2;lr>")]))

with case("the dialogs are still there"):
    through(alice, bob, ours.request("BYE"), bob.uri("bob"))
    through(alice, bob, others.request("BYE"), bob.uri("bob"))
PY

counted rx/drop=0 rx/slow=0
