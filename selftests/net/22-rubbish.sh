#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Rubbish: the torture messages of RFC 4475 and 5118, and mutants of good
# messages, requests and responses. Whatever becomes of each, each is
# counted once, and calls go on.
. "$(dirname "$0")/lib.sh"

# Messages that mutate; the seed is in the output, so that a failure can be repeated
MUTANTS=${MUTANTS:-4000}
SEED=${SEED:-$(date +%s)}
remark "MUTANTS=$MUTANTS SEED=$SEED"
export MUTANTS SEED TORTURE=$HERE/../core/torture

net_up
proxy_up timer-b 1s timer-f 1s timer-c 2s
bind_user bob

wire <<'PY'
random.seed(int(os.environ["SEED"]))
alice, bob = Ua("caller"), Ua("callee")

def drain(ua):
    found = []
    while (got := ua.receive(0)):
        found.append(got[0])
    return found

def all_counted(sent):
    def settled():
        now = counters()
        return now["rx/datagrams"] - before["rx/datagrams"] == sent
    until(settled, f"{sent} datagrams counted")
    now = counters()
    for group in "slow", "drop", "stolen":
        total = now["rx/" + group] - before["rx/" + group]
        named = sum(v - before[k] for k, v in now.items() if k.startswith(group + "/"))
        need(total == named, f"{total} of rx/{group}, but {named} with a reason")
    need(sum(now["rx/" + g] - before["rx/" + g] for g in ("slow", "drop", "stolen")) == sent,
         "verdicts do not add up to the datagrams")

def torture():
    """The messages of selftests/core/torture; corpus.h there has their form"""
    import pathlib
    found = []
    for file in sorted(pathlib.Path(os.environ["TORTURE"]).glob("*.txt")):
        for line in file.read_text().splitlines():
            if line.startswith("= "):
                found.append(b"")
            if not line.startswith("|"):
                continue
            raw = re.sub(r"\\(?:x(..)|(\\)|$)", lambda m: chr(int(m[1], 16)) if m[1] else m[2] or "", line[1:])
            goes_on = re.fullmatch(r"(?:[^\\]|\\x..|\\\\)*\\", line[1:])
            found[-1] += raw.encode("latin-1") + (b"" if goes_on else b"\r\n")
    return found

corpus = torture()
with case("the torture messages of RFC 4475 and 5118"):
    need(len(corpus) == 49 + 12, f"{len(corpus)} messages")
    before = counters()
    for raw in corpus:
        alice.send(raw)
        bob.send(raw)
    all_counted(2 * len(corpus))

PIECES = [b"\r\n", b"\r\n\r\n", b"\0", b"\xff" * 8, b" ", b";", b",", b"<", b">", b"\"", b"\\", b"%", b"[", b"]",
          b"@", b":", b"=", b"99999999999999999999", b"-1", b"sip:", b"tel:", b"SIP/2.0/UDP", b"z9hG4bK",
          b"Via: ", b"v:", b"Route: <sip:192.0.2.1;lr>", b"\t", b"\r\n ", b"\n", b"Content-Length: 70000"]

def mutate(raw):
    raw = bytearray(raw)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        at = random.randrange(len(raw) + 1)
        kind = random.randrange(6)
        if kind == 0 and at < len(raw):
            raw[at] = random.randrange(256)
        elif kind == 1:
            raw[at:at] = random.choice(PIECES)
        elif kind == 2:
            del raw[at:at + random.randrange(1, 40)]
        elif kind == 3:
            del raw[at:]
        elif kind == 4:
            raw[at:at] = random.choice(PIECES) * random.randrange(1, 200)
        else:
            start = random.randrange(len(raw) + 1)
            raw[at:at] = raw[start:start + random.randrange(200)]
    return bytes(raw[:8000])

with case("mutants of requests and responses"):
    drain(alice)
    drain(bob)
    # good ones to begin with, with our own branch and token in them
    first = alice.send(alice.request("INVITE", "sip:bob@example.com", body=SDP))
    alice.expect(100)
    invite = bob.expect("INVITE")
    fine = bob.send(bob.response(invite, 200, "OK", tag="b", body=SDP))
    call = Dialog(alice, Msg(first), alice.expect(200), caller=True)
    seeds = [(alice, first), (alice, call.request("ACK", cseq=1)), (alice, call.request("BYE")),
             (alice, alice.cancel(first)), (bob, fine), (bob, bob.response(invite, 180, "Ringing", tag="b")),
             (bob, bob.response(invite, 486, "Busy", tag="b")),
             (alice, alice.request("REGISTER", "sip:example.com")),
             (alice, alice.request("OPTIONS", "sip:bob@example.com", headers=[("Route", "<sip:192.0.2.1;lr>")]))]
    before = counters()
    count = int(os.environ["MUTANTS"])
    for n in range(count):
        ua, raw = random.choice(seeds)
        ua.send(mutate(raw))
        if n % 50 == 0:
            drain(alice)
            drain(bob)
    all_counted(count)

with case("random bytes, and nothing at all"):
    before = counters()
    for n in range(200):
        alice.send(random.randbytes(random.choice((0, 1, 2, 3, 11, 12, 13, 100, 1400, 1472, 20000))))
    all_counted(200)

with case("no more was said than asked for: no amplifier"):
    now = counters()
    need(now["tx/local-responses"] + now["tx/trying"] <= now["rx/datagrams"], "more answers than questions")

alice.close()
bob.close()
with case("calls go on"):
    alice, bob = Ua("caller", port=5098), Ua("callee", port=5098)
    sipfp("binding", "add", "sip:carol@example.com", "contact", "sip:carol@198.51.100.2:5098")
    first = alice.send(alice.request("INVITE", "sip:carol@example.com", body=SDP))
    alice.expect(100)
    invite = bob.expect("INVITE")
    same(invite.raw, forwarded(first, invite, alice, "sip:carol@198.51.100.2:5098"))
    bob.send(bob.response(invite, 486, "Busy", tag="b"))
    bob.expect("ACK")
    alice.send(alice.ack(first, alice.expect(486)))
PY
