package rules

import "presync/sim/match"

// UP001: an unverified suffix makes a name on the initial domain.
var UP001 = match.Rule{
	ID:    "UP001",
	Title: `an unverified suffix makes a name on the initial domain`,
	Phase: match.Outlook, About: match.AboutUser, Rank: 50,
	When:     when(nameForSuffix),
	Then:     match.Note(),
	Evidence: upnPlan.Documented("UP-2, UP-3, UP-8"),
	Doc:      "The cloud name is mailNickname and the initial domain when the tenant has not verified the UPN suffix. mailNickname is the first of: AD mailNickname, the prefix of the primary SMTP address, of mail, of the userPrincipalName, of a secondary address.",
	Fix:      "Verify the domain, or give the user a UPN suffix that is verified.",
	Reason:   "the cloud name is {cloudName}, not {upn}: {whyName}",
}
