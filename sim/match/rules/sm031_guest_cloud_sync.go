package rules

import "presync/sim/match"

// SM031: Cloud Sync takes over no guest.
var SM031 = match.Rule{
	ID:    "SM031",
	Title: `Cloud Sync takes over no guest`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 13,
	When:     when(primaryEqual, isLive, isCloudManaged, not(hasImmutableID), isGuest, underCloudSync),
	Then:     match.Duplicate(nil),
	Evidence: cloudSyncFAQ.Inferred("SM-12, CS-3", "the FAQ says that synchronizing a guest is not supported"),
	Doc:      "Cloud Sync does not support guest accounts as targets.",
	Fix:      "Convert or remove the guest before the sync.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}); it is a guest, and Cloud Sync does not support that",
}
