package rules

import "presync/sim/match"

// PX002: an address of a legacy protocol is dropped silently.
var PX002 = match.Rule{
	ID:    "PX002",
	Title: `an address of a legacy protocol is dropped silently`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(dropsLegacy),
	Then:     match.Note(),
	Evidence: proxyCalc.Documented("PX-1"),
	Doc:      "MSMAIL, X400 and other old address types are discarded.",
	Fix:      "Nothing.",
	Reason:   "the service discards {legacy}: legacy protocol",
}
