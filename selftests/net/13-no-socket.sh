#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Where no socket is bound: stateless answers of our own, byte for byte, nothing for
# an ACK; or, by the other setting, the ICMP error that a closed port gives.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

def answer(raw, status, *fields):
    """The one right answer to `raw`, but for the To tag"""
    alice.send(raw)
    got = alice.expect(status)
    ask = Msg(raw)
    tag = got.param("To", "tag")
    need(tag, "no To tag")
    via = ask.all("Via")
    lines = [got.start, f"Via: {via[0]}={PORT};received={alice.host}"]
    lines += [f"Via: {v}" for v in via[1:]]
    lines += [f"From: {ask.one('From')}",
              f"To: {ask.one('To')}" + ("" if ";tag=" in ask.one("To") else f";tag={tag}"),
              f"Call-ID: {ask.one('Call-ID')}", f"CSeq: {ask.cseq}", *fields, "Content-Length: 0"]
    same(got.raw, "\r\n".join(lines).encode() + b"\r\n\r\n", str(status))
    bob.quiet()
    return got

with case("unknown user of a domain of ours: 404"):
    invite = alice.request("INVITE", "sip:nobody@example.com", body=SDP)
    got = answer(invite, 404)

with case("its ACK gets no answer"):
    alice.send(alice.ack(invite, got))
    alice.quiet()

with case("the same request again: the same answer, tag and all"):
    alice.send(invite)
    alice.again(got)

with case("Max-Forwards 0: 483"):
    answer(alice.request("MESSAGE", "sip:bob@example.com", max_forwards=0), 483)

OPTIONS = "Accept:", "Accept-Encoding: identity", "Accept-Language: en", "Supported:"

with case("OPTIONS with Max-Forwards 0: answered, since it is at its end"):
    answer(alice.request("OPTIONS", "sip:bob@example.com", max_forwards=0), 200, *OPTIONS)

with case("OPTIONS to the proxy itself: 200, without Allow"):
    answer(alice.request("OPTIONS", "sip:192.0.2.1"), 200, *OPTIONS)
    answer(alice.request("OPTIONS", "sip:example.com"), 200, *OPTIONS)

with case("a Request-URI that is none: 400"):
    answer(alice.request("MESSAGE", "sip:bob@example.com:0", to="<sip:bob@example.com>"), 400)

with case("Proxy-Require: 420 with Unsupported"):
    answer(alice.request("MESSAGE", "sip:bob@example.com",
                         headers=[("Proxy-Require", "x-foo")]), 420, "Unsupported: x-foo")

with case("tel: URI: 416"):
    answer(alice.request("MESSAGE", "tel:+4420123", to="<tel:+4420123>"), 416)

with case("REGISTER needs the daemon: 503 with Retry-After"):
    alice.send(alice.request("REGISTER", "sip:example.com", to="<sip:bob@example.com>",
                             contact="<sip:bob@192.0.2.2>"))
    got = alice.expect(503)
    need(re.fullmatch("[1-9][0-9]*", got.one("Retry-After")), "Retry-After")

with case("a domain that nobody here knows: no relay"):
    alice.send(alice.request("MESSAGE", "sip:bob@example.net"))
    got = alice.receive()
    need(got and 400 <= Msg(got[0]).status < 600, f"got {got}")
    bob.quiet()

with case("two Via values: both come back, in order"):
    raw = edited(alice.request("MESSAGE", "sip:nobody@example.com"), "Max-Forwards",
                 "Via: SIP/2.0/UDP first.example.org;branch=z9hG4bKfirst\r\nMax-Forwards")
    answer(raw, 404)

with case("CANCEL that matches nothing: 481"):
    raw = alice.request("INVITE", "sip:bob@example.com")
    answer(alice.cancel(raw), 481)

with case("responses to nothing of ours get no answer"):
    alien = bob.response(Msg(raw), 200, "OK", tag="x")
    bob.send(alien)
    bob.quiet()
    alice.quiet()
PY

seen=$(udp_seen)
check "no socket saw anything of that" test -z "$seen"
SOCKET_EXPECTED=true # the next one counts as a datagram for a closed port
proxy service change "$SERVICE4" without-socket icmp
wire <<'PY'
alice = Ua("caller")
alice.socket.connect(alice.proxy)
with case("without-socket icmp: port unreachable, like any closed port"):
    alice.socket.send(alice.request("INVITE", "sip:nobody@example.com"))
    try:
        need(alice.receive() and False, "an answer")
    except ConnectionRefusedError:
        pass
PY
