#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A port that IPsec policy protects stays protected: what comes in the clear is
# neither forwarded nor answered.
. "$(dirname "$0")/lib.sh"

SOCKET_EXPECTED=true # the stack counts what IPsec refuses as InErrors
net_up
proxy_up
bind_user bob
policy=(src "$CALLER4" dst "$PROXY4" proto udp dport 5060 dir "in")
in_proxy ip xfrm policy add "${policy[@]}" tmpl proto esp mode transport level required \
	2>"$SCRATCH/xfrm.err" || skip_all "no IPsec: $(tail -1 "$SCRATCH/xfrm.err")"

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
with case("a request in the clear is left to the stack, which drops it"):
    alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.send(alice.request("INVITE", "sip:nobody@example.com"))
    until(lambda: counters()["slow/xfrm-policy"] == 2, "slow/xfrm-policy")
    alice.quiet()
    bob.quiet()
PY
in_proxy ip xfrm policy delete "${policy[@]}"
wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
with case("without the policy it is forwarded"):
    alice.send(alice.request("OPTIONS", "sip:bob@example.com"))
    bob.send(bob.response(bob.expect("OPTIONS"), 200, "OK"))
    alice.expect(200)
PY
counted rx/datagrams=4 rx/slow=2 rx/drop=0 transaction/created=1
