# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The network that scenarios and demo run in: three namespaces, whose names are in
# NS_CALLER, NS_PROXY and NS_CALLEE before this is sourced.
#
#  $NS_CALLER                    $NS_PROXY                      $NS_CALLEE
# .-----------------.   .-------------------------------.   .------------------.
# | SIPp, a Ua      |   |  sipfp.ko; no process at all  |   | SIPp, a Ua       |
# |                 |   |  service 192.0.2.1:5060       |   |                  |
# |                 |   |  or [2001:db8:1::1]:5060      |   |                  |
# |      c0         |   |     p0                 p1     |   |     s0           |
# |  192.0.2.2/24 --|---|-- 192.0.2.1/24               |   |                  |
# | 2001:db8:1::2 --|---|-- 2001:db8:1::1              |   |                  |
# |                 |   |          198.51.100.1/24 -----|---|-- 198.51.100.2/24|
# |                 |   |          2001:db8:2::1   -----|---|-- 2001:db8:2::2  |
# '-----------------'   '-------------------------------'   '------------------'
#
# The proxy's namespace does not forward IP packets: whatever crosses was carried
# by the module. The service has one address, so what it sends to the callee comes
# from 192.0.2.1 too.

CALLER4=192.0.2.2 PROXY4=192.0.2.1 CALLEE4=198.51.100.2
CALLER6=2001:db8:1::2 PROXY6=2001:db8:1::1 CALLEE6=2001:db8:2::2
SERVICE4=$PROXY4:5060 SERVICE6="[$PROXY6]:5060"
# for those who source this
: "$CALLER4$CALLEE4$CALLER6$CALLEE6$SERVICE4$SERVICE6"

in_ns() { ip netns exec "$@"; }
in_proxy() { ip netns exec "$NS_PROXY" "$@"; }

# net_up [MTU]: the three namespaces of the picture
net_up() {
	local mtu=${1:-1500} ns
	for ns in "$NS_CALLER" "$NS_PROXY" "$NS_CALLEE"; do
		ip netns add "$ns"
		ip -n "$ns" link set lo up
	done
	ip -n "$NS_CALLER" link add name c0 mtu "$mtu" type veth \
		peer name p0 mtu "$mtu" netns "$NS_PROXY"
	ip -n "$NS_CALLEE" link add name s0 mtu "$mtu" type veth \
		peer name p1 mtu "$mtu" netns "$NS_PROXY"
	ip -n "$NS_CALLER" -batch - <<-E
		address add $CALLER4/24 dev c0
		address add $CALLER6/64 dev c0 nodad
		link set c0 up
		route add default via $PROXY4
		route add default via $PROXY6
	E
	ip -n "$NS_PROXY" -batch - <<-E
		address add $PROXY4/24 dev p0
		address add $PROXY6/64 dev p0 nodad
		address add 198.51.100.1/24 dev p1
		address add 2001:db8:2::1/64 dev p1 nodad
		link set p0 up
		link set p1 up
	E
	ip -n "$NS_CALLEE" -batch - <<-E
		address add $CALLEE4/24 dev s0
		address add $CALLEE6/64 dev s0 nodad
		link set s0 up
		route add default via 198.51.100.1
		route add default via 2001:db8:2::1
	E
}

# netem DEVICE ARG...: lose, double, delay what leaves by a device
netem() {
	local dev=$1
	shift
	case $dev in
	c0) ip netns exec "$NS_CALLER" tc qdisc replace dev c0 root netem "$@" ;;
	s0) ip netns exec "$NS_CALLEE" tc qdisc replace dev s0 root netem "$@" ;;
	*) in_proxy tc qdisc replace dev "$dev" root netem "$@" ;;
	esac
}
