package rules

import "presync/sim/match"

// SM011: a blocked soft match by primary SMTP address makes a second user.
var SM011 = match.Rule{
	ID:    "SM011",
	Title: `a blocked soft match by primary SMTP address makes a second user`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 11,
	When:     when(primaryEqual, isCloudUser, isLive, isCloudManaged, not(hasImmutableID), blockSoftMatch),
	Then:     match.Duplicate(nil),
	Evidence: features.Inferred("SM-10", "the document says that the match is blocked; that a second user comes to be follows from duplicate attribute resiliency"),
	Doc:      "blockSoftMatchEnabled stops every soft match. The user falls through to creation, and the values that the cloud user holds are quarantined.",
	Fix:      "Lift blockSoftMatchEnabled for the time of the match, or hard match the user, and set the flag again.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}), but blockSoftMatchEnabled is on",
}
