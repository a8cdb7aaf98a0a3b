package rules

import "presync/sim/match"

// HM003: a tenant flag refuses hard matches on users that are not synced.
var HM003 = match.Rule{
	ID:    "HM003",
	Title: `a tenant flag refuses hard matches on users that are not synced`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 1,
	When:     when(anchorEqual, canMatchAgain, blockHardMatch),
	Then:     match.Fail(hardMatchBlocked),
	Evidence: dirSyncFlags.Documented("HM-5"),
	Doc:      "blockCloudObjectTakeoverThroughHardMatchEnabled acts when the cloud user does not have onPremisesSyncEnabled true: null, false or soft-deleted. The export fails; there is no fallback to soft match or creation.",
	Fix:      "Lift the flag for the time of the match and set it again afterwards.",
	Reason:   "{cloud} has the immutable ID {anchor}, the sourceAnchor of {user}, but blockCloudObjectTakeoverThroughHardMatchEnabled is on",
}
