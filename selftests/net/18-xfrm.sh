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

# What leaves is protected, too. Without keys nothing leaves; when they have come,
# what is sent again leaves encrypted. Nothing is kept of the wait for them: the
# namespace has to go at the end.
policy=(src "$PROXY4" dst "$CALLEE4" proto udp sport 5060 dir out)
in_proxy ip xfrm policy add "${policy[@]}" tmpl proto esp mode transport level required
wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
name = ["src", "192.0.2.1", "dst", "198.51.100.2", "proto", "esp", "spi", "0x100"]
keys = ["mode", "transport", "enc", "cbc(aes)", "0x" + "01" * 16, "auth", "hmac(sha256)", "0x" + "02" * 32]


def state(who, *words):
    return run("ip", "-n", NS[who], "-s", "xfrm", "state", *words, check=False)


with case("a policy for what leaves, and no keys: nothing leaves"):
    alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    alice.expect("100 MESSAGE") # it takes long, says RFC 4320
    bob.quiet()

added = [state(who, "add", *name, *keys) for who in ("callee", "proxy")]
if all(done.returncode == 0 for done in added):
    with case("keys have come: what is sent again arrives, encrypted"):
        bob.send(bob.response(bob.expect("MESSAGE"), 200, "OK"))
        alice.expect("200 MESSAGE")
        said = state("callee", "get", *name).stdout
        need(re.search(r"[1-9][0-9]*\(packets\)", said), f"no packet by ESP: {said}")
else:
    skip("keys have come", added[0].stderr.strip() or added[1].stderr.strip())
PY
