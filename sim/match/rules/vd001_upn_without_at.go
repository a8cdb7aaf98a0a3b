package rules

import "presync/sim/match"

// VD001: a userPrincipalName without @ is refused.
var VD001 = match.Rule{
	ID:    "VD001",
	Title: `a userPrincipalName without @ is refused`,
	Phase: match.Validation, About: match.AboutUser, Rank: 1,
	When:     when(not(upnHasAt)),
	Then:     match.Fail(invalidUPN),
	Evidence: syncErrors.Inferred("CF-6, UP-9", "T1 names invalid format; that these are refused and not replaced is read from it"),
	Doc:      "A userPrincipalName is a name, one @ and a domain.",
	Fix:      "Correct the userPrincipalName in AD.",
	Reason:   "the userPrincipalName {upn} has no @",
}
