package rules

import "presync/sim/match"

// SA004: a string sourceAnchor of more than 60 characters is refused.
var SA004 = match.Rule{
	ID:    "SA004",
	Title: `a string sourceAnchor of more than 60 characters is refused`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 3,
	When:     when(anchorIsText, anchorTooLong),
	Then:     match.Fail(invalidAnchor),
	Evidence: design.Inferred("SA-8, SEED-3", "the document gives the limit, not the error"),
	Doc:      "A string sourceAnchor has fewer than 60 characters; every character that is no letter and no digit counts three.",
	Fix:      "Choose another attribute, or shorten the value before the first sync.",
	Reason:   "the sourceAnchor {anchor} of {user} (from {anchorOf}) is longer than 60 characters as the service counts them",
}
