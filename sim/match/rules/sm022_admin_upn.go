package rules

import "presync/sim/match"

// SM022: an admin role stops the soft match by userPrincipalName.
var SM022 = match.Rule{
	ID:    "SM022",
	Title: `an admin role stops the soft match by userPrincipalName`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 22,
	When:     when(upnEqual, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, hasActiveRole),
	Then:     match.Duplicate(&adminRoleConflict),
	Evidence: existing.Documented("SM-9, CF-9"),
	Doc:      "A cloud user with a directory role is never soft matched. A new quarantined user is created beside it, and Connect Health lists an Existing Admin Role Conflict.",
	Fix:      "Remove the role, hard-delete the new quarantined user, sync, then give the role back.",
	Reason:   "{cloud} has the userPrincipalName {upn}, but it holds {roles}",
}
