package rules

import "presync/sim/match"

// FLT003: adminDescription starting with User_ takes a user out of scope.
var FLT003 = match.Rule{
	ID:    "FLT003",
	Title: `adminDescription starting with User_ takes a user out of scope`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(underConnect, isUserClass, adminDescriptionUser),
	Then:     match.Skip(),
	Evidence: defaultRules.Documented("FLT-1"),
	Doc:      "An administrator sets adminDescription to User_ and any text to keep one user out. The join rule for inetOrgPerson has no such clause.",
	Fix:      "Clear adminDescription if the user should be synced.",
	Reason:   "{user} has adminDescription {admindesc}, which takes it out of the scope of the join rule",
}
