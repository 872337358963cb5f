#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A stateful firewall on both chains: new flows only from the caller to the service
# and from the service to the callee; all else has to be `established`.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob
in_proxy nft -f - <<'N' 2>"$SCRATCH/nft.err" || skip_all "no nftables: $(head -1 "$SCRATCH/nft.err")"
table inet firewall {
	chain input {
		type filter hook input priority filter; policy drop;
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		ct state established iifname p1 udp dport 5060 counter accept comment "answers_in"
		ct state established accept
		iifname p0 udp dport 5060 ct state new accept
		udp dport 5060 counter comment "refused_in"
	}
	chain output {
		type filter hook output priority filter; policy drop;
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		ct state established oifname p0 udp sport 5060 counter accept comment "answers_out"
		ct state established accept
		oifname p1 udp sport 5060 ct state new accept
		udp sport != 5060 accept comment "marks of the test"
		udp sport 5060 counter comment "refused_out"
	}
}
N

callee_up uas -m 5
check "5 calls" calls uac -m 5 -r 5
check "5 calls at the callee" callee_done

# nft_counter COMMENT: packets that a rule has met
nft_counter() {
	in_proxy nft -j list table inet firewall | jq --arg comment "$1" '.nftables[].rule? |
		select(.comment == $comment).expr[].counter? // empty | .packets'
}
check "no packet was refused on the way in" test "$(nft_counter refused_in)" = 0
check "no packet was refused on the way out" test "$(nft_counter refused_out)" = 0
# 100 180 200 200 for each call upstream, 180 200 200 from the callee
check "what came from the callee was established" test "$(nft_counter answers_in)" -ge 15
check "what went to the caller was established" test "$(nft_counter answers_out)" -ge 20

if in_proxy conntrack -L -p udp >"$SCRATCH/conntrack" 2>"$SCRATCH/conntrack.err"; then
	check "conntrack entries are confirmed, both ways seen" \
		awk '/ src=192.0.2.2 dst=192.0.2.1 .* src=192.0.2.1 / && !/UNREPLIED/ { a = 1 }
			/ src=192.0.2.1 dst=198.51.100.2 .* src=198.51.100.2 / && !/UNREPLIED/ { b = 1 }
			END { exit !(a && b) }' "$SCRATCH/conntrack"
	check "one entry for each flow, however many packets" \
		awk '/port=5060/ { n++ } END { exit n != 2 }' "$SCRATCH/conntrack"
else
	skip "conntrack entries are confirmed" "$(tail -1 "$SCRATCH/conntrack.err")"
fi

wire <<'PY'
bob = Ua("callee", port=5099)
with case("the callee's side may not begin anything"):
    before = counters()["rx/datagrams"]
    bob.send(bob.request("OPTIONS", "sip:bob@example.com"))
    bob.quiet()
    need(counters()["rx/datagrams"] == before, "it got past the input chain")
PY
check "it was refused by the firewall" test "$(nft_counter refused_in)" = 1
counted request/INVITE=5 tx/errors=0 rx/slow=0 rx/drop=0 transaction/created=10
