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

callee_up uas-sends-bye -m 5
check "5 calls of SIPp's that the callee ends" calls uac-answers-bye -m 5 -r 5
check "5 calls at the callee" callee_done
counted rx/drop=0 rx/slow=0

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

def call(contact=None):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP, contact=contact))
    invite = bob.expect("INVITE")
    fine = bob.send(bob.response(invite, 200, "OK", tag="b" + word(), body=SDP))
    alice.expect(100)
    ours = Dialog(alice, Msg(first), alice.expect(200), caller=True)
    alice.send(ours.request("ACK", cseq=1))
    bob.expect("ACK")
    return ours, Dialog(bob, invite, Msg(fine), caller=False)

def info(sender, receiver, dialog):
    sender.send(dialog.request("INFO"))
    got = receiver.expect("INFO")
    receiver.send(receiver.response(got, 200, "OK"))
    sender.expect("200 INFO")

with case("a change of key: tokens of the last key are good, of the one before are not"):
    ours, theirs = call()
    sipfp("key", "add")
    info(alice, bob, ours)
    info(bob, alice, theirs)
    sipfp("key", "add")
    alice.send(ours.request("INFO"))
    need(400 <= Msg(alice.receive()[0]).status < 600, "a token of a key that is gone was taken")
    bob.quiet()
    ours, theirs = call()
    info(alice, bob, ours)

with case("a Contact behind NAT (a private address): the flow that was seen is used instead"):
    ours, theirs = call(contact="<sip:alice@10.1.2.3:7777>")
    info(bob, alice, theirs)

with case("relay sealed: to the flows of the dialog only, whatever the Contact says"):
    sipfp("service", "change", "192.0.2.1:5060", "relay", "sealed")
    ours, theirs = call(contact="<sip:alice@198.51.100.77:7777>")
    info(bob, alice, theirs)
    info(alice, bob, ours)

with case("relay sealed: nothing for one who is on neither flow"):
    other = Ua("caller", port=5064)
    other.send(edited(ours.request("INFO"), f"{alice.sent_by};branch", f"{other.sent_by};branch"))
    got = other.receive()
    need(got and Msg(got[0]).status == 403, f"got {got}")
    bob.quiet()

with case("relay dialog: another port of the caller may"):
    sipfp("service", "change", "192.0.2.1:5060", "relay", "dialog")
    raw = ours.request("INFO")
    other.send(edited(raw, f"{alice.sent_by};branch", f"{other.sent_by};branch"))
    got = bob.expect("INFO")
    bob.send(bob.response(got, 200, "OK"))
    other.expect("200 INFO")
PY
