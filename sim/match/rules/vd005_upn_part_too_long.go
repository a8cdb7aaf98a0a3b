package rules

import "presync/sim/match"

// VD005: a userPrincipalName with too long a part is refused.
var VD005 = match.Rule{
	ID:    "VD005",
	Title: `a userPrincipalName with too long a part is refused`,
	Phase: match.Validation, About: match.AboutUser, Rank: 5,
	When:     when(upnPartTooLong),
	Then:     match.Fail(invalidUPN),
	Evidence: prepare.Inferred("UP-9", "the document gives the limits, not the error"),
	Doc:      "At most 64 characters stand before the @ and 48 behind it.",
	Fix:      "Correct the userPrincipalName in AD.",
	Reason:   "the userPrincipalName {upn} has more than 64 characters before the @ or 48 behind it",
}
