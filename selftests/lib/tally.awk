# SPDX-License-Identifier: GPL-2.0-only
#
# Counts what a test program says, passing its output on. A test program prints,
# at the start of a line and for each test, one of
#	ok NAME
#	not ok NAME - WHY
#	skip NAME - WHY
# TAP as cmocka and KUnit print it ("ok 3 - NAME", "not ok 4 # SKIP NAME") is taken
# too. A program that prints no such line but ends in "N passed, N failed[, N
# skipped]" is counted by that. Anything else is the tests' chatter.
# Variables: counts = file for the result, "PASSED FAILED SKIPPED SUMMARY-LINES";
# failures = file that the names of failed tests are added to; step = their prefix.

{ sub(/\r$/, ""); print; fflush() }

/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ {
	sum_passed += $1; sum_failed += $3; sum_skipped += $5; sums++
}

/^(ok|not ok) .*# SKIP/ || /^skip / { skipped++; next }
/^ok / { passed++; next }
/^not ok / {
	failed++
	sub(/^not ok ([0-9]+ - )?/, "")
	print step ": " $0 >>failures
}

END {
	if (!(passed + failed + skipped) && sums) {
		passed = sum_passed; failed = sum_failed; skipped = sum_skipped
		if (failed)
			print step ": " failed " failed, see above" >>failures
	}
	print passed + 0, failed + 0, skipped + 0 >counts
}
