package rules

import "presync/sim/match"

// SM012: a blocked soft match by userPrincipalName makes a second user.
var SM012 = match.Rule{
	ID:    "SM012",
	Title: `a blocked soft match by userPrincipalName makes a second user`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 21,
	When:     when(upnEqual, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, blockSoftMatch),
	Then:     match.Duplicate(nil),
	Evidence: features.Inferred("SM-10", "the document says that the match is blocked; that a second user comes to be follows from duplicate attribute resiliency"),
	Doc:      "blockSoftMatchEnabled stops every soft match. The user falls through to creation, and the values that the cloud user holds are quarantined.",
	Fix:      "Lift blockSoftMatchEnabled for the time of the match, or hard match the user, and set the flag again.",
	Reason:   "{cloud} has the userPrincipalName {upn}, but blockSoftMatchEnabled is on",
}
