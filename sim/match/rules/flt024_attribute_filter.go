package rules

import "presync/sim/match"

// FLT024: a user whom the attribute filter leaves out is not synced.
var FLT024 = match.Rule{
	ID:    "FLT024",
	Title: `a user whom the attribute filter leaves out is not synced`,
	Phase: match.Scope, About: match.AboutObject, Rank: 1,
	When:     when(attributeFilters),
	Then:     match.Skip(),
	Evidence: filtering.Documented("FLT-10"),
	Doc:      "Attribute filtering: a customer rule sets cloudFiltered for the users that it names.",
	Fix:      "Change the attribute or the rule.",
	Reason:   "{user} is left out by the attribute filter {attribute}",
}
