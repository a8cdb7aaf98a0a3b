package rules

import "presync/sim/match"

// SM004: a new user takes over a cloud user by primary SMTP against UPN.
var SM004 = match.Rule{
	ID:    "SM004",
	Title: `a new user takes over a cloud user by primary SMTP against UPN`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 44,
	When:     when(primaryIsCloudUPN, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, crossMatch),
	Then:     match.Link(match.OutcomeSoftMatch, "primarySMTPToUPN"),
	Evidence: founding.Contested("SEED-4", "the founding document states this way, the vendor documents only primary SMTP and UPN"),
	Doc:      "The founding document matches the AD primary SMTP address against the cloud userPrincipalName. The vendor does not document this way; crossMatch: false switches it off.",
	Fix:      "Nothing, if this is the right person. The sourceAnchor is stamped on the cloud user.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}) as its userPrincipalName, is cloud-managed and has no immutable ID",
}
