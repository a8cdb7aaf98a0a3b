package rules

import "presync/sim/match"

// PX003: a malformed address is dropped silently.
var PX003 = match.Rule{
	ID:    "PX003",
	Title: `a malformed address is dropped silently`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(dropsMalformed),
	Then:     match.Note(),
	Evidence: attributes.Documented("PX-1, WE-57"),
	Doc:      "A value without a prefix, with a blank behind the colon or with characters that no address may have disappears without an error.",
	Fix:      "Correct the value in AD.",
	Reason:   "the service discards {malformed}: malformed",
}
