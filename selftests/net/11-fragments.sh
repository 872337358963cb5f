#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Messages larger than the MTU: in fragments on the way in, in fragments on the way
# out, for both families; and the service setting that leaves them to the socket.
. "$(dirname "$0")/lib.sh"

net_up 1500
proxy_up
PROXY_ADDRESS=$SERVICE6 proxy_up
bind_user bob
bind_user bob6 "[$CALLEE6]:5060"

wire <<'PY'
body = SDP + b"a=x-filler:" + b"x" * 3000 + b"\r\n"

for family, user, header in (4, "bob", 20), (6, "bob6", 40):
    alice, bob = Ua("caller", family), Ua("callee", family)
    at_proxy, at_callee = Sniffer("proxy"), Sniffer("callee")
    target = f"sip:{user}@{bob.sent_by}"

    with case(f"IPv{family}: an INVITE of 3000 bytes goes in and out in fragments"):
        first = alice.send(alice.request("INVITE", f"sip:{user}@example.com", body=body))
        alice.expect(100)
        invite = bob.expect("INVITE")
        same(invite.raw, forwarded(first, invite, alice, target))
        for where, sniffer, raw in ("in", at_proxy, first), ("out", at_callee, invite.raw):
            parts = sorted(sniffer.fragments())
            whole = 8 + len(raw)
            need(len(parts) >= 3, f"{len(parts)} fragments on the way {where}")
            # the caller's timers do not retransmit, the proxy's may: once is enough
            need(sum(size for _, size, _ in dict.fromkeys(parts)) == whole,
                 f"fragments of {parts} on the way {where} do not make {whole} bytes")

    with case(f"IPv{family}: so does a 200 of that size, the other way"):
        fine = bob.send(bob.response(invite, 200, "OK", tag="b", body=body))
        answer = alice.expect(200)
        same(answer.raw, edited(fine, "Via: " + invite.all("Via")[0] + "\r\n", ""))
        call = Dialog(alice, Msg(first), answer, caller=True)
        alice.send(call.request("ACK", cseq=1))
        bob.expect("ACK")

    with case(f"IPv{family}: a lost fragment loses the message, not the proxy"):
        before = counters()["rx/datagrams"]
        raw = alice.request("MESSAGE", f"sip:{user}@example.com", body=body)
        send_fragment(alice, raw[:1200])
        alice.send(call.request("BYE"))
        bye = bob.expect("BYE")
        bob.send(bob.response(bye, 200, "OK"))
        alice.expect("200 BYE")
        need(counters()["rx/datagrams"] == before + 2, "an incomplete datagram was counted")
    alice.close()
    bob.close()
PY
counted rx/slow=0 rx/drop=0 request/INVITE=2 request/MESSAGE=0 tx/errors=0

# A narrower path towards the callee than from the caller.
ip -n "$NS_PROXY" link set p1 mtu 1280
ip -n "$NS_CALLEE" link set s0 mtu 1280
proxy service change "$SERVICE4" oversize slow
wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
with case("oversize slow: what does not fit the next hop's MTU is not forwarded"):
    raw = alice.request("MESSAGE", "sip:bob@example.com", body=b"x" * 1000,
                        headers=[("Content-Type", "text/plain")])
    need(len(raw) < 1472, "test is wrong")
    alice.send(raw)
    got = alice.receive()
    need(got and Msg(got[0]).status in (503, 513), f"answer: {got and got[0][:40]}")
    bob.quiet()
with case("oversize slow: what does fit is"):
    alice.send(alice.request("MESSAGE", "sip:bob@example.com", body=b"x" * 200,
                             headers=[("Content-Type", "text/plain")]))
    bob.send(bob.response(bob.expect("MESSAGE"), 200, "OK"))
    alice.expect(200)
PY
