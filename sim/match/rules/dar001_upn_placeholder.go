package rules

import "presync/sim/match"

// DAR001: a userPrincipalName that another user has becomes a placeholder.
var DAR001 = match.Rule{
	ID:    "DAR001",
	Title: `a userPrincipalName that another user has becomes a placeholder`,
	Phase: match.Exporting, About: match.AboutClaim, Rank: 10,
	When:     when(claimsUPN, quarantineUPN),
	Then:     match.PutPlaceholder(),
	Evidence: resiliency.Documented("DAR-2, DAR-3, WE-41, WE-42"),
	Doc:      "The first to be synced keeps the name. The later one gets the prefix, four digits and the initial domain; the name itself is quarantined until it is free.",
	Fix:      "Give one of the two another userPrincipalName, or make them match.",
	Reason:   "userPrincipalName {claim} of {user} is held by {holder}; it is replaced by a placeholder",
}
