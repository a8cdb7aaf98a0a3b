package rules

import "presync/sim/match"

// UP002: white space or hidden characters replace the name silently.
var UP002 = match.Rule{
	ID:    "UP002",
	Title: `white space or hidden characters replace the name silently`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(nameForCharacters),
	Then:     match.Note(),
	Evidence: attributes.Documented("UP-5, CF-6, WE-56"),
	Doc:      "A userPrincipalName with a blank, a line break, an invisible or a non-ASCII character is treated as if its suffix were not verified. No error is shown.",
	Fix:      "Type the userPrincipalName again.",
	Reason:   "the cloud name is {cloudName}, not {upn}: {whyName}",
}
