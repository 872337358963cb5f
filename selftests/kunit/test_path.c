// SPDX-License-Identifier: GPL-2.0-only
/* Requests and responses, from index to wire */
#include "fixture.h"

/* What the callee got, or NULL */
static char *received(struct kunit *test, struct socket *sock)
{
	char *buf = kunit_kzalloc(test, 2048, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_GT(test, sipfp_fixture_receive(sock, buf, 2048,
						    SIPFP_FIXTURE_PATIENCE),
			0);
	return buf;
}

static void expect_verdict(struct kunit *test, struct sipfp_fixture_msg *m,
			   enum sipfp_verdict verdict, u8 reason)
{
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(m), verdict);
	KUNIT_EXPECT_EQ_MSG(test, m->pkt.reason, reason, "reason is %s",
			    sipfp_reason_name(m->pkt.reason));
}

/* Nothing was begun, nothing is held. */
static void expect_untouched(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn,
						SIPFP_LIMIT_TRANSACTIONS), 0);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_silent(f->caller));
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_silent(f->callee));
}

static void path_forward(struct kunit *test)
{
	static const char * const parts[] = {
		"Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKsfp",
		";branch=z9hG4bKkunit1", "Max-Forwards: 69\r\n",
		"Record-Route: <sip:127.0.0.1",
	};
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;
	char *got, uri[64];
	int i;

	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, "INVITE", 1);
	expect_verdict(test, m, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	got = received(test, f->callee);
	snprintf(uri, sizeof(uri), "INVITE sip:bob@127.0.0.1:%u SIP/2.0\r\n",
		 f->callee_addr.port);
	KUNIT_EXPECT_EQ(test, strncmp(got, uri, strlen(uri)), 0);
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		KUNIT_EXPECT_TRUE_MSG(test, strstr(got, parts[i]), "%s",
				      parts[i]);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 100 "));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_REQUEST), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_TRYING), 1);
	/* What is kept for A is what was sent. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT),
			strlen(got));

	/* A copy gets the 100 again and goes no further. */
	expect_verdict(test, m, SIPFP_VERDICT_STOLEN,
		       SIPFP_REASON_RETRANSMISSION);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 100 "));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_REQUEST), 1);
}

static void path_no_target(struct kunit *test)
{
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "INVITE", 1);

	expect_verdict(test, m, SIPFP_VERDICT_SLOW, SIPFP_REASON_NO_BINDING);
	KUNIT_EXPECT_EQ(test, m->pkt.status, 404);
	expect_untouched(test);
}

/* Each thing that may be lacking: the request is the socket's, untouched. */
static void path_lacking(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;

	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, "INVITE", 1);
	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_TRANSACTIONS, 0);
	expect_verdict(test, m, SIPFP_VERDICT_SLOW, SIPFP_REASON_TXN_LIMIT);
	KUNIT_EXPECT_EQ(test, m->pkt.status, 503);
	expect_untouched(test);

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_TRANSACTIONS, 10);
	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_TEXT, 100);
	expect_verdict(test, m, SIPFP_VERDICT_SLOW, SIPFP_REASON_NO_MEMORY);
	expect_untouched(test);

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_TEXT, 100000);
	WRITE_ONCE(f->svc->draining, true);
	expect_verdict(test, m, SIPFP_VERDICT_SLOW, SIPFP_REASON_DRAINING);
	expect_untouched(test);
	WRITE_ONCE(f->svc->draining, false);
	expect_verdict(test, m, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
}

/* Our branch with anything changed is a forgery, not our form is another's. */
static void path_branches(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m, *r;
	char *got, *branch;

	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, "OPTIONS", 1);
	expect_verdict(test, m, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	got = received(test, f->callee);
	branch = strstr(got, "z9hG4bKsfp");
	KUNIT_ASSERT_NOT_NULL(test, branch);

	branch[20] = branch[20] == 'a' ? 'b' : 'a';
	r = sipfp_fixture_response(test, got, 200);
	expect_verdict(test, r, SIPFP_VERDICT_DROP, SIPFP_REASON_FORGED_BRANCH);
	memcpy(branch, "z9hG4bKxyz", 10);
	r = sipfp_fixture_response(test, got, 200);
	expect_verdict(test, r, SIPFP_VERDICT_SLOW,
		       SIPFP_REASON_FOREIGN_BRANCH);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_silent(f->caller));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 1);
}

/* A response that comes too late, to another service, to another method */
static void path_stray(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_service *other = sipfp_fixture_service(test, 5060);
	struct sipfp_fixture_msg *m, *r;
	char *got, *cseq;

	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, "OPTIONS", 1);
	expect_verdict(test, m, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	got = received(test, f->callee);

	r = sipfp_fixture_response(test, got, 200);
	r->pkt.svc = other;
	expect_verdict(test, r, SIPFP_VERDICT_DROP,
		       SIPFP_REASON_NO_TRANSACTION);

	cseq = strstr(got, "CSeq: 1 OPTIONS");
	KUNIT_ASSERT_NOT_NULL(test, cseq);
	memcpy(cseq, "CSeq: 1 MESSAGE", 15);
	r = sipfp_fixture_response(test, got, 200);
	expect_verdict(test, r, SIPFP_VERDICT_DROP,
		       SIPFP_REASON_METHOD_MISMATCH);
	memcpy(cseq, "CSeq: 1 CANCEL ", 15);
	r = sipfp_fixture_response(test, got, 200);
	expect_verdict(test, r, SIPFP_VERDICT_DROP,
		       SIPFP_REASON_METHOD_MISMATCH);

	memcpy(cseq, "CSeq: 1 OPTIONS", 15);
	r = sipfp_fixture_response(test, got, 200);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_silent(f->caller));
	expect_verdict(test, r, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 200 "));
	sipfp_txn_flush(f->sn, NULL);
	expect_verdict(test, r, SIPFP_VERDICT_DROP,
		       SIPFP_REASON_NO_TRANSACTION);
	sipfp_service_put(other);
}

/* RFC 3261 9.1: no CANCEL before the callee has said something */
static void path_cancel(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m, *cancel, *r;
	char *got, *sent;

	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, "INVITE", 1);
	cancel = sipfp_fixture_request(test, "CANCEL", 1);
	expect_verdict(test, cancel, SIPFP_VERDICT_SLOW,
		       SIPFP_REASON_CANCEL_UNMATCHED);
	KUNIT_EXPECT_EQ(test, cancel->pkt.status, 481);

	expect_verdict(test, m, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	got = received(test, f->callee);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 100 "));
	expect_verdict(test, cancel, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 200 "));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_CANCEL), 0);

	r = sipfp_fixture_response(test, got, 180);
	expect_verdict(test, r, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 180 "));
	/* Copies of the INVITE may have come before the 180. */
	do {
		sent = received(test, f->callee);
	} while (!strncmp(sent, "INVITE", 6));
	KUNIT_EXPECT_EQ(test, strncmp(sent, "CANCEL sip:bob@127.0.0.1", 24), 0);
	/* ... with the branch of the INVITE, and that alone */
	KUNIT_EXPECT_EQ(test, strncmp(strstr(sent, "z9hG4bKsfp"),
				      strstr(got, "z9hG4bKsfp"),
				      SIPFP_BRANCH_LEN), 0);
	KUNIT_EXPECT_NULL(test, strstr(sent, "z9hG4bKkunit"));

	r = sipfp_fixture_response(test, sent, 200);
	expect_verdict(test, r, SIPFP_VERDICT_STOLEN, SIPFP_REASON_ABSORBED);
	r = sipfp_fixture_response(test, got, 487);
	expect_verdict(test, r, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 487 "));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_ACK), 1);
}

/* Both branch and transaction of this message survive a new key, not two. */
static void path_old_key(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m, *r;
	char *got;

	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, "INVITE", 1);
	expect_verdict(test, m, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	got = received(test, f->callee);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 100 "));
	sipfp_fixture_new_key(test);
	r = sipfp_fixture_response(test, got, 180);
	expect_verdict(test, r, SIPFP_VERDICT_STOLEN, SIPFP_REASON_NONE);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 180 "));
	sipfp_fixture_new_key(test);
	r = sipfp_fixture_response(test, got, 200);
	expect_verdict(test, r, SIPFP_VERDICT_DROP, SIPFP_REASON_FORGED_BRANCH);
}

struct copies {
	struct sipfp_fixture_msg *msg[2];
	atomic_t verdict[SIPFP_VERDICT_MAX];
};

/* Two copies of each request at the same time: one is forwarded. */
static void copies_round(void *arg, int who, unsigned int round)
{
	struct copies *c = arg;
	struct sipfp_fixture_msg *m = c->msg[who];
	char id[8];

	snprintf(id, sizeof(id), "%03u", round);
	memcpy(m->text + m->pkt.via.branch.beg + 12, id, 3);
	atomic_inc(&c->verdict[sipfp_fixture_handle(m)]);
}

#define COPIES 200

static void path_copies(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct copies c = {};

	sipfp_fixture_bind(test);
	c.msg[0] = sipfp_fixture_request(test, "MESSAGE", 100);
	c.msg[1] = sipfp_fixture_request(test, "MESSAGE", 100);
	sipfp_fixture_race(test, COPIES, copies_round, &c);
	KUNIT_EXPECT_EQ(test, atomic_read(&c.verdict[SIPFP_VERDICT_SLOW]), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_REQUEST), COPIES);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_CREATED), COPIES);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), COPIES);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(path_forward),
	KUNIT_CASE(path_no_target),
	KUNIT_CASE(path_lacking),
	KUNIT_CASE(path_branches),
	KUNIT_CASE(path_stray),
	KUNIT_CASE(path_cancel),
	KUNIT_CASE(path_old_key),
	KUNIT_CASE(path_copies),
	{}
};

struct kunit_suite sipfp_kunit_path = {
	.name = "sipfp_path",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
