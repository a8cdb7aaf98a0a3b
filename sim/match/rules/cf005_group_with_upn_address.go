package rules

import "presync/sim/match"

// CF005: a group that holds UPN and address refuses the user.
var CF005 = match.Rule{
	ID:    "CF005",
	Title: `a group that holds UPN and address refuses the user`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 17,
	When:     when(isGroup, upnIsShared),
	Then:     match.Fail(sameAddress),
	Evidence: resiliency.Contested("DAR-6, WE-43", "T4 calls it a proxy address conflict, T1 an object type mismatch"),
	Doc:      "A new user whose userPrincipalName and address are both the address of a group gets an export error in every cycle; nothing is quarantined.",
	Fix:      "Change the address of the group or of the user.",
	Reason:   "{cloud} holds {shared}, which {user} has as userPrincipalName and as address",
}
