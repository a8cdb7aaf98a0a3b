package rules

import "presync/sim/match"

// FLT020: a user of a domain that is not selected is out of scope.
var FLT020 = match.Rule{
	ID:    "FLT020",
	Title: `a user of a domain that is not selected is out of scope`,
	Phase: match.Scope, About: match.AboutObject, Rank: 1,
	When:     when(outsideDomains),
	Then:     match.Skip(),
	Evidence: filtering.Documented("FLT-10"),
	Doc:      "Domain filtering: only the selected domains are imported.",
	Fix:      "Select the domain, or leave it.",
	Reason:   "{user} is in the domain {domain}, which the filter does not select",
}
