package rules

import "presync/sim/match"

// HM101: documents disagree about a mapping to the same AD object.
var HM101 = match.Rule{
	ID:    "HM101",
	Title: `documents disagree about a mapping to the same AD object`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 90,
	When: when(canMatchAgain, identifierEqual, not(allowIdentifier)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Contested, Outcome: match.OutcomeError,
		Because: "T1 and T2 say that a hard match is blocked as soon as onPremisesObjectIdentifier is set (AttributeUpdateNotAllowed), T3 only when it differs",
		About:   []match.Outcome{match.OutcomeHardMatch}}),
	From:     julyEnforced,
	Evidence: existing.Contested("HM-7", "T1 and T2 block a target with onPremisesObjectIdentifier set, T3 only one that differs"),
}
