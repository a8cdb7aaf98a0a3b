package rules

import "presync/sim/match"

// DAR003: an address that another object holds is quarantined.
var DAR003 = match.Rule{
	ID:    "DAR003",
	Title: `an address that another object holds is quarantined`,
	Phase: match.Exporting, About: match.AboutClaim, Rank: 12,
	When:     when(claimsProxy, quarantineProxy),
	Then:     match.TakeAway(),
	Evidence: resiliency.Documented("DAR-2, DAR-3, WE-20, WE-40"),
	Doc:      "The object is exported without the address. The address is quarantined and given back when it is free.",
	Fix:      "Remove the address from one of the two, or make them match.",
	Reason:   "{claim} of {user} is held by {holder}; it is quarantined",
}
