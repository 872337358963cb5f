#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Who may: root of the namespace may, nobody else, not even to look; root of an
# unprivileged user namespace gets nothing. And what a malformed message is told.
. "$(dirname "$0")/lib.sh"

net_up
proxy_up
bind_user bob
# nobody can't reach a build tree below /root
install -m 755 "$(command -v sipfp)" "$NET_RUN/sipfp"
chmod 755 "$NET_RUN"

as_nobody() {
	in_proxy setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all "$@"
}
denied() { grep -qi 'operation not permitted' "$SCRATCH/refuse.out"; }

for what in "service show" "binding show" "transaction show" "key show" \
	"binding add sip:eve@example.com contact sip:eve@192.0.2.66" \
	"service delete $SERVICE4" "binding flush" "key add"; do
	# shellcheck disable=SC2086 # words
	refuse "unprivileged: $what" as_nobody "$NET_RUN/sipfp" $what
	check "unprivileged: $what: EPERM" denied
done
check "nothing was changed" test "$(proxy -json binding show | jq length)" = 1

# A namespace that belongs to an unprivileged user's user namespace
in_userns() {
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
		unshare --user --map-root-user --net "$@"
}
if [[ $(</proc/sys/user/max_user_namespaces) -gt 0 ]] && in_userns true 2>/dev/null; then
	refuse "unprivileged user namespace: no service" in_userns sh -c \
		"ip link set lo up; '$NET_RUN/sipfp' service add 127.0.0.1:5060 mode proxy"
	check "unprivileged user namespace: said so" \
		grep -qiE 'not permitted|not supported|no such' "$SCRATCH/refuse.out"
	refuse "unprivileged user namespace: not even to look" in_userns "$NET_RUN/sipfp" service show
else
	skip "unprivileged user namespace" "none to be had here (in a chroot there is none)"
fi

wire <<'PY'
import socket as s
GENL_ID_CTRL, NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 0x10, 1, 4, 0x300
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK = 270, 10, 11, 12
NESTED = 0x8000

def attr(kind, payload):
    size = 4 + len(payload)
    return struct.pack("=HH", size, kind) + payload + b"\0" * (-size % 4)

def attrs(data):
    found = {}
    while len(data) >= 4:
        size, kind = struct.unpack("=HH", data[:4])
        found[kind & 0x3fff] = data[4:size]
        data = data[(size + 3) & ~3:]
    return found

class Netlink:
    def __init__(self):
        with inside("proxy"):
            self.socket = s.socket(s.AF_NETLINK, s.SOCK_RAW, 16)
        self.socket.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.socket.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.socket.settimeout(WAIT)
        answer = self.ask(GENL_ID_CTRL, 3, attr(2, b"sipfp\0"), 0)
        self.family = struct.unpack("=H", attrs(answer[20:])[1])[0]

    def send(self, family, command, payload, flags):
        body = struct.pack("=BBH", command, 1, 0) + payload
        self.sent = struct.pack("=IHHII", 16 + len(body), family, NLM_F_REQUEST | flags, 1, 0) + body
        self.socket.send(self.sent)

    def ask(self, *args):
        self.send(*args)
        return self.socket.recv(65536)

    def refused(self, command, payload, flags=NLM_F_ACK):
        """(errno, text, offset of the attribute at fault, kind of the missing one)"""
        answer = self.ask(self.family, command, payload, flags)
        size, kind, flags, _, _ = struct.unpack("=IHHII", answer[:16])
        need(kind == 2, f"no error but a message of type {kind}")
        code, = struct.unpack("=i", answer[16:20])
        extra = attrs(answer[36:size]) if flags & 0x200 else {}
        number = lambda k: struct.unpack("=I", extra[k])[0] if k in extra else None
        return -code, extra.get(1, b"").rstrip(b"\0").decode(), number(2), number(5)

link = Netlink()
# numbers of uapi/linux/sipfp.h
SERVICE_NEW, SERVICE_DEL, BINDING_NEW, KEY_NEW, EVENT = 1, 2, 4, 19, 23
A_SERVICE, A_BINDING, A_KEY = 1, 2, 7
ADDRESS, PORT_, MODE, T1 = 1, 2, 4, 11

def service(*more):
    return attr(A_SERVICE | NESTED, b"".join((attr(ADDRESS, bytes((192, 0, 2, 1))),
                                              attr(PORT_, struct.pack("=H", 5070)), *more)))

def at_fault(payload, inner):
    """Offset in the message where the attribute `inner` begins"""
    return 20 + payload.index(inner)

with case("an attribute that is too short: error, text and its offset"):
    wrong = attr(PORT_, b"\x01")
    payload = attr(A_SERVICE | NESTED, attr(ADDRESS, bytes(4)) + wrong)
    code, text, offset, _ = link.refused(SERVICE_NEW, payload, NLM_F_ACK | 0x400)
    need(code in (22, 34), f"errno {code}")
    need(text, "no text")
    need(offset == at_fault(payload, wrong), f"offset {offset}")

with case("an address of 5 bytes"):
    wrong = attr(ADDRESS, bytes(5))
    payload = attr(A_SERVICE | NESTED, wrong + attr(PORT_, struct.pack("=H", 5070)))
    code, text, offset, _ = link.refused(SERVICE_NEW, payload, NLM_F_ACK | 0x400)
    need(code in (22, 34) and text, f"errno {code}, {text!r}")
    need(offset == at_fault(payload, wrong), f"offset {offset}")

with case("a value out of range"):
    wrong = attr(MODE, b"\x63")
    payload = service(wrong)
    code, text, offset, _ = link.refused(SERVICE_NEW, payload, NLM_F_ACK | 0x400)
    need(code in (22, 34) and text, f"errno {code}, {text!r}")
    need(offset == at_fault(payload, wrong), f"offset {offset}")

with case("timers that make no sense"):
    wrong = attr(T1, struct.pack("=I", 4000000000))
    payload = service(wrong)
    code, text, offset, _ = link.refused(SERVICE_NEW, payload, NLM_F_ACK | 0x400)
    need(code in (22, 34) and text, f"errno {code}, {text!r}")

with case("an attribute that does not exist"):
    wrong = attr(99, bytes(4))
    payload = service(wrong)
    code, text, offset, _ = link.refused(SERVICE_NEW, payload, NLM_F_ACK | 0x400)
    need(code in (22, 34) and text, f"errno {code}, {text!r}")
    need(offset == at_fault(payload, wrong), f"offset {offset}")

with case("a nest without the flag that says so, and bytes left over"):
    code, text, _, _ = link.refused(SERVICE_NEW, attr(A_SERVICE, attr(ADDRESS, bytes(4))), NLM_F_ACK | 0x400)
    need(code == 22 and text, f"errno {code}, {text!r}")

with case("what is missing is named"):
    code, text, offset, missing = link.refused(SERVICE_NEW, attr(A_SERVICE | NESTED, attr(ADDRESS, bytes((192, 0, 2, 1)))),
                                               NLM_F_ACK | 0x400)
    need(code == 22, f"errno {code}")
    need(text or missing == PORT_, f"{text!r}, {missing}")
    code, text, offset, missing = link.refused(SERVICE_NEW, b"", NLM_F_ACK | 0x400)
    need(code == 22 and (text or missing == A_SERVICE), f"errno {code}, {text!r}")

with case("a contact by name, a NUL in a text, a key of 3 bytes"):
    for command, nest, wrong, good in (
            (BINDING_NEW, A_BINDING, attr(2, b"sip:bob@host.example.com"), attr(1, b"sip:x@example.com")),
            (BINDING_NEW, A_BINDING, attr(1, b"sip:a\0b@example.com"), attr(2, b"sip:bob@192.0.2.9")),
            (KEY_NEW, A_KEY, attr(2, b"abc"), attr(1, b"\x01"))):
        payload = attr(nest | NESTED, good + wrong)
        code, text, offset, _ = link.refused(command, payload, NLM_F_ACK | 0x400)
        need(code in (22, 34) and text, f"errno {code}, {text!r}")
        need(offset == at_fault(payload, wrong), f"offset {offset} for {wrong}")

with case("commands that nobody may send, or that do not exist"):
    for command in EVENT, 24, 99:
        code, text, *_ = link.refused(command, b"")
        need(code == 95, f"command {command}: errno {code}")

with case("random netlink messages do no harm"):
    random.seed(1)
    for n in range(2000):
        payload = service(attr(random.randrange(20), random.randbytes(random.randrange(12))))
        payload = bytearray(payload)
        for _ in range(random.randrange(4)):
            payload[random.randrange(len(payload))] = random.randrange(256)
        # never a flush or a dump: those succeed, and say more than one thing
        link.send(link.family, random.choice((1, 4, 8, 12, 19, 21)), bytes(payload), NLM_F_ACK)
        link.socket.recv(65536)
    need(json.loads(sipfp("-json", "service", "show").stdout), "the service is gone")
PY
