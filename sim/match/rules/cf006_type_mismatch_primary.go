package rules

import "presync/sim/match"

// CF006: the primary address of a group or contact is a type mismatch.
var CF006 = match.Rule{
	ID:    "CF006",
	Title: `the primary address of a group or contact is a type mismatch`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 18,
	When:     when(isGroupOrContact, primaryIsHeld, not(isJoinedContact)),
	Then:     match.Fail(typeMismatch),
	Evidence: syncErrors.Documented("CF-5, SM-16"),
	Doc:      "The address that soft match compares belongs to a group or a contact. Users match users only.",
	Fix:      "Remove the address from the group or contact, or delete the contact.",
	Reason:   "{cloud} holds the primary SMTP address {primary} of {user} ({primaryOf}), and it is no user",
}
