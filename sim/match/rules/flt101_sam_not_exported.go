package rules

import "presync/sim/match"

// FLT101: an export without sAMAccountName filters everybody.
var FLT101 = match.Rule{
	ID:    "FLT101",
	Title: `an export without sAMAccountName filters everybody`,
	Phase: match.Scope, About: match.AboutObject, Rank: 90,
	When: when(underConnect, not(samExported)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeCreate,
		Because: "no record of the export has sAMAccountName; if it was only not exported, the user is synced",
		About:   []match.Outcome{match.OutcomeNotSynced}}),
	Evidence: exportRules.Inferred("FLT-2", "no record of the export has the attribute, so it was probably not selected"),
}
