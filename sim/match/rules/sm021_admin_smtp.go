package rules

import "presync/sim/match"

// SM021: an admin role stops the soft match by primary SMTP address.
var SM021 = match.Rule{
	ID:    "SM021",
	Title: `an admin role stops the soft match by primary SMTP address`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 12,
	When:     when(primaryEqual, isLive, isCloudManaged, not(hasImmutableID), hasActiveRole),
	Then:     match.Duplicate(&adminRoleConflict),
	Evidence: existing.Documented("SM-9, CF-9"),
	Doc:      "A cloud user with a directory role is never soft matched. A new quarantined user is created beside it, and Connect Health lists an Existing Admin Role Conflict.",
	Fix:      "Remove the role, hard-delete the new quarantined user, sync, then give the role back.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}), but it holds {roles}",
}
