#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A thousand calls at a steady rate, none failed; and after the last timer memory is
# back to where it was.
. "$(dirname "$0")/lib.sh"

CALLS=${CALLS:-1000}
RATE=${RATE:-50}
settle_all
# Caches of our own; those that the kernel has merged with others' say nothing.
slab_caches() {
	local name
	awk '/^sipfp/ { print $1 }' /proc/slabinfo | while read -r name; do
		[[ ! -e /sys/kernel/slab/$name ]] || echo "/sys/kernel/slab/$name"
	done
}

# Objects in use of our slab caches. Shrinking empties the lists of each CPU, on
# which free objects would count as used.
slabs() {
	local cache
	for cache in $(slab_caches); do
		echo 1 >"$cache/shrink"
		echo "${cache##*/} $(cut -d' ' -f1 "$cache/objects")"
	done
}

net_up
proxy_up
bind_user bob
slabs >"$SCRATCH/slabs.before"
callee_up uas -m "$CALLS"
check "$CALLS calls at $RATE/s" calls uac -m "$CALLS" -r "$RATE"
check "$CALLS calls at the callee" callee_done
counted request/INVITE="$(counter request/INVITE)" rx/slow=0 rx/drop=0 tx/errors=0 \
	transaction/created=$((2 * CALLS)) transaction/timeouts=0

NET_WAIT=60
check "every transaction gone" wait_until no_transactions
seen=$(udp_seen)
check "none seen by a socket" test -z "$seen"
if [[ -n $(slab_caches) ]]; then
	# memory goes after a grace period
	slabs_back() { slabs >"$SCRATCH/slabs.after" && cmp -s "$SCRATCH/slabs.before" "$SCRATCH/slabs.after"; }
	check "slabs are back to where they began: $(paste -sd, "$SCRATCH/slabs.before")" \
		wait_until slabs_back
else
	skip "slabs" "this kernel shows none in /sys/kernel/slab"
fi
