package rules

import "presync/sim/match"

// CR106: without onPremisesImmutableId a creation is a guess.
var CR106 = match.Rule{
	ID:    "CR106",
	Title: `without onPremisesImmutableId a creation is a guess`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When: when(hasAnchorValue, immutableIDsMissing),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeHardMatch,
		Because: "the cloud export lacks onPremisesImmutableId; a cloud user may have the sourceAnchor",
		About:   []match.Outcome{match.OutcomeCreate, match.OutcomeCreateDuplicate}}),
	Evidence: syncErrors.Inferred("HM-1", "the cloud export lacks the immutable IDs"),
}
