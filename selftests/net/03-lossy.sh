#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Calls over bad lines: on all four ways datagrams are lost, doubled, overtaken.
# Every call has to come through by retransmission, the proxy's among them.
. "$(dirname "$0")/lib.sh"

CALLS=${CALLS:-20}
net_up
if ! netem c0 loss 1% 2>"$SCRATCH/netem.err"; then
	skip_all "no netem here: $(tail -1 "$SCRATCH/netem.err")"
fi
for dev in c0 p0 p1 s0; do
	netem "$dev" delay 10ms 5ms reorder 20% loss 20% duplicate 20%
done
# T1 as SIPp's, so that both ends and the middle have the same patience
proxy_up t1 500ms
bind_user bob

# SIPp's own idea of an unexpected message knows no reordering (a 180 after the
# 200): it goes on with the call.
lenient=(-default_behaviors "all,-abortunexp" -max_retrans 12)
SIPP_TIMEOUT=120
callee_up uas-patient "${lenient[@]}" -m "$CALLS"
check "$CALLS calls over lines that lose, double and reorder" \
	calls uac "${lenient[@]}" -m "$CALLS" -r 10
kill "$CALLEE_PID" 2>/dev/null || :

sent_again() { [[ $(counter tx/request-retransmissions) -gt 0 ]]; }
absorbed() { [[ $(counter stolen/retransmission) -gt 0 ]]; }
check "the proxy sent requests again" sent_again
check "the proxy absorbed retransmissions" absorbed
