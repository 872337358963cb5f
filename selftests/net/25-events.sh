#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What can be watched while it happens: netlink events by `sipfp monitor`, and the
# tracepoints.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob

proxy -json monitor >"$SCRATCH/events" 2>"$SCRATCH/monitor.err" &
MONITOR_PID=$!
# It listens when it hears of a change.
heard() {
	proxy binding replace sip:mark@example.com contact "sip:mark@$CALLEE4:5060"
	grep -q mark@example.com "$SCRATCH/events"
}
check "monitor hears of changes" wait_until heard

TRACING=/sys/kernel/tracing
if [[ -d $TRACING/events/sipfp ]]; then
	: >$TRACING/trace
	echo 1 >$TRACING/events/sipfp/enable
fi

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")
with case("a call, a refused request and a retransmission"):
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", call_id="watched-call"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.again(invite)
    bob.send(bob.response(invite, 486, "Busy", tag="b"))
    bob.expect("ACK")
    alice.send(alice.ack(first, alice.expect(486)))
    alice.send(b"no SIP at all")
    alice.send(alice.request("MESSAGE", "sip:nobody@example.com"))
    alice.expect(404)
    sipfp("limit", "set", "transactions", "1")
    alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    alice.expect(503)
    sipfp("limit", "set", "transactions", "1000")
    sipfp("transaction", "flush")
    sipfp("binding", "flush")
PY
KILLED_EXPECTED=true

# event JQ-CONDITION: there is such an event
event() { jq -s -e "any(.[]; $1)" "$SCRATCH/events" >/dev/null; }
check "transaction: new" wait_until event \
	'.object == "transaction" and .event == "new" and .transaction.call_id == "watched-call"'
check "transaction: del" wait_until event \
	'.object == "transaction" and .event == "del" and .transaction.call_id == "watched-call"'
check "alarm: raised" wait_until event '.object == "alarm" and .event == "raised"'
check "binding: flush" wait_until event '.object == "binding" and .event == "flush"'
kill "$MONITOR_PID" 2>/dev/null || :

if [[ -d $TRACING/events/sipfp ]]; then
	echo 0 >$TRACING/events/sipfp/enable
	for point in receive decide transmit timer drop; do
		check "tracepoint sipfp_$point" grep -q "sipfp_$point:" $TRACING/trace
	done
	check "a trace says why a datagram was dropped" \
		grep -q 'sipfp_drop:.*reason=\(bad-start-line\|no-header-end\|too-short\)' $TRACING/trace
else
	skip "tracepoints" "no tracefs, or no events of the module in it"
fi
