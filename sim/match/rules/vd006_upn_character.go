package rules

import "presync/sim/match"

// VD006: a userPrincipalName with a forbidden character is refused.
var VD006 = match.Rule{
	ID:    "VD006",
	Title: `a userPrincipalName with a forbidden character is refused`,
	Phase: match.Validation, About: match.AboutUser, Rank: 6,
	When:     when(upnForbidden, not(upnInvisible)),
	Then:     match.Fail(invalidUPN),
	Evidence: syncErrors.Contested("CF-6, UP-5", "T1 says IdentityDataValidationFailed, T6 and T24 say that the name is replaced silently"),
	Doc:      "Not allowed are \\ % & * + / = ? { } | < > ( ) ; : , [ ] and the double quote. One document says that the export fails, others that the name is replaced by mailNickname and the initial domain.",
	Fix:      "Correct the userPrincipalName in AD.",
	Reason:   "the userPrincipalName {upn} has a character that the service does not allow",
}
