package rules

import "presync/sim/match"

// FLT011: a system, arbitration or discovery mailbox is filtered.
var FLT011 = match.Rule{
	ID:    "FLT011",
	Title: `a system, arbitration or discovery mailbox is filtered`,
	Phase: match.Scope, About: match.AboutObject, Rank: 0,
	When:     when(underConnect, recipientFiltered),
	Then:     match.Skip(),
	Evidence: filteredUser.Documented("FLT-2"),
	Doc:      "The cloudFiltered expression tests msExchRecipientTypeDetails against the mask 0x21C07000: mailbox plan, arbitration, discovery, monitoring and other system mailboxes.",
	Fix:      "This is an account of the system, not of a person. If it is a person's, rename it.",
	Reason:   "{user} has msExchRecipientTypeDetails {recipient}, one of the filtered recipient types, so cloudFiltered is True",
}
