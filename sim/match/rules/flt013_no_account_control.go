package rules

import "presync/sim/match"

// FLT013: a user without userAccountControl is not exported.
var FLT013 = match.Rule{
	ID:    "FLT013",
	Title: `a user without userAccountControl is not exported`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(not(hasAccountControl), accountControlExported),
	Then:     match.Skip(),
	Evidence: exportRules.Observed("FLT-5, FLT-9"),
	Doc:      "The outbound rule needs accountEnabled, which comes from userAccountControl.",
	Fix:      "Check that the account that reads AD may read userAccountControl.",
	Reason:   "{user} has no userAccountControl, so accountEnabled is null and the outbound rule leaves it out",
}
