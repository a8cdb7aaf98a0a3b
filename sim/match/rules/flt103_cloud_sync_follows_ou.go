package rules

import "presync/sim/match"

// FLT103: Cloud Sync keeps the users of an OU that was only renamed.
var FLT103 = match.Rule{
	ID:    "FLT103",
	Title: `Cloud Sync keeps the users of an OU that was only renamed`,
	Phase: match.Scope, About: match.AboutObject, Rank: 90,
	When: when(underCloudSync, outsideOUs),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeUpdate,
		Because: "Cloud Sync does not drop users when a selected OU is renamed or moved; if that is all that happened, the user stays in scope",
		About:   []match.Outcome{match.OutcomeNotSynced}}),
	Evidence: cloudSyncFAQ.Inferred("CS-3, WE-89", "the filter names OUs by DN, so an export cannot tell a renamed OU from another one"),
}
