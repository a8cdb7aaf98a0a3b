package rules

import "presync/sim/match"

// CF102: the older document quarantines the address instead.
var CF102 = match.Rule{
	ID:    "CF102",
	Title: `the older document quarantines the address instead`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(primaryEqual, hasImmutableID, not(anchorEqual), quarantineProxy),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Contested, Outcome: match.OutcomeCreateDuplicate,
		Because: "T4 says that the address is quarantined and the user created",
		About:   []match.Outcome{match.OutcomeError}, Code: "AttributeValueMustBeUnique"}),
	Evidence: resiliency.Contested("CF-3, DAR-2", "T4 says quarantine, T2 says export error"),
}
