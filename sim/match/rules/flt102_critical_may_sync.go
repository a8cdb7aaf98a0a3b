package rules

import "presync/sim/match"

// FLT102: isCriticalSystemObject with another value than TRUE may not filter.
var FLT102 = match.Rule{
	ID:    "FLT102",
	Title: `isCriticalSystemObject with another value than TRUE may not filter`,
	Phase: match.Scope, About: match.AboutObject, Rank: 90,
	When: when(underConnect, criticalIsPresent, not(criticalIsTrue)),
	Then: match.DoubtThat(match.Doubt{Outcome: match.OutcomeCreate,
		Because: "the filtering document says that only TRUE filters; then the user is synced",
		About:   []match.Outcome{match.OutcomeNotSynced}}),
	Evidence: filtering.Contested("FLT-2", "the exported rule tests for presence"),
}
