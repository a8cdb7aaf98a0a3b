package rules

import "presync/sim/match"

// UP004: a domain verified since gives the user the name from AD.
var UP004 = match.Rule{
	ID:    "UP004",
	Title: `a domain verified since gives the user the name from AD`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(nameOfNewDomain),
	Then:     match.Note(),
	Evidence: upnPlan.Documented("UP-7, WE-55, WE-91"),
	Doc:      "The cloud keeps the AD name as a shadow. When its suffix is verified later the name changes by itself.",
	Fix:      "Nothing.",
	Reason:   "the cloud name becomes {cloudName}: its domain has been verified since the last export",
}
