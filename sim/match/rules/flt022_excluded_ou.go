package rules

import "presync/sim/match"

// FLT022: a user in an excluded OU is out of scope.
var FLT022 = match.Rule{
	ID:    "FLT022",
	Title: `a user in an excluded OU is out of scope`,
	Phase: match.Scope, About: match.AboutObject, Rank: 1,
	When:     when(insideExcludedOU),
	Then:     match.Skip(),
	Evidence: filtering.Documented("FLT-10"),
	Doc:      "OU filtering: an OU can be cleared below one that is selected.",
	Fix:      "Move the user or select the OU.",
	Reason:   "{user} is in the excluded OU {ou}",
}
