# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What every scenario has in common. A scenario sources this, builds the network,
# sets up the proxy, makes things happen, and says what must have come of it:
# topology.sh has the picture of the network.
#
# Output: one line for each behaviour, `ok NAME`, `not ok NAME - why` or
# `skip NAME - why`; lines that begin with # are remarks.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
: "${NET_RUN:?run this with selftests/net/run}" # scratch directory of this run
: "${NET_PREFIX:?}"                               # of the names of its namespaces
SCENARIO=${SETTLE:-$(basename "$0" .sh)}
SCRATCH=$NET_RUN/$SCENARIO
mkdir -p "$SCRATCH"

NS_CALLER=$NET_PREFIX-${SCENARIO%%-*}-caller
NS_PROXY=$NET_PREFIX-${SCENARIO%%-*}-proxy
NS_CALLEE=$NET_PREFIX-${SCENARIO%%-*}-callee
export SCENARIO NS_CALLER NS_PROXY NS_CALLEE
# shellcheck source=selftests/net/topology.sh
. "$HERE/topology.sh"

# Short enough for tests, long enough for a machine that is emulated: the timers
# that end a transaction (64 * T1, and 32 s for timer D) run while the scenarios
# that follow are at work; settle looks at the end.
# Sockets come after the service here, so that they have nothing in hand: no grace.
declare -A TIMERS=([t1]=250ms [t2]=4s [t4]=1s [grace]=0)

# How long anything good may take.
export NET_WAIT=${NET_WAIT:-30}

# --- saying -------------------------------------------------------------------

FAILED=0
ok() { echo "ok $SCENARIO: $1"; }
not_ok() { FAILED=1; echo "not ok $SCENARIO: $1 - $2"; }
skip() { echo "skip $SCENARIO: $1 - $2"; }
remark() { echo "# $SCENARIO: $*"; }

# skip_all WHY: this kernel or machine lacks what the scenario is about
skip_all() {
	echo "skip $SCENARIO - $1"
	exit 0
}

# check NAME COMMAND...: the command must succeed; what it says is the reason
check() {
	local name=$1 said=$SCRATCH/check.out
	shift
	if "$@" >"$said" 2>&1; then
		ok "$name"
	else
		[[ -s $said ]] || echo "$* failed" >"$said"
		grep '^#' "$said" || :
		not_ok "$name" "$(tail -1 "$said")"
	fi
}

# refuse NAME COMMAND...: the command must fail
refuse() {
	local name=$1
	shift
	if "$@" >"$SCRATCH/refuse.out" 2>&1; then
		not_ok "$name" "'$*' succeeded"
	else
		ok "$name"
	fi
}

# wait_until COMMAND...: until it succeeds; false after NET_WAIT seconds
wait_until() {
	local end=$((SECONDS + NET_WAIT))
	until "$@"; do
		[[ $SECONDS -lt $end ]] || return 1
		sleep 0.05
	done
}

# --- the proxy under test -----------------------------------------------------

proxy() { sipfp -netns "$NS_PROXY" "$@"; }

# proxy_up [SETTING VALUE...]: the one place where the proxy is set up. The counters
# of a new namespace begin at 0. PROXY_ADDRESS: another service than SERVICE4.
proxy_up() {
	local setting settings=(mode proxy domain example.com record-route on auth none)
	for setting in "${!TIMERS[@]}"; do
		[[ " $* " == *" $setting "* ]] || settings+=("$setting" "${TIMERS[$setting]}")
	done
	proxy service add "${PROXY_ADDRESS:-$SERVICE4}" "${settings[@]}" "$@"
}

# bind_user USER [CONTACT-HOST]
bind_user() {
	proxy binding add "sip:$1@example.com" contact "sip:$1@${2:-$CALLEE4:5060}"
}

# --- counters -----------------------------------------------------------------

# All of them as {"group/name": value}
counters() {
	proxy -json stats show | jq -c '[to_entries[] | .key as $group |
		.value | to_entries[] | {("\($group)/\(.key)"): .value}] | add'
}

# counter GROUP/NAME
counter() { counters | jq --arg c "$1" '.[$c]'; }

# counters_differ GROUP/NAME=VALUE...: prints those that are not as they should be
counters_differ() {
	local wanted
	wanted=$(printf '%s\n' "$@" | jq -Rn '[inputs | split("=") | {(.[0]): (.[1] | tonumber)}] | add')
	counters | jq -r --argjson wanted "$wanted" '. as $have | $wanted | to_entries[] |
		select($have[.key] != .value) | "\(.key) is \($have[.key]), not \(.value)"'
}

counters_are() {
	local differ
	differ=$(counters_differ "$@") && [[ -z $differ ]] || {
		COUNTERS_DIFFER=${differ//$'\n'/; }
		return 1
	}
}

# counted GROUP/NAME=VALUE...: since the service was made, exactly so many
counted() {
	COUNTERS_DIFFER=
	if wait_until counters_are "$@"; then
		ok "counters"
	else
		not_ok "counters" "$COUNTERS_DIFFER"
	fi
}

transactions() { proxy -json transaction show | jq length; }
no_transactions() { [[ $(transactions) == 0 ]]; }

# What a socket of the proxy's namespace would have seen.
udp_seen() {
	in_proxy awk '
		FILENAME ~ /snmp6/ { if (/^Udp6(InDatagrams|NoPorts|InErrors)/ && $2) print $1 "=" $2; next }
		/^Udp:/ && !n { n = split($0, name); next }
		/^Udp:/ { for (i = 2; i <= 5; i++) if (name[i] != "OutDatagrams" && $i) print "Udp" name[i] "=" $i }
	' /proc/net/snmp /proc/net/snmp6
	in_proxy ss -Huan
}

# --- user agents --------------------------------------------------------------

# wire: a Python program from stdin, with all of wire.py imported
wire() {
	{
		echo "from wire import *"
		cat
	} >"$SCRATCH/script.py"
	PYTHONPATH=$HERE PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$SCRATCH/script.py" || {
		FAILED=1
		WIRE_FAILED=1
		exit 1
	}
}

# sipp_run WHO FILE [ARG...]: one SIPp on port 5060 of a side, its papers in SCRATCH
sipp_run() {
	local who=$1 file=$2 ns=$NS_CALLEE host=$CALLEE4
	shift 2
	[[ $who == callee ]] || { ns=$NS_CALLER host=$CALLER4; }
	if [[ ${FAMILY:-4} == 6 ]]; then
		host=$CALLEE6
		[[ $who == callee ]] || host=$CALLER6
	fi
	(cd "$SCRATCH" && exec ip netns exec "$ns" sipp -sf "$HERE/sipp/$file.xml" \
		-i "$host" -p 5060 -nostdin -nd -trace_err -error_file "$who.err" \
		-timeout "${SIPP_TIMEOUT:-90}s" -timeout_error "$@" >"$who.out" 2>&1)
}

bound() { [[ -n $(ip netns exec "$1" ss -Huln "sport = :$2") ]]; }

# callee_up FILE [ARG...]: in the background, ready when this returns
callee_up() {
	sipp_run callee "$@" &
	CALLEE_PID=$!
	wait_until bound "$NS_CALLEE" 5060 || not_ok "callee" "SIPp did not start"
}

# callee_done: it has ended by itself (-m), all its calls well
callee_done() {
	local pid=$CALLEE_PID
	CALLEE_PID=
	wait "$pid" || {
		sipp_papers callee
		return 1
	}
}

# calls FILE [ARG...]: place calls through the proxy, to user bob
calls() {
	local service=$SERVICE4
	[[ ${FAMILY:-4} == 4 ]] || service=$SERVICE6
	sipp_run caller "$1" "$service" -s bob "${@:2}" || {
		sipp_papers caller
		return 1
	}
}

# What SIPp has to say about a failure, as remarks.
sipp_papers() {
	{
		cut -c1-160 "$SCRATCH/$1.err" 2>/dev/null | head -15
		grep -aE 'Successful call|Failed call|Unexpected' "$SCRATCH/$1.out" | tail -4
	} | sed "s/^/# $1: /"
}

# --- the end ------------------------------------------------------------------

# Scenarios with a socket in the proxy's namespace, on purpose, set this.
SOCKET_EXPECTED=false
# Scenarios that end transactions by force, on purpose, set this.
KILLED_EXPECTED=false
CALLEE_PID=
WIRE_FAILED=

# Transactions live on for their last timers (32 s for timer D). To wait for that
# after every scenario would take long: what is left to look at is written down
# for settle, which the runner calls at the very end.
scenario_end() {
	local status=$?
	trap - EXIT ERR
	[[ -z $CALLEE_PID ]] || kill "$CALLEE_PID" 2>/dev/null || :
	if [[ $status != 0 && -z $WIRE_FAILED && $FAILED == 0 ]]; then
		not_ok "script" "exit status $status"
	fi
	if [[ $FAILED != 0 ]]; then
		counters 2>/dev/null | jq -r --arg s "$SCENARIO" \
			'[to_entries[] | select(.value != 0) | "\(.key)=\(.value)"] | "# \($s): \(join(" "))"' || :
	fi
	if [[ -z ${SETTLE:-} && -e /run/netns/$NS_PROXY ]]; then
		declare -p SOCKET_EXPECTED KILLED_EXPECTED >"$SCRATCH/settle"
	fi
	[[ $FAILED == 0 && $status == 0 ]] || exit 1
}
trap scenario_end EXIT
trap 'remark "unexpected failure in line $LINENO: $BASH_COMMAND"' ERR

# settle_all: look after what other scenarios have left, now
settle_all() {
	local left
	for left in "$NET_RUN"/*/settle; do
		[[ ! -e $left ]] || SETTLE=$(basename "$(dirname "$left")") "$HERE/settle" || FAILED=1
	done
}
