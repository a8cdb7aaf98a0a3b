package rules

import "presync/sim/match"

// SM102: an eligible role may stop a soft match.
var SM102 = match.Rule{
	ID:    "SM102",
	Title: `an eligible role may stop a soft match`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(isCloudManaged, hasEligibleRole),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeCreateDuplicate,
		Because: "the target is eligible for a directory role; eligibility is documented for hard match only",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: existing.Inferred("SM-9", "eligibility is documented for hard match only"),
}
