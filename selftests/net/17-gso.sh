#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A sender with UDP_SEGMENT hands several datagrams down in one packet, which veth
# passes on in one piece: each has to be seen on its own.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
PROXY_ADDRESS=$SERVICE6 proxy_up
bind_user bob
bind_user bob6 "[$CALLEE6]:5060"

wire <<'PY'
UDP_SEGMENT = 103
for family, user in (4, "bob"), (6, "bob6"):
    alice, bob = Ua("caller", family), Ua("callee", family)

    with case(f"IPv{family}: three messages in one GSO packet arrive as three"):
        sniffer = Sniffer("proxy")
        calls = [f"gso-{n}-{word()}" for n in range(3)]
        raws = [alice.request("MESSAGE", f"sip:{user}@example.com", call_id=c) for c in calls]
        need(len({len(r) for r in raws}) == 1, "test is wrong")
        try:
            alice.socket.setsockopt(socket.SOL_UDP, UDP_SEGMENT, len(raws[0]))
            alice.socket.sendto(b"".join(raws), alice.proxy)
        except OSError as why:
            raise Fail(f"UDP_SEGMENT: {why}") from None
        alice.socket.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 0)
        for raw in raws:
            got = bob.expect("MESSAGE")
            same(got.raw, forwarded(raw, got, alice, f"sip:{user}@{bob.sent_by}"))
            bob.send(bob.response(got, 200, "OK"))
            need(alice.expect(200).one("Call-ID") == Msg(raw).one("Call-ID"), "order")
        whole = [data for _, data in sniffer.packets() if calls[0].encode() in data]
        if not any(calls[2].encode() in data for data in whole):
            print(f"# {SCENARIO}: IPv{family}: the packet was split before it reached us")

    with case(f"IPv{family}: of two, one for a user that we do not know"):
        raws = [alice.request("MESSAGE", f"sip:{name}@example.com", call_id=word(20))
                for name in (user, "x" * len(user))]
        alice.socket.setsockopt(socket.SOL_UDP, UDP_SEGMENT, len(raws[0]))
        alice.socket.sendto(b"".join(raws), alice.proxy)
        alice.socket.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 0)
        bob.send(bob.response(bob.expect("MESSAGE"), 200, "OK"))
        need({Msg(alice.receive()[0]).status for _ in range(2)} == {200, 404}, "answers")
        bob.quiet()
    alice.close()
    bob.close()
PY
counted rx/datagrams=18 request/MESSAGE=10 transaction/created=8 stolen/answered=2 rx/slow=0
