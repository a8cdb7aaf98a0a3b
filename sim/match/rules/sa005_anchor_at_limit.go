package rules

import "presync/sim/match"

// SA005: a string sourceAnchor of exactly 60 characters is refused.
var SA005 = match.Rule{
	ID:    "SA005",
	Title: `a string sourceAnchor of exactly 60 characters is refused`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 4,
	When:     when(anchorIsText, anchorAtLimit),
	Then:     match.Fail(invalidAnchor),
	Evidence: design.Contested("SA-8, SEED-3", "T5 says fewer than 60 characters, the founding document says at most 60"),
	Doc:      "The design document says fewer than 60 characters, the founding document says at most 60.",
	Fix:      "Shorten the value by one character before the first sync.",
	Reason:   "the sourceAnchor {anchor} of {user} (from {anchorOf}) has exactly 60 characters; the documents disagree whether that is too long",
}
