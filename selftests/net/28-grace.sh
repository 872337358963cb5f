#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A service is added at an address where a proxy is at work: what that proxy has in
# hand stays its own, though nothing that it was sent has left a record.
. "$(dirname "$0")/lib.sh"

SOCKET_EXPECTED=true
KILLED_EXPECTED=true # with a service that is deleted by force
net_up

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
other = Ua("proxy")  # the proxy that was there before
service = "192.0.2.1:5060"


def settling():
    return json.loads(sipfp("-json", "service", "show", service).stdout)[0].get("settling", 0)


with case("no service yet: the socket gets the request"):
    old = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    there = other.expect("INVITE")

with case("a service is added: the request that comes again still is the socket's"):
    sipfp("service", "add", service, "domain", "example.com", "t1", "250ms", "grace", "10min")
    sipfp("binding", "add", "sip:bob@example.com", "contact", "sip:bob@198.51.100.2:5060")
    need(590000 < settling() <= 600000, f"settling {settling()} ms")
    alice.send(old)
    other.again(there)
    bob.quiet()

with case("so are new requests, for as long as the service is new"):
    new = alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    known = other.expect("MESSAGE")
    bob.quiet()

with case("the grace is over: new requests are the kernel's"):
    sipfp("service", "change", service, "grace", "1ms")
    until(lambda: not settling(), "the end of the grace")
    alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    bob.send(bob.response(bob.expect("MESSAGE"), 200, "OK", tag="b"))
    alice.expect("200 MESSAGE")
    other.quiet()

with case("what went to the socket meanwhile has a record, and stays there"):
    alice.send(old)
    other.again(there)
    alice.send(new)
    other.again(known)
    bob.quiet()

with case("it answers, and its ACK goes to the socket, too"):
    other.send(other.response(there, 486, "Busy Here", tag="p"), (alice.host, PORT))
    ack = alice.send(alice.ack(old, alice.expect(486)))
    same(other.expect("ACK").raw, ack)
    bob.quiet()

with case("the ACK of what the socket has refused goes there, with a good token, too"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    alice.expect(100)
    bob.send(bob.response(bob.expect("INVITE"), 200, "OK", tag="b", body=SDP))
    call = Dialog(alice, Msg(first), alice.expect(200), caller=True)
    alice.send(call.request("ACK", cseq=1))
    bob.expect("ACK")
    sipfp("service", "delete", service, "force")
    again = alice.send(call.request("INVITE"))
    there = other.expect("INVITE")
    sipfp("service", "add", service, "domain", "example.com", "t1", "250ms", "grace", "10min")
    other.send(other.response(there, 488, "Not Acceptable Here", tag="b"), (alice.host, PORT))
    ack = alice.send(alice.ack(again, alice.expect(488)))
    same(other.expect("ACK").raw, ack)
    bob.quiet()
    sipfp("service", "change", service, "grace", "0")

with case("where nobody is bound nothing can be in hand: no grace is needed"):
    sipfp("service", "change", service, "grace", "10min")
    other.close()
    need(settling() > 500000, "not settling")
    alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    bob.send(bob.response(bob.expect("MESSAGE"), 200, "OK", tag="b"))
    alice.expect("200 MESSAGE")
PY

# the old one that came again, and a new one; of each a copy, and the ACK; an ACK
counted slow/settling=3 transaction/punted=2 slow/punted=3 \
	transaction/created=3 rx/drop=0
