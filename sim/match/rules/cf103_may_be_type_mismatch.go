package rules

import "presync/sim/match"

// CF103: the conflict with a group may be reported as a type mismatch.
var CF103 = match.Rule{
	ID:    "CF103",
	Title: `the conflict with a group may be reported as a type mismatch`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(isGroup),
	Then: match.DoubtThat(match.Doubt{Outcome: match.OutcomeError,
		Because: "T1 calls an address that a group holds an ObjectTypeMismatch",
		About:   []match.Outcome{match.OutcomeError}, Code: "AttributeValueMustBeUnique"}),
	Evidence: syncErrors.Contested("CF-5, DAR-6", "T4 calls it a proxy address conflict"),
}
