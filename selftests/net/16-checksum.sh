#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The UDP checksum is the socket layer's business, which we stand in for: a wrong one
# is left to it, and counted there; a right one in software passes; what we send
# has a right one, too.
. "$(dirname "$0")/lib.sh"

SOCKET_EXPECTED=true # only for InCsumErrors: nobody is bound
net_up
proxy_up
PROXY_ADDRESS=$SERVICE6 proxy_up
bind_user bob
bind_user bob6 "[$CALLEE6]:5060"
ip netns exec "$NS_PROXY" ethtool -K p1 tx off >/dev/null

wire <<'PY'
for family, user in (4, "bob"), (6, "bob6"):
    alice, bob = Ua("caller", family), Ua("callee", family)
    name = "UdpInCsumErrors" if family == 4 else "Udp6InCsumErrors"
    here, proxy = (alice.host, alice.port), alice.proxy

    def ask():
        return alice.request("OPTIONS", f"sip:{user}@example.com")

    with case(f"IPv{family}: wrong checksum is left to the socket layer, which counts it"):
        before, errors = counters(), udp_counters().get(name, 0)
        send_udp("caller", here, proxy, ask(), wrong=True)
        until(lambda: counters()["slow/udp-checksum"] == before["slow/udp-checksum"] + 1, "slow/udp-checksum")
        until(lambda: udp_counters()[name] == errors + 1, name)
        alice.quiet()
        bob.quiet()

    with case(f"IPv{family}: a right one, made in software, passes; ours is right"):
        sniffer = Sniffer("callee")
        send_udp("caller", here, proxy, ask())
        got = bob.expect("OPTIONS")
        bob.send(bob.response(got, 200, "OK"))
        alice.expect(200)
        source = ADDRESS[family]["proxy"]
        payload = [data for protocol, data in sniffer.packets() if got.raw in data]
        need(payload, "not seen on the wire")
        udp = payload[0][20 if family == 4 else 40:]
        need(udp[6:8] != b"\0\0", "no checksum")
        need(checksum(pseudo(source, bob.host, len(udp)) + udp) == 0, "checksum on the wire is wrong")

    with case(f"IPv{family}: no checksum at all: " + ("allowed" if family == 4 else "not allowed")):
        before = counters()
        send_udp("caller", here, proxy, ask(), zero=True)
        if family == 4:
            bob.send(bob.response(bob.expect("OPTIONS"), 200, "OK"))
            alice.expect(200)
        else:
            until(lambda: counters()["slow/udp-checksum"] == before["slow/udp-checksum"] + 1, "slow/udp-checksum")
            bob.quiet()

    with case(f"IPv{family}: a UDP length that lies is not read"):
        before = counters()
        send_udp("caller", here, proxy, ask(), length=4000)
        until(lambda: counters()["slow/udp-length"] == before["slow/udp-length"] + 1, "slow/udp-length")
        alice.quiet()
        bob.quiet()
    alice.close()
    bob.close()
PY
counted slow/udp-checksum=3 slow/udp-length=2 rx/slow=5 rx/drop=0 transaction/created=3
