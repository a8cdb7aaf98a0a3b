package rules

import "presync/sim/match"

// SM013: a blocked soft match by UPN against primary SMTP makes a second user.
var SM013 = match.Rule{
	ID:    "SM013",
	Title: `a blocked soft match by UPN against primary SMTP makes a second user`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 31,
	When:     when(upnIsCloudPrimary, isCloudUser, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, crossMatch, blockSoftMatch),
	Then:     match.Duplicate(nil),
	Evidence: founding.Contested("SEED-4", "the founding document states this way, the vendor documents only primary SMTP and UPN"),
	Doc:      "blockSoftMatchEnabled stops every soft match. The user falls through to creation, and the values that the cloud user holds are quarantined.",
	Fix:      "Lift blockSoftMatchEnabled for the time of the match, or hard match the user, and set the flag again.",
	Reason:   "{cloud} has the userPrincipalName {upn} as its primary SMTP address, but blockSoftMatchEnabled is on",
}
