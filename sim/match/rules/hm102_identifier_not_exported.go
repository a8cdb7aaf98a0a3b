package rules

import "presync/sim/match"

// HM102: without onPremisesObjectIdentifier a hard match may be refused.
var HM102 = match.Rule{
	ID:    "HM102",
	Title: `without onPremisesObjectIdentifier a hard match may be refused`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 90,
	When: when(anchorEqual, canMatchAgain, lacksIdentifier, not(allowIdentifier)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeError,
		Because: "the export lacks onPremisesObjectIdentifier; if it holds another objectGUID, the export fails with AttributeUpdateNotAllowed",
		About:   []match.Outcome{match.OutcomeHardMatch}}),
	From:     julyEnforced,
	Evidence: existing.Documented("HM-7"),
}
