package rules

import "presync/sim/match"

// SM106: without onPremisesImmutableId a soft match is a guess.
var SM106 = match.Rule{
	ID:    "SM106",
	Title: `without onPremisesImmutableId a soft match is a guess`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(isCloudManaged, lacksImmutableID),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeError,
		Because: "the cloud export lacks onPremisesImmutableId; if the user has one, the export fails with AttributeValueMustBeUnique, or is a hard match or an update if it is the sourceAnchor",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: syncErrors.Inferred("SM-7", "the export lacks the immutable ID"),
}
