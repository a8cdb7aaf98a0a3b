package rules

import "presync/sim/match"

// SM003: a new user takes over a cloud user by UPN against primary SMTP.
var SM003 = match.Rule{
	ID:    "SM003",
	Title: `a new user takes over a cloud user by UPN against primary SMTP`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 34,
	When:     when(upnIsCloudPrimary, isCloudUser, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, crossMatch),
	Then:     match.Link(match.OutcomeSoftMatch, "upnToPrimarySMTP"),
	Evidence: founding.Contested("SEED-4", "the founding document states this way, the vendor documents only primary SMTP and UPN"),
	Doc:      "The founding document matches the AD userPrincipalName against the primary SMTP address of the cloud user. The vendor does not document this way; crossMatch: false switches it off.",
	Fix:      "Nothing, if this is the right person. The sourceAnchor is stamped on the cloud user.",
	Reason:   "{cloud} has the userPrincipalName {upn} as its primary SMTP address, is cloud-managed and has no immutable ID",
}
