package rules

import "presync/sim/match"

// VD002: a userPrincipalName with nothing before the @ is refused.
var VD002 = match.Rule{
	ID:    "VD002",
	Title: `a userPrincipalName with nothing before the @ is refused`,
	Phase: match.Validation, About: match.AboutUser, Rank: 2,
	When:     when(upnPrefixEmpty),
	Then:     match.Fail(invalidUPN),
	Evidence: syncErrors.Inferred("CF-6, UP-9", "T1 names invalid format; that these are refused and not replaced is read from it"),
	Doc:      "A userPrincipalName is a name, one @ and a domain.",
	Fix:      "Correct the userPrincipalName in AD.",
	Reason:   "the userPrincipalName {upn} has nothing before the @",
}
