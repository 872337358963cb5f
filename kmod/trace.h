/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: receive, decision, transmit, timer, drop. Times are the
 * tracer's; addresses are as seen on the wire; `reason` reads as in
 * `sipfp stats show`.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM sipfp

#if !defined(SIPFP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SIPFP_TRACE_H

#include <linux/tracepoint.h>
#include "pkt.h"

TRACE_EVENT(sipfp_receive,
	TP_PROTO(const struct sipfp_pkt *pkt),
	TP_ARGS(pkt),
	TP_STRUCT__entry(
		__field(u32, len)
		__field(u8, kind)
		__field(u8, method)
		__field(u16, status)
		__field(u16, src_port)
		__field(u8, family)
		__array(u8, src, 16)
	),
	TP_fast_assign(
		__entry->len = pkt->len;
		__entry->kind = pkt->msg.kind;
		__entry->method = pkt->msg.method;
		__entry->status = pkt->msg.status;
		__entry->src_port = pkt->src.port;
		__entry->family = pkt->src.family;
		memcpy(__entry->src, pkt->src.ip, 16);
	),
	TP_printk("len=%u %s %s status=%u ipv%u src=%*ph port=%u",
		  __entry->len,
		  __entry->kind == SIPFP_MSG_REQUEST ? "request" :
		  __entry->kind == SIPFP_MSG_RESPONSE ? "response" : "other",
		  sipfp_method_name(__entry->method), __entry->status,
		  __entry->family, __entry->family == 4 ? 4 : 16,
		  __entry->src, __entry->src_port)
);

TRACE_EVENT(sipfp_decide,
	TP_PROTO(const struct sipfp_pkt *pkt, u8 verdict),
	TP_ARGS(pkt, verdict),
	TP_STRUCT__entry(
		__field(u8, verdict)
		__field(u8, reason)
		__field(u8, method)
		__field(u16, status)
	),
	TP_fast_assign(
		__entry->verdict = verdict;
		__entry->reason = pkt->reason;
		__entry->method = pkt->msg.method;
		__entry->status = pkt->msg.status;
	),
	TP_printk("%s method=%s status=%u reason=%s",
		  __print_symbolic(__entry->verdict,
				   { SIPFP_VERDICT_SLOW, "slow" },
				   { SIPFP_VERDICT_DROP, "drop" },
				   { SIPFP_VERDICT_STOLEN, "stolen" }),
		  sipfp_method_name(__entry->method), __entry->status,
		  sipfp_reason_name(__entry->reason))
);

TRACE_EVENT(sipfp_transmit,
	TP_PROTO(const struct sk_buff *skb),
	TP_ARGS(skb),
	TP_STRUCT__entry(
		__field(const void *, skbaddr)
		__field(u32, len)
		__field(u16, protocol)
	),
	TP_fast_assign(
		__entry->skbaddr = skb;
		__entry->len = skb->len;
		__entry->protocol = ntohs(skb->protocol);
	),
	TP_printk("skbaddr=%p len=%u protocol=0x%04x",
		  __entry->skbaddr, __entry->len, __entry->protocol)
);

TRACE_EVENT(sipfp_timer,
	TP_PROTO(const struct sipfp_txn *txn, u64 now),
	TP_ARGS(txn, now),
	TP_STRUCT__entry(
		__field(u64, token)
		__field(u8, server)
		__field(u8, client)
		__field(u64, age)
	),
	TP_fast_assign(
		__entry->token = txn->token;
		__entry->server = txn->ctx.server.state;
		__entry->client = txn->ctx.client.state;
		__entry->age = now - txn->born;
	),
	TP_printk("token=%016llx server=%s client=%s age=%llums",
		  __entry->token, sipfp_fsm_state_name(__entry->server),
		  sipfp_fsm_state_name(__entry->client), __entry->age)
);

TRACE_EVENT(sipfp_drop,
	TP_PROTO(const struct sipfp_pkt *pkt),
	TP_ARGS(pkt),
	TP_STRUCT__entry(
		__field(const void *, skbaddr)
		__field(u32, len)
		__field(u8, reason)
	),
	TP_fast_assign(
		__entry->skbaddr = pkt->skb;
		__entry->len = pkt->len;
		__entry->reason = pkt->reason;
	),
	TP_printk("skbaddr=%p len=%u reason=%s", __entry->skbaddr,
		  __entry->len, sipfp_reason_name(__entry->reason))
);

#endif /* SIPFP_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
