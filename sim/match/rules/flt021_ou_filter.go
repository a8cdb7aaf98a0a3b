package rules

import "presync/sim/match"

// FLT021: a user outside the selected OUs is out of scope.
var FLT021 = match.Rule{
	ID:    "FLT021",
	Title: `a user outside the selected OUs is out of scope`,
	Phase: match.Scope, About: match.AboutObject, Rank: 1,
	When:     when(outsideOUs),
	Then:     match.Skip(),
	Evidence: filtering.Documented("FLT-10"),
	Doc:      "OU filtering: only the selected OUs are imported. Where OUs are nested the deepest one that is named decides.",
	Fix:      "Move the user or select the OU.",
	Reason:   "{user} is in none of the selected OUs ({ou})",
}
