package rules

import "presync/sim/match"

// CF004: without resiliency a shared UPN is an InvalidSoftMatch.
var CF004 = match.Rule{
	ID:    "CF004",
	Title: `without resiliency a shared UPN is an InvalidSoftMatch`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 25,
	When:     when(upnEqual, isLive, hasImmutableID, not(anchorEqual), not(quarantineUPN)),
	Then:     match.Fail(softMatchUPN),
	Evidence: syncErrors.Documented("CF-1, WE-21"),
	Doc:      "With quarantineUponUpnConflictEnabled off a userPrincipalName that a cloud user with another immutable ID has ends the export.",
	Fix:      "Change the userPrincipalName, or link both by anchor.",
	Reason:   "{cloud} has the userPrincipalName {upn} and another immutable ID ({cloudID2} instead of {anchor})",
}
