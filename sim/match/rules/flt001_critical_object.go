package rules

import "presync/sim/match"

// FLT001: a critical system object is out of scope.
var FLT001 = match.Rule{
	ID:    "FLT001",
	Title: `a critical system object is out of scope`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(criticalIsTrue),
	Then:     match.Skip(),
	Evidence: filtering.Documented("FLT-1, FLT-4, CS-3"),
	Doc:      "The inbound rules take no object whose isCriticalSystemObject is TRUE: the built-in Administrator, Guest, krbtgt. Members of admin groups are not affected.",
	Fix:      "This is an account of the system, not of a person. If it is a person's, rename it.",
	Reason:   "{user} is a critical system object (isCriticalSystemObject is TRUE) and never enters the metaverse",
}
