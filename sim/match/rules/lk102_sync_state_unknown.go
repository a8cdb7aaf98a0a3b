package rules

import "presync/sim/match"

// LK102: without onPremisesSyncEnabled an update may be a hard match.
var LK102 = match.Rule{
	ID:    "LK102",
	Title: `without onPremisesSyncEnabled an update may be a hard match`,
	Phase: match.Connected, About: match.AboutPair, Rank: 90,
	When: when(anchorEqual, isSyncUnknown),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeHardMatch,
		Because: "if onPremisesSyncEnabled is not true, this is a hard match, with its refusals",
		About:   []match.Outcome{match.OutcomeUpdate}}),
	Evidence: syncErrors.Inferred("HM-2", "the export does not say whether the cloud user is synced"),
}
