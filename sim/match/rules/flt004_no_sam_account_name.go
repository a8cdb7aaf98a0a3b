package rules

import "presync/sim/match"

// FLT004: a user without sAMAccountName is filtered.
var FLT004 = match.Rule{
	ID:    "FLT004",
	Title: `a user without sAMAccountName is filtered`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(underConnect, not(hasSAM)),
	Then:     match.Skip(),
	Evidence: exportRules.Observed("FLT-2"),
	Doc:      "The cloudFiltered expression is true when sAMAccountName is absent.",
	Fix:      "Give the user a sAMAccountName.",
	Reason:   "{user} has no sAMAccountName, so cloudFiltered is True",
}
