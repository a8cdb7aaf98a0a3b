package rules

import "presync/sim/match"

// HM111: without objectGUID a hard match on a mapped user may be refused.
var HM111 = match.Rule{
	ID:    "HM111",
	Title: `without objectGUID a hard match on a mapped user may be refused`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 90,
	When: when(anchorEqual, hasIdentifier, not(guidKnown), not(allowIdentifier)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeError,
		Because: "the AD export lacks objectGUID; if it is not the onPremisesObjectIdentifier of the cloud user, the export fails with AttributeUpdateNotAllowed",
		About:   []match.Outcome{match.OutcomeHardMatch}}),
	From:     julyEnforced,
	Evidence: existing.Inferred("HM-7, SA-15", "the two cannot be compared"),
}
