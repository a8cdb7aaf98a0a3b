package rules

import "presync/sim/match"

// PX004: a recipient loses addresses on domains that are not verified.
var PX004 = match.Rule{
	ID:    "PX004",
	Title: `a recipient loses addresses on domains that are not verified`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(dropsUnverified),
	Then:     match.Note(),
	Evidence: proxyCalc.Documented("PX-7, WE-77"),
	Doc:      "For a user with an Exchange plan, a remote recipient or a shared resource, addresses on domains that the tenant has not verified are removed. Other users keep them.",
	Fix:      "Verify the domain, or remove the address.",
	Reason:   "the service discards {unverified}: the domain is not verified",
}
