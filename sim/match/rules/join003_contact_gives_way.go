package rules

import "presync/sim/match"

// JOIN003: a contact that joins a user leaves the cloud.
var JOIN003 = match.Rule{
	ID:    "JOIN003",
	Title: `a contact that joins a user leaves the cloud`,
	Phase: match.Conflict, About: match.AboutPair, Rank: 50,
	When:     when(isJoinedContact),
	Then:     match.Release(),
	Evidence: usersDoc.Documented("FLT-8, WE-84"),
	Doc:      "With matching on mail an on-premises contact and a user with the same mail are one person. Where any user has joined, the object type is User: the contact in the cloud is deleted and a user is created. With another matching option both stay, and the export of the user fails.",
	Fix:      "Nothing, if the contact stands for this person.",
	Reason:   "the contact {cloud} joins {user} on mail; it is deleted and the user takes its address",
}
