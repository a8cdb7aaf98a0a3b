package rules

import "presync/sim/match"

// FLT002: isCriticalSystemObject filters even when it is FALSE.
var FLT002 = match.Rule{
	ID:    "FLT002",
	Title: `isCriticalSystemObject filters even when it is FALSE`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(underConnect, criticalIsPresent),
	Then:     match.Skip(),
	Evidence: exportRules.Contested("FLT-2", "the exported rule tests for presence, the filtering document (T11) says only TRUE filters"),
	Doc:      "The cloudFiltered expression of the default rules asks whether the attribute is present, not whether it is TRUE. The scope clause and the document say TRUE.",
	Fix:      "Clear isCriticalSystemObject on the user.",
	Reason:   "{user} has isCriticalSystemObject with a value that is not TRUE; the cloudFiltered expression tests only for presence",
}
