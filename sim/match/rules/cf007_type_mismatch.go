package rules

import "presync/sim/match"

// CF007: an address that a group or contact holds is a type mismatch.
var CF007 = match.Rule{
	ID:    "CF007",
	Title: `an address that a group or contact holds is a type mismatch`,
	Phase: match.Conflict, About: match.AboutPair, Rank: 10,
	When:     when(isGroupOrContact, sharesAddress, not(isJoinedContact)),
	Then:     match.Fail(typeMismatch),
	Evidence: syncErrors.Documented("CF-5, WE-26, WE-27"),
	Doc:      "One of the addresses of a new user belongs to a group or a contact.",
	Fix:      "Remove the address from one of the two.",
	Reason:   "{cloud} holds {shared} of {user}, and it is no user",
}
