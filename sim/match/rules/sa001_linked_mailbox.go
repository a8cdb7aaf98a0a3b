package rules

import "presync/sim/match"

// SA001: a linked mailbox without its account waits, silently.
var SA001 = match.Rule{
	ID:    "SA001",
	Title: `a linked mailbox without its account waits, silently`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 0,
	When:     when(underConnect, onlyLinkedMailboxes),
	Then:     match.Skip(),
	Evidence: defaultRules.Documented("FLT-6, SA-3"),
	Doc:      "An object with msExchRecipientTypeDetails 2 never gives a sourceAnchor. It waits in the metaverse for the enabled account of the account forest to join it. No error is shown.",
	Fix:      "Export the account forest too, or make the mailbox a user mailbox (msExchRecipientTypeDetails 1).",
	Reason:   "{user} is a linked mailbox and no account has joined it: sourceAnchor is NULL, so it is not exported",
}
