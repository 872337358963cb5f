/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages for the bench, in the shape of what phones and gateways send. What
 * only the program can know has a mark in its place.
 */
#ifndef SELFTESTS_PERF_CORE_MESSAGES_H
#define SELFTESTS_PERF_CORE_MESSAGES_H

#define BRANCH	 "\001" /* the branch of our own Via */
#define TOKEN	 "\002" /* the token of our own Record-Route */
#define UNKNOWN	 "\003" /* a dozen headers that mean nothing to a proxy */
#define FROM_TAG "as58f4201b"

#define OUR_VIA	  "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=" BRANCH "\r\n"
#define OUR_ROUTE "<sip:192.0.2.10:5060;lr;sfp=" TOKEN ">"
#define CALLER_VIA \
	"Via: SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK74b43f1c;rport\r\n"
#define ANSWERED_VIA \
	"Via: SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK74b43f1c" \
	";received=198.51.100.7;rport=5062\r\n"
#define FROM	"From: \"Alice\" <sip:alice@example.com>;tag=" FROM_TAG "\r\n"
#define TO	"To: <sip:bob@example.com>\r\n"
#define TO_TAG	"To: <sip:bob@example.com>;tag=8321234356\r\n"
#define CALL_ID "Call-ID: 3c26700857a87f84@198.51.100.7\r\n"
#define ALLOW \
	"Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO\r\n"
#define SDP \
	"\r\nv=0\r\no=alice 53655765 2353687637 IN IP4 198.51.100.7\r\ns=-\r\n" \
	"c=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 3456 RTP/AVP 0 101\r\n" \
	"a=rtpmap:101 telephone-event/8000\r\n"
#define WITH_SDP     "Content-Type: application/sdp\r\nContent-Length: 152\r\n" SDP
#define WITHOUT_BODY "Content-Length: 0\r\n\r\n"

static const char invite[] =
	"INVITE sip:bob@example.com SIP/2.0\r\n" CALLER_VIA
	"Max-Forwards: 70\r\n" FROM TO CALL_ID "CSeq: 102 INVITE\r\n"
	"Contact: <sip:alice@198.51.100.7:5062>\r\n" ALLOW UNKNOWN
	"User-Agent: Phone 2.1\r\n" WITH_SDP;

static const char ok[] =
	"SIP/2.0 200 OK\r\n" OUR_VIA ANSWERED_VIA "Record-Route: " OUR_ROUTE
	"\r\n" FROM TO_TAG CALL_ID "CSeq: 102 INVITE\r\n"
	"Contact: <sip:bob@203.0.113.5:5070>\r\n" UNKNOWN WITH_SDP;

static const char ack[] = "ACK sip:bob@203.0.113.5:5070 SIP/2.0\r\n" CALLER_VIA
			  "Route: " OUR_ROUTE "\r\n"
			  "Max-Forwards: 70\r\n" FROM TO_TAG CALL_ID
			  "CSeq: 102 ACK\r\n" UNKNOWN WITHOUT_BODY;

static const char bye[] = "BYE sip:bob@203.0.113.5:5070 SIP/2.0\r\n" CALLER_VIA
			  "Route: " OUR_ROUTE "\r\n"
			  "Max-Forwards: 70\r\n" FROM TO_TAG CALL_ID
			  "CSeq: 103 BYE\r\n" UNKNOWN
			  "User-Agent: Phone 2.1\r\n" WITHOUT_BODY;

static const char register_[] =
	"REGISTER sip:example.com SIP/2.0\r\n" CALLER_VIA
	"Max-Forwards: 70\r\n" FROM "To: <sip:alice@example.com>\r\n" CALL_ID
	"CSeq: 17 REGISTER\r\n"
	"Contact: <sip:alice@198.51.100.7:5062>;expires=3600\r\n" UNKNOWN ALLOW
	"User-Agent: Phone 2.1\r\n" WITHOUT_BODY;

static const char options[] =
	"OPTIONS sip:bob@example.com SIP/2.0\r\n" CALLER_VIA
	"Max-Forwards: 70\r\n" FROM TO CALL_ID "CSeq: 9 OPTIONS\r\n"
	"Contact: <sip:alice@198.51.100.7:5062>\r\n" UNKNOWN
	"Accept: application/sdp\r\n" WITHOUT_BODY;

static const char unknown[] =
	"Supported: replaces, timer, path, outbound, gruu, 100rel\r\n"
	"Allow-Events: presence, message-summary, refer, dialog\r\n"
	"Session-Expires: 1800;refresher=uac\r\n"
	"Min-SE: 90\r\n"
	"P-Asserted-Identity: \"Alice\" <sip:+442079460123@example.com>\r\n"
	"P-Access-Network-Info: IEEE-802.11;i-wlan-node-id=00005e005301\r\n"
	"P-Charging-Vector: icid-value=1234bc9876e;"
	"icid-generated-at=192.0.2.6;orig-ioi=example.com\r\n"
	"P-Early-Media: supported\r\n"
	"Privacy: none\r\n"
	"Accept: application/sdp, application/dtmf-relay, text/plain\r\n"
	"X-Account-Code: 8f14e45fceea167a5a36dedd4bea2543\r\n"
	"X-Trunk-Group: carriers-east;site=london;rack=12\r\n"
	"Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n"
	"Diversion: <sip:+442079460199@example.com>;reason=no-answer;"
	"privacy=off;counter=1\r\n"
	"Alert-Info: <http://www.example.com/sounds/moo.wav>\r\n"
	"Organization: Example Telephony Limited\r\n"
	"History-Info: <sip:bob@198.51.100.99;cause=302>;index=1.1\r\n";

#endif /* SELFTESTS_PERF_CORE_MESSAGES_H */
