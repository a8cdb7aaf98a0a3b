package rules

import "presync/sim/match"

// FLT005: the account SUPPORT_388945a0 is filtered.
var FLT005 = match.Rule{
	ID:    "FLT005",
	Title: `the account SUPPORT_388945a0 is filtered`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(underConnect, samSupport),
	Then:     match.Skip(),
	Evidence: exportRules.Observed("FLT-2, FLT-3"),
	Doc:      "The cloudFiltered expression of the default rules names this account. Case does not matter (inferred: the expression does not say).",
	Fix:      "This is an account of the system, not of a person. If it is a person's, rename it.",
	Reason:   "{user} has sAMAccountName {sam}, so cloudFiltered is True",
}
