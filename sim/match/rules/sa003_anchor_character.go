package rules

import "presync/sim/match"

// SA003: a string sourceAnchor with a forbidden character is refused.
var SA003 = match.Rule{
	ID:    "SA003",
	Title: `a string sourceAnchor with a forbidden character is refused`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 2,
	When:     when(anchorIsText, anchorForbidden),
	Then:     match.Fail(invalidAnchor),
	Evidence: design.Inferred("SA-8, SEED-3", "the document lists the characters, not the error"),
	Doc:      "A string attribute that serves as sourceAnchor may not hold \\ ! # $ % & * + / = ? ^ ` { } | ~ < > ( ) ' ; : , [ ] \" @ _. That is why mail and userPrincipalName cannot be chosen.",
	Fix:      "Choose another attribute, or correct the value before the first sync.",
	Reason:   "the sourceAnchor {anchor} of {user} (from {anchorOf}) holds a character that an anchor may not have",
}
