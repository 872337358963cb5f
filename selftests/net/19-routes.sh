#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Number and domain routes to gateways: longest prefix, priority, what the
# Request-URI becomes.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
ip -n "$NS_CALLEE" address add 198.51.100.3/24 dev s0
ip -n "$NS_CALLEE" address add 198.51.100.4/24 dev s0
proxy gateway add world 198.51.100.2:5060
proxy gateway add london 198.51.100.3:5060 priority 1
proxy gateway add london 198.51.100.4:5060 priority 2
proxy gateway add partner 198.51.100.4:5080
proxy route add prefix + gateway world
proxy route add prefix +4420 gateway london
proxy route add domain partner.example.org gateway partner
bind_user +442071838750

wire <<'PY'
alice = Ua("caller")
gateways = {"world": Ua("callee", host="198.51.100.2"), "london": Ua("callee", host="198.51.100.3"),
            "spare": Ua("callee", host="198.51.100.4"),
            "partner": Ua("callee", host="198.51.100.4", port=5080)}

def goes_to(name, uri, becomes):
    sent = alice.send(alice.request("MESSAGE", uri))
    gateway = gateways[name]
    got = gateway.expect("MESSAGE")
    same(got.raw, forwarded(sent, got, alice, becomes))
    gateway.send(gateway.response(got, 200, "OK"))
    alice.expect(200)
    for other in gateways.values():
        other.quiet()

with case("longest prefix, best priority"):
    for _ in range(3):
        goes_to("london", "sip:+442071838751@example.com", "sip:+442071838751@198.51.100.3:5060")
with case("shorter prefix"):
    goes_to("world", "sip:+4930901820@example.com", "sip:+4930901820@198.51.100.2:5060")
with case("parameters of the Request-URI stay"):
    goes_to("world", "sip:+4930901820@example.com;user=phone",
            "sip:+4930901820@198.51.100.2:5060;user=phone")
with case("but a transport that it does not go by"):
    goes_to("world", "sip:+4930901820@example.com;transport=tcp;user=phone",
            "sip:+4930901820@198.51.100.2:5060;user=phone")
with case("a binding comes before a route"):
    goes_to("world", "sip:+442071838750@example.com", "sip:+442071838750@198.51.100.2:5060")
with case("a domain route keeps the Request-URI"):
    goes_to("partner", "sip:carol@partner.example.org", "sip:carol@partner.example.org")
with case("domains are compared without case"):
    goes_to("partner", "sip:carol@Partner.EXAMPLE.org", "sip:carol@Partner.EXAMPLE.org")
with case("no route: 404 for a user, no relay for a domain"):
    alice.send(alice.request("MESSAGE", "sip:4930901820@example.com"))
    alice.expect(404)
    alice.send(alice.request("MESSAGE", "sip:carol@example.org"))
    got = Msg(alice.receive()[0])
    need(got.status in (403, 404), got.start)
    for gateway in gateways.values():
        gateway.quiet()
with case("a route that is gone is not used, the next shorter one is"):
    sipfp("route", "delete", "prefix", "+4420")
    goes_to("world", "sip:+442071838751@example.com", "sip:+442071838751@198.51.100.2:5060")
PY

# Weights: 3 to 1, and one call always meets the same gateway.
proxy gateway add share 198.51.100.2:5060 weight 3
proxy gateway add share 198.51.100.3:5060 weight 1
proxy route add prefix +7 gateway share
wire <<'PY'
alice = Ua("caller")
heavy, light = Ua("callee", host="198.51.100.2"), Ua("callee", host="198.51.100.3")
with case("gateways of one priority share by weight"):
    for n in range(80):
        alice.send(alice.request("MESSAGE", "sip:+7495@example.com"))
    seen = {}
    def collect():
        for ua in heavy, light:
            while (got := ua.receive(0.05)):
                seen[Msg(got[0]).one("Call-ID")] = (ua, got[0])
        return len(seen) == 80
    until(collect, "80 messages")
    for ua, raw in seen.values():
        ua.send(ua.response(Msg(raw), 200, "OK"))
    share = sum(ua is heavy for ua, _ in seen.values())
    # 60 expected, standard deviation below 4
    need(40 <= share < 80, f"{share} of 80 went to the one with 3 of 4 parts")
PY
counted rx/slow=0 rx/drop=0 tx/errors=0
