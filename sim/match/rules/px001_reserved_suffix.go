package rules

import "presync/sim/match"

// PX001: an address with a reserved suffix is dropped silently.
var PX001 = match.Rule{
	ID:    "PX001",
	Title: `an address with a reserved suffix is dropped silently`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(dropsReserved),
	Then:     match.Note(),
	Evidence: proxyCalc.Documented("PX-1, WE-72"),
	Doc:      "Addresses on onmicrosoft.com and microsoftonline.com domains belong to the service; values from AD are discarded.",
	Fix:      "Remove the value from AD.",
	Reason:   "the service discards {reserved}: reserved suffix",
}
