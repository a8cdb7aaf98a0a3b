package rules

import "presync/sim/match"

// VD009: more than 332 values in proxyAddresses make the object too large.
var VD009 = match.Rule{
	ID:    "VD009",
	Title: `more than 332 values in proxyAddresses make the object too large`,
	Phase: match.Validation, About: match.AboutUser, Rank: 7,
	When:     when(tooManyProxies),
	Then:     match.Fail(tooManyAddresses),
	Evidence: syncErrors.Inferred("CF-8, WE-48", "332 is the most that a bare user was seen to take; other attributes lower it"),
	Doc:      "The service refuses a user with more than 332 values in proxyAddresses.",
	Fix:      "Remove values from proxyAddresses.",
	Reason:   "{user} has more than 332 values in proxyAddresses",
}
