package rules

import "presync/sim/match"

// SM101: a guest as soft-match target is not documented.
var SM101 = match.Rule{
	ID:    "SM101",
	Title: `a guest as soft-match target is not documented`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(isCloudManaged, isGuest),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeCreateDuplicate,
		Because: "the target is a guest; it may be taken over or stand in conflict",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: cloudSyncFAQ.Inferred("SM-12", "no document says whether Connect Sync takes over a guest"),
}
