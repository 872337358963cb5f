#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The counters before and after a known set of messages differ by exactly those
# messages: every counter is looked at, not only those that should move.
. "$(dirname "$0")/lib.sh"

KILLED_EXPECTED=true
net_up
# nothing is sent again by itself while this lasts, on however slow a machine
proxy_up t1 10s t2 10s
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

def warm_up():
    alice.send(alice.request("OPTIONS", "sip:bob@example.com"))
    bob.send(bob.response(bob.expect("OPTIONS"), 200, "OK"))
    alice.expect(200)

def grown(before, **wanted):
    """Exactly these counters, by exactly so much; timers may run as they like"""
    wanted = {k.replace("__", "/").replace("_", "-"): v for k, v in wanted.items()}
    def off():
        return {k: v - before[k] for k, v in counters().items()
                if v - before[k] != wanted.get(k, 0) and k not in FREE}
    need(set(wanted) <= set(before), f"no such counter: {set(wanted) - set(before)}")
    with contextlib.suppress(Fail):
        until(lambda: not off(), "", 5)
    need(not off(), "changed by " + ", ".join(
        f"{k}={v} (not {wanted.get(k, 0)})" for k, v in off().items()))

FREE = ("transaction/timer-runs", "transaction/ended", "rx/bytes")
warm_up()

with case("a call"):
    before = counters()
    sent = []
    say = lambda ua, raw: sent.append(len(ua.send(raw)))
    first = alice.request("INVITE", "sip:bob@example.com", body=SDP)
    say(alice, first)
    invite = bob.expect("INVITE")
    say(bob, bob.response(invite, 100, "Trying"))
    say(bob, bob.response(invite, 180, "Ringing", tag="b"))
    say(bob, bob.response(invite, 200, "OK", tag="b", body=SDP))
    alice.expect(100)
    alice.expect(180)
    call = Dialog(alice, Msg(first), alice.expect(200), caller=True)
    say(alice, call.request("ACK", cseq=1))
    bob.expect("ACK")
    say(alice, call.request("BYE"))
    bye = bob.expect("BYE")
    say(bob, bob.response(bye, 200, "OK"))
    alice.expect("200 BYE")
    grown(before, rx__datagrams=7, rx__stolen=7, stolen__none=6, stolen__absorbed=1,
          request__INVITE=1, request__ACK=1, request__BYE=1, response__1xx=2, response__2xx=2,
          tx__requests=2, tx__responses=3, tx__trying=1, tx__stateless=1, transaction__created=2)
with case("bytes received"):
    need(counters()["rx/bytes"] - before["rx/bytes"] == sum(sent), "rx/bytes is not their sum")

with case("a request that is refused here, twice, and its ACK"):
    before = counters()
    raw = alice.send(alice.request("INVITE", "sip:nobody@example.com"))
    got = alice.expect(404)
    alice.send(raw)
    alice.again(got)
    alice.send(alice.ack(raw, got))
    grown(before, rx__datagrams=3, rx__stolen=2, rx__drop=1, request__INVITE=2, request__ACK=1,
          stolen__answered=2, drop__not_trusted=1, tx__local_responses=2)

with case("a retransmission, absorbed"):
    before = counters()
    raw = alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    got = bob.expect("MESSAGE")
    bob.send(bob.response(got, 100, "Trying"))
    until(lambda: counters()["response/1xx"] == before["response/1xx"] + 1, "100")
    alice.send(raw)
    bob.quiet()
    bob.send(bob.response(got, 200, "OK"))
    done = alice.expect(200)
    alice.send(raw)
    alice.again(done)
    grown(before, rx__datagrams=5, rx__stolen=5, stolen__none=2, stolen__absorbed=1,
          stolen__retransmission=2, request__MESSAGE=3, response__1xx=1, response__2xx=1,
          tx__requests=1, tx__responses=1, tx__response_retransmissions=1, transaction__created=1)

with case("forged and stray responses"):
    before = counters()
    branch = got.all("Via")[0].partition("branch=")[2]
    forged = edited(bob.response(got, 200, "OK"), branch, branch[:-1] + ("a" if branch[-1] != "a" else "b"))
    bob.send(forged)
    bob.send(edited(bob.response(got, 200, "OK"), branch, "z9hG4bKsomebodyelse"))
    bob.send(edited(bob.response(got, 200, "OK"), "MESSAGE", "OPTIONS"))
    alice.quiet()
    grown(before, rx__datagrams=3, rx__drop=3, drop__forged_branch=1, drop__foreign_branch=1,
          drop__method_mismatch=1, response__2xx=3)

with case("no SIP"):
    before = counters()
    for raw in b"", b"\r\n\r\n", b"x", b"INVITE sip:x SIP/3.0\r\n\r\n", b"\0" * 100:
        alice.send(raw)
    until(lambda: counters()["rx/datagrams"] == before["rx/datagrams"] + 5, "5 datagrams")
    need(counters()["rx/drop"] == before["rx/drop"] + 5, "not all were dropped")
    alice.quiet()
PY

# 64 * T1 would be long to wait for
proxy transaction flush
