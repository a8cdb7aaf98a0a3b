package rules

import "presync/sim/match"

// CF003: without resiliency a shared address is an InvalidSoftMatch.
var CF003 = match.Rule{
	ID:    "CF003",
	Title: `without resiliency a shared address is an InvalidSoftMatch`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 15,
	When:     when(sharesAddress, isLive, hasImmutableID, not(anchorEqual), not(quarantineProxy)),
	Then:     match.Fail(softMatchAddress),
	Evidence: syncErrors.Documented("CF-1, WE-20, WE-21"),
	Doc:      "With quarantineUponProxyAddressesConflictEnabled off any address that a cloud user with another immutable ID holds ends the export.",
	Fix:      "Remove the duplicate address, or link both by anchor.",
	Reason:   "{cloud} holds {shared} of {user} and has another immutable ID ({cloudID2} instead of {anchor})",
}
