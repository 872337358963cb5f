#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Removal under load: of a service, which lets calls end first, or does not; of the
# module. After each, new calls work.
. "$(dirname "$0")/lib.sh"

KILLED_EXPECTED=true
SOCKET_EXPECTED=true # what comes while there is no module meets a closed port
settle_all
net_up
proxy_up
bind_user bob

wire <<'PY'
alice, bob = Ua("caller"), Ua("callee")

def ring():
    raw = alice.send(alice.request("INVITE", "sip:bob@example.com"))
    alice.expect(100)
    invite = bob.expect("INVITE")
    bob.send(bob.response(invite, 180, "Ringing", tag="b"))
    alice.expect(180)
    return raw, invite

def services():
    return json.loads(sipfp("-json", "service", "show").stdout)

def add():
    sipfp("service", "add", "192.0.2.1:5060", "mode", "proxy", "domain", "example.com",
          "record-route", "on", "t1", "100ms", "t2", "400ms", "t4", "400ms")

with case("a service that is deleted takes nothing new"):
    raw, invite = ring()
    sipfp("service", "delete", "192.0.2.1:5060")
    need(len(services()) == 1, "it went though a call was under way")
    alice.send(alice.request("MESSAGE", "sip:bob@example.com"))
    alice.expect(503)
    bob.quiet()

with case("and lets what there is come to its end"):
    bob.send(bob.response(invite, 200, "OK", tag="b"))
    alice.expect(200)
    until(lambda: not services(), "the service goes", 60)

with case("a new service at the same address works"):
    add()
    raw, invite = ring()

with case("delete force does not wait"):
    sipfp("service", "delete", "192.0.2.1:5060", "force")
    until(lambda: not services(), "the service goes", 5)
    need(json.loads(sipfp("-json", "transaction", "show").stdout) == [], "transactions are left")
PY

# Without the module file (a module that was there before us) the rest can't be done.
if [[ -z ${SIPFP_MODULE:-} || ! -e ${SIPFP_MODULE:-} ]]; then
	skip "unload under load" "no SIPFP_MODULE to load again"
	exit 0
fi
read -ra params <<<"${SIPFP_MODULE_PARAMS:-}"

# Never waits to be answered, so that calls keep coming while nobody is there
flood() {
	sipp_run caller uac "$SERVICE4" -s bob -r 50 -default_behaviors none -max_retrans 1 \
		-recv_timeout 500 -timeout 60s || :
}

proxy_up
callee_up uas
flood &
flood_pid=$!
busy() { [[ $(transactions) -gt 20 ]]; }
for round in 1 2 3; do
	check "round $round: under load" wait_until busy
	check "round $round: unloaded" rmmod sipfp
	check "round $round: loaded" insmod "$SIPFP_MODULE" "${params[@]}"
	proxy_up
	bind_user bob
done
kill "$flood_pid" 2>/dev/null || :
for ns in "$NS_CALLER" "$NS_CALLEE"; do
	# SIPp would wait for its calls to end
	for pid in $(ip netns pids "$ns"); do
		kill -KILL "$pid" 2>/dev/null || :
	done
done
wait "$flood_pid" "$CALLEE_PID" 2>/dev/null || :
CALLEE_PID=
all_free() { ! bound "$NS_CALLEE" 5060 && ! bound "$NS_CALLER" 5060; }
wait_until all_free || not_ok "script" "SIPp does not end"

callee_up uas -m 5
check "after that calls work" calls uac -m 5 -r 5
check "at the callee, too" callee_done

# Namespaces may go at any time, too, with everything in them.
ip netns add "$NET_PREFIX-gone"
ip -n "$NET_PREFIX-gone" link set lo up
sipfp -netns "$NET_PREFIX-gone" service add 127.0.0.1:5060 mode proxy domain example.com
sipfp -netns "$NET_PREFIX-gone" binding add sip:bob@example.com contact sip:bob@127.0.0.2:5060
check "a namespace goes with its service and bindings" ip netns del "$NET_PREFIX-gone"
