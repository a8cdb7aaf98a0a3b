package rules

import "presync/sim/match"

// SM110: without the feature flags a soft match may be blocked.
var SM110 = match.Rule{
	ID:    "SM110",
	Title: `without the feature flags a soft match may be blocked`,
	Phase: match.SoftMatch, About: match.AboutUser, Rank: 90,
	When: when(not(featuresKnown)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeCreateDuplicate,
		Because: "the inputs do not hold the feature flags; if blockSoftMatchEnabled is on, a second user is created",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: features.Documented("SM-10"),
}
