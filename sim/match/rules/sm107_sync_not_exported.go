package rules

import "presync/sim/match"

// SM107: without onPremisesSyncEnabled a soft match is a guess.
var SM107 = match.Rule{
	ID:    "SM107",
	Title: `without onPremisesSyncEnabled a soft match is a guess`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(isSyncUnknown, not(hasImmutableID)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeUpdate,
		Because: "the cloud export lacks onPremisesSyncEnabled; if the user is synced, this is an update or a conflict",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: syncErrors.Inferred("SM-8", "the export lacks onPremisesSyncEnabled"),
}
