package rules

import "presync/sim/match"

// SM001: a new user takes over a cloud user by primary SMTP address.
var SM001 = match.Rule{
	ID:    "SM001",
	Title: `a new user takes over a cloud user by primary SMTP address`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 14,
	When:     when(primaryEqual, isCloudUser, isLive, isCloudManaged, not(hasImmutableID)),
	Then:     match.Link(match.OutcomeSoftMatch, "primarySMTP"),
	Evidence: existing.Documented("SM-1, SM-3, SM-5, SM-7, SM-8"),
	Doc:      "Only if the hard match finds nothing, and before anything is created: the primary SMTP address of the AD user (the SMTP: value of proxyAddresses, or mail) is looked for among the primary addresses of cloud-managed users without an immutable ID. This comes before the userPrincipalName.",
	Fix:      "Nothing, if this is the right person. The sourceAnchor is stamped on the cloud user.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}), is cloud-managed and has no immutable ID",
}
