package rules

import "presync/sim/match"

// JOIN002: with matching on an attribute a user without it is not synced.
var JOIN002 = match.Rule{
	ID:    "JOIN002",
	Title: `with matching on an attribute a user without it is not synced`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 0,
	When:     when(joinsOnAttribute, not(hasJoinAttribute)),
	Then:     match.Skip(),
	Evidence: customSetup.Documented("JOIN-1"),
	Doc:      "When users are matched across forests on a chosen attribute, a user without a value in it is left out.",
	Fix:      "Fill the attribute, or choose another matching option.",
	Reason:   "{user} has no value in {join}, on which users are matched across forests",
}
