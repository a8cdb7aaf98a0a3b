package rules

import "presync/sim/match"

// VD004: a userPrincipalName of more than 113 characters is refused.
var VD004 = match.Rule{
	ID:    "VD004",
	Title: `a userPrincipalName of more than 113 characters is refused`,
	Phase: match.Validation, About: match.AboutUser, Rank: 4,
	When:     when(upnTooLong),
	Then:     match.Fail(invalidUPN),
	Evidence: syncErrors.Inferred("CF-6, UP-9", "T1 names invalid format; that these are refused and not replaced is read from it"),
	Doc:      "The service takes at most 113 characters.",
	Fix:      "Correct the userPrincipalName in AD.",
	Reason:   "the userPrincipalName {upn} has more than 113 characters",
}
