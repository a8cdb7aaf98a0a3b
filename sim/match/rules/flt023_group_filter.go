package rules

import "presync/sim/match"

// FLT023: a user who is no direct member of the filter group is out of scope.
var FLT023 = match.Rule{
	ID:    "FLT023",
	Title: `a user who is no direct member of the filter group is out of scope`,
	Phase: match.Scope, About: match.AboutObject, Rank: 1,
	When:     when(outsideGroup),
	Then:     match.Skip(),
	Evidence: filtering.Documented("FLT-10"),
	Doc:      "Group filtering: only direct members of the one group are synced; nested groups are not resolved.",
	Fix:      "Add the user to the group itself.",
	Reason:   "{user} is not a direct member of the filter group {group}",
}
