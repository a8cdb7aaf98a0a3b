package rules

import "presync/sim/match"

// SM014: a blocked soft match by primary SMTP against UPN makes a second user.
var SM014 = match.Rule{
	ID:    "SM014",
	Title: `a blocked soft match by primary SMTP against UPN makes a second user`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 41,
	When:     when(primaryIsCloudUPN, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, crossMatch, blockSoftMatch),
	Then:     match.Duplicate(nil),
	Evidence: founding.Contested("SEED-4", "the founding document states this way, the vendor documents only primary SMTP and UPN"),
	Doc:      "blockSoftMatchEnabled stops every soft match. The user falls through to creation, and the values that the cloud user holds are quarantined.",
	Fix:      "Lift blockSoftMatchEnabled for the time of the match, or hard match the user, and set the flag again.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}) as its userPrincipalName, but blockSoftMatchEnabled is on",
}
