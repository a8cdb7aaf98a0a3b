package rules

import "presync/sim/match"

// JOIN001: with matching on mail a user without mail is not synced.
var JOIN001 = match.Rule{
	ID:    "JOIN001",
	Title: `with matching on mail a user without mail is not synced`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 0,
	When:     when(joinsOnMail, not(hasMail)),
	Then:     match.Skip(),
	Evidence: customSetup.Documented("JOIN-1"),
	Doc:      "When users are matched across forests on mail, a user without mail cannot be joined and is left out.",
	Fix:      "Fill mail, or choose another matching option.",
	Reason:   "{user} has no mail and users are matched across forests on mail",
}
