package rules

import "presync/sim/match"

// DAR002: without resiliency a userPrincipalName in use is an error.
var DAR002 = match.Rule{
	ID:    "DAR002",
	Title: `without resiliency a userPrincipalName in use is an error`,
	Phase: match.Exporting, About: match.AboutClaim, Rank: 11,
	When:     when(claimsUPN, not(quarantineUPN)),
	Then:     match.Fail(sameUPN),
	Evidence: syncErrors.Documented("CF-2"),
	Doc:      "quarantineUponUpnConflictEnabled is off, so the export fails.",
	Fix:      "Give one of the two another userPrincipalName.",
	Reason:   "userPrincipalName {claim} of {user} is held by {holder}",
}
