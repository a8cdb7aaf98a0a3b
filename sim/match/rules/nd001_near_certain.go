package rules

import "presync/sim/match"

// ND001: a cloud user that is nearly certainly the same person is doubled.
var ND001 = match.Rule{
	ID:    "ND001",
	Title: `a cloud user that is nearly certainly the same person is doubled`,
	Phase: match.NearMisses, About: match.AboutPair, Rank: 95,
	When:     when(nearCertain, not(isTakenOver)),
	Then:     match.Duplicate(nil),
	Evidence: existing.Inferred("WE-30, WE-31", "the match rules find nothing; the names say that it is one person"),
	Doc:      "Nothing that the service compares is equal, so it creates a new user. But the names of a cloud user that no AD user claims say that it is the same person: the cutover would leave the person with two accounts.",
	Fix:      "Make the userPrincipalName or the primary SMTP address equal before the sync, or set the immutable ID.",
	Reason:   "a second user is created for {user}: {cloud} is nearly certainly the same person ({evidence})",
}
