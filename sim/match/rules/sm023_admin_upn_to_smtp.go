package rules

import "presync/sim/match"

// SM023: an admin role stops the soft match by UPN against primary SMTP.
var SM023 = match.Rule{
	ID:    "SM023",
	Title: `an admin role stops the soft match by UPN against primary SMTP`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 32,
	When:     when(upnIsCloudPrimary, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, crossMatch, hasActiveRole),
	Then:     match.Duplicate(&adminRoleConflict),
	Evidence: founding.Contested("SEED-4", "the founding document states this way, the vendor documents only primary SMTP and UPN"),
	Doc:      "A cloud user with a directory role is never soft matched. A new quarantined user is created beside it, and Connect Health lists an Existing Admin Role Conflict.",
	Fix:      "Remove the role, hard-delete the new quarantined user, sync, then give the role back.",
	Reason:   "{cloud} has the userPrincipalName {upn} as its primary SMTP address, but it holds {roles}",
}
