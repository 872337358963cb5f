# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# baresip as a user agent without a sound card: it sends a tone, and is told what to
# do over its control socket. Sourced by calls.

# baresip_up WHO NS ADDRESS ACCOUNT: in the background; says when it is ready
baresip_up() {
	local dir=$DEMO_RUN/$1 ns=$2 address=$3 account=$4
	mkdir -p "$dir"
	cat >"$dir/config" <<-C
		poll_method		epoll
		sip_listen		$address:5060
		call_local_timeout	120
		call_max_calls		4
		audio_source		ausine,440
		audio_player		aubridge,none
		audio_alert		aubridge,none
		ausrc_srate		48000
		ausrc_channels		2
		rtp_ports		16384-16484
		module_path		$BARESIP_MODULES
		module			g711.so
		module			ausine.so
		module			aubridge.so
		module_tmp		account.so
		module_app		menu.so
		module_app		ctrl_tcp.so
		ctrl_tcp_listen		127.0.0.1:4444
	C
	echo "$account" >"$dir/accounts"
	: >"$dir/contacts"
	ip netns exec "$ns" baresip -4 -f "$dir" >"$dir/log" 2>&1 </dev/null &
	DEMO_PIDS+=($!)
	demo_wait grep -qs 'baresip is ready' "$dir/log" ||
		demo_die "baresip does not start: $(tail -3 "$dir/log")"
}

# baresip_tell NS COMMAND [PARAMS]: netstrings with JSON in them (module ctrl_tcp)
baresip_tell() {
	local json
	json=$(jq -nc --arg c "$2" --arg p "${3:-}" '{command: $c, params: $p}')
	ip netns exec "$1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/4444
		printf "%d:%s," "${#1}" "$1" >&3
		timeout 1 head -c 20 <&3 >/dev/null || :' - "$json"
}
