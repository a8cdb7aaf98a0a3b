package rules

import "presync/sim/match"

// CF002: the primary SMTP address of a user with another anchor is refused.
var CF002 = match.Rule{
	ID:    "CF002",
	Title: `the primary SMTP address of a user with another anchor is refused`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 16,
	When:     when(primaryEqual, isLive, hasImmutableID, not(anchorEqual)),
	Then:     match.Fail(sameAddress),
	Evidence: existing.Contested("CF-3", "T2 (2026) says export error, T4 says that the value is quarantined"),
	Doc:      "The address belongs to a cloud user with another immutable ID. The service tries to create a new user and the export fails. The older document on duplicate attribute resiliency would have the value quarantined.",
	Fix:      "If both are one person, copy the cloud user's immutable ID into mS-DS-ConsistencyGuid. If not, remove the duplicate address.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}) and another immutable ID ({cloudID2} instead of {anchor})",
}
