#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Many bindings: loaded by batch, dumped in as many messages as it takes, looked up
# for a call, expired, deleted and flushed.
. "$(dirname "$0")/lib.sh"

BINDINGS=${BINDINGS:-100000}
net_up
proxy_up

awk -v n="$BINDINGS" -v to="$CALLEE4:5060" 'BEGIN {
	for (i = 0; i < n; i++)
		printf "binding add sip:user%d@example.com contact sip:user%d@%s\n", i, i, to
}' >"$SCRATCH/batch"
began=$SECONDS
check "$BINDINGS bindings by batch" proxy -batch "$SCRATCH/batch"
remark "loaded in $((SECONDS - began)) s"
began=$SECONDS
proxy binding show >"$SCRATCH/shown"
remark "dumped in $((SECONDS - began)) s"
check "all of them in the dump, each once" \
	test "$(grep -o 'user[0-9]*@example.com' "$SCRATCH/shown" | sort -u | wc -l)" = "$BINDINGS"

wire <<PY
last = "user$((BINDINGS - 1))"
alice, bob = Ua("caller"), Ua("callee")
with case("a request to the last of them"):
    sent = alice.send(alice.request("MESSAGE", f"sip:{last}@example.com"))
    got = bob.expect("MESSAGE")
    need(got.uri == f"sip:{last}@198.51.100.2:5060", got.uri)
    bob.send(bob.response(got, 200, "OK"))
    alice.expect(200)
PY

# A batch that fails in the middle says where, and does what precedes.
printf '%s\n' "binding add sip:before@example.com contact sip:a@$CALLEE4:5060" \
	"binding add sip:wrong@example.com contact sip:a@by.name.example" \
	"binding add sip:after@example.com contact sip:a@$CALLEE4:5060" >"$SCRATCH/bad"
refuse "a batch with an error fails" proxy -batch "$SCRATCH/bad"
check "and says in which line" grep -q 'bad:2' "$SCRATCH/refuse.out"

proxy binding flush
check "flushed" test "$(proxy -json binding show | jq length)" = 0

proxy binding add sip:brief@example.com contact "sip:brief@$CALLEE4:5060" expires 1
expired() { [[ $(proxy -json binding show | jq length) == 0 ]]; }
check "a binding expires" wait_until expired
