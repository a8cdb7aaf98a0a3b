package rules

import "presync/sim/match"

// UP003: a tenant flag keeps the name of managed, licensed users.
var UP003 = match.Rule{
	ID:    "UP003",
	Title: `a tenant flag keeps the name of managed, licensed users`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(nameFrozen),
	Then:     match.Note(),
	Evidence: features.Documented("UP-6"),
	Doc:      "With synchronizeUpnForManagedUsersEnabled off, a changed userPrincipalName of a licensed user with a managed domain is ignored without an error.",
	Fix:      "Turn synchronizeUpnForManagedUsersEnabled on (this cannot be undone).",
	Reason:   "the cloud name stays {cloudName}, although AD says {upn}",
}
