package rules

import "presync/sim/match"

// VD003: a userPrincipalName with two @ is refused.
var VD003 = match.Rule{
	ID:    "VD003",
	Title: `a userPrincipalName with two @ is refused`,
	Phase: match.Validation, About: match.AboutUser, Rank: 3,
	When:     when(upnSecondAt),
	Then:     match.Fail(invalidUPN),
	Evidence: syncErrors.Inferred("CF-6, UP-9", "T1 names invalid format; that these are refused and not replaced is read from it"),
	Doc:      "A userPrincipalName is a name, one @ and a domain.",
	Fix:      "Correct the userPrincipalName in AD.",
	Reason:   "the userPrincipalName {upn} has more than one @",
}
