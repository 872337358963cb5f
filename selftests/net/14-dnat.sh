#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# DNAT to the service, by another port and by another address: as for a socket, the
# answers have to come from where the caller sent to.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob
in_proxy nft -f - <<'N' 2>"$SCRATCH/nft.err" || skip_all "no NAT: $(head -1 "$SCRATCH/nft.err")"
table ip nat {
	chain pre {
		type nat hook prerouting priority dstnat;
		ip daddr 192.0.2.1 udp dport 5070 dnat to 192.0.2.1:5060
		ip daddr 203.0.113.9 udp dport 5060 dnat to 192.0.2.1:5060
	}
}
N

wire <<'PY'
bob = Ua("callee")

def call(alice):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    trying = alice.expect(100)
    need(trying.source == alice.proxy, f"100 came from {trying.source}")
    invite = bob.expect("INVITE")
    need(invite.source == ("192.0.2.1", PORT), f"INVITE came from {invite.source}")
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    ringing = alice.expect(180)
    need(ringing.source == alice.proxy, f"180 came from {ringing.source}")
    alice.send(first)
    alice.again(ringing)
    bob.send(bob.response(invite, 200, "OK", tag="b", body=SDP))
    answer = alice.expect(200)
    need(answer.source == alice.proxy, f"200 came from {answer.source}")
    # the Record-Route has the service's own address: here the caller goes on by NAT
    talk = Dialog(alice, Msg(first), answer, caller=True)
    alice.send(talk.request("ACK", cseq=1))
    bob.expect("ACK")
    alice.send(talk.request("BYE"))
    bob.send(bob.response(bob.expect("BYE"), 200, "OK"))
    done = alice.expect("200 BYE")
    need(done.source == alice.proxy, f"200 to BYE came from {done.source}")

with case("DNAT from another port: answers come from that port"):
    alice = Ua("caller", proxy=("192.0.2.1", 5070))
    call(alice)
    alice.close()

with case("DNAT from another address: answers come from that address"):
    alice = Ua("caller", port=5066, proxy=("203.0.113.9", PORT))
    call(alice)
    alice.close()

with case("and without NAT at the same time"):
    call(Ua("caller", port=5068))
PY

counted request/INVITE=6 tx/requests=6 rx/slow=0 rx/drop=0 transaction/created=6
if in_proxy conntrack -L -p udp >"$SCRATCH/conntrack" 2>"$SCRATCH/conntrack.err"; then
	check "conntrack has the translated flows, both ways seen" \
		awk '/dport=5070/ && !/UNREPLIED/ { a = 1 } /dst=203.0.113.9/ && !/UNREPLIED/ { b = 1 }
			END { exit !(a && b) }' "$SCRATCH/conntrack"
else
	skip "conntrack has the translated flows" "$(tail -1 "$SCRATCH/conntrack.err")"
fi
