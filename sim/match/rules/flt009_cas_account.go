package rules

import "presync/sim/match"

// FLT009: an account whose sAMAccountName is CAS_{...} is filtered.
var FLT009 = match.Rule{
	ID:    "FLT009",
	Title: `an account whose sAMAccountName is CAS_{...} is filtered`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(underConnect, samCAS, samBrace),
	Then:     match.Skip(),
	Evidence: exportRules.Observed("FLT-2, FLT-3"),
	Doc:      "The cloudFiltered expression of the default rules names this account. Case does not matter (inferred: the expression does not say).",
	Fix:      "This is an account of the system, not of a person. If it is a person's, rename it.",
	Reason:   "{user} has sAMAccountName {sam}, so cloudFiltered is True",
}
