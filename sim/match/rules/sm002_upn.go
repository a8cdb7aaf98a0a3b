package rules

import "presync/sim/match"

// SM002: a new user takes over a cloud user by userPrincipalName.
var SM002 = match.Rule{
	ID:    "SM002",
	Title: `a new user takes over a cloud user by userPrincipalName`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 24,
	When:     when(upnEqual, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN),
	Then:     match.Link(match.OutcomeSoftMatch, "userPrincipalName"),
	Evidence: upnMatching.Documented("SM-2, SM-6, SM-11"),
	Doc:      "Runs only when no cloud user has the primary SMTP address, and only if softMatchOnUpnEnabled is on. The target is a cloud-managed user without an immutable ID.",
	Fix:      "Nothing, if this is the right person. The sourceAnchor is stamped on the cloud user.",
	Reason:   "{cloud} has the userPrincipalName {upn}, is cloud-managed and has no immutable ID",
}
