#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Nobody answers: timers B, C and F.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up t2 1s timer-b 2s timer-f 2s timer-c 4s
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

with case("no response at all: INVITE goes out again and again, then 408 (timers A, B)"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.again(invite)
    bob.again(invite)
    gone = alice.expect(408)
    need(gone.param("To", "tag"), "no To tag in a final response")
    alice.send(alice.ack(first, gone))

with case("no response to OPTIONS: goes out again, 100 after a while, then silence: no 408 (RFC 4320)"):
    before = counters()
    began = time.monotonic()
    alice.send(alice.request("OPTIONS", "sip:bob@example.com"))
    options = bob.expect("OPTIONS")
    bob.again(options)
    trying = alice.expect("100 OPTIONS")
    need(";tag=" not in trying.one("To"), "a To tag in 100")
    # T1 and twice T1: by then the caller's timer E is T2
    need(time.monotonic() - began >= 0.75, "too early")
    until(lambda: counters()["transaction/timeouts"] == before["transaction/timeouts"] + 1, "timer F")
    alice.quiet()

with case("408 from the callee to OPTIONS goes no further, nor does a 183"):
    raw = alice.send(alice.request("OPTIONS", "sip:bob@example.com"))
    options = bob.expect("OPTIONS")
    bob.send(bob.response(options, 183, "Session Progress", tag="b"))
    bob.send(bob.response(options, 408, "Request Timeout", tag="b"))
    alice.quiet()
    alice.send(raw)
    alice.quiet()
    bob.quiet()

with case("503 from the callee becomes a 500"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.send(bob.response(invite, 503, "Service Unavailable", tag="b", headers=[("Retry-After", "60")]))
    bob.expect("ACK")
    gone = alice.expect(500)
    need(not gone.all("Retry-After"), "Retry-After")
    alice.send(alice.ack(first, gone))

with case("ringing for ever: CANCEL, then what the callee says (timer C)"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    alice.expect(180)
    chase = bob.expect("CANCEL")
    need(chase.all("Via") == invite.all("Via")[:1], "Via of the CANCEL")
    bob.send(bob.response(chase, 200, "OK", tag="b"))
    bob.send(bob.response(invite, 487, "Request Terminated", tag="b"))
    bob.expect("ACK")
    gone = alice.expect(487)
    alice.send(alice.ack(first, gone))

with case("a provisional response starts timer C anew"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    began = time.monotonic()
    for ring in range(3):
        bob.send(bob.response(invite, 180, "Ringing", tag=f"b{ring}"))
        alice.expect(180)
        need(not bob.receive(2), "CANCEL though it kept ringing")
    chase = bob.expect("CANCEL")
    need(time.monotonic() - began >= 7, "timer C did not start anew")
    bob.send(bob.response(chase, 200, "OK", tag="b0"))
    bob.send(bob.response(invite, 487, "Request Terminated", tag="b0"))
    bob.expect("ACK")
    alice.send(alice.ack(first, alice.expect(487)))
PY

counted tx/local-responses=2 transaction/created=6 rx/slow=0 rx/drop=0
