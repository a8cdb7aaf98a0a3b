package rules

import "presync/sim/match"

// CR108: without the anchor in the AD export a creation is a guess.
var CR108 = match.Rule{
	ID:    "CR108",
	Title: `without the anchor in the AD export a creation is a guess`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When: when(anchorUnknown),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeHardMatch,
		Because: "the AD export lacks the sourceAnchor attribute; a cloud user may have the sourceAnchor",
		About:   []match.Outcome{match.OutcomeCreate, match.OutcomeCreateDuplicate}}),
	Evidence: syncErrors.Inferred("HM-1", "the AD export lacks the sourceAnchor"),
}
