package rules

import "presync/sim/match"

// FLT012: a replication conflict object is filtered.
var FLT012 = match.Rule{
	ID:    "FLT012",
	Title: `a replication conflict object is filtered`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(underConnect, isConflictObject),
	Then:     match.Skip(),
	Evidence: exportRules.Observed("FLT-2"),
	Doc:      "Active Directory renames one of two objects that were made at the same time; its first RDN then holds a line feed and CNF:.",
	Fix:      "Remove the conflict object in AD after merging what it holds.",
	Reason:   "{user} is a replication conflict object ({rdn}), so cloudFiltered is True",
}
