package rules

import "presync/sim/match"

// DAR004: without resiliency an address in use is an error.
var DAR004 = match.Rule{
	ID:    "DAR004",
	Title: `without resiliency an address in use is an error`,
	Phase: match.Exporting, About: match.AboutClaim, Rank: 13,
	When:     when(claimsProxy, not(quarantineProxy)),
	Then:     match.Fail(sameAddress),
	Evidence: syncErrors.Documented("CF-2, WE-40"),
	Doc:      "quarantineUponProxyAddressesConflictEnabled is off, so the export fails.",
	Fix:      "Remove the address from one of the two.",
	Reason:   "{claim} of {user} is held by {holder}",
}
