package rules

import "presync/sim/match"

// SM024: an admin role stops the soft match by primary SMTP against UPN.
var SM024 = match.Rule{
	ID:    "SM024",
	Title: `an admin role stops the soft match by primary SMTP against UPN`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 42,
	When:     when(primaryIsCloudUPN, isLive, isCloudManaged, not(hasImmutableID), softMatchOnUPN, crossMatch, hasActiveRole),
	Then:     match.Duplicate(&adminRoleConflict),
	Evidence: founding.Contested("SEED-4", "the founding document states this way, the vendor documents only primary SMTP and UPN"),
	Doc:      "A cloud user with a directory role is never soft matched. A new quarantined user is created beside it, and Connect Health lists an Existing Admin Role Conflict.",
	Fix:      "Remove the role, hard-delete the new quarantined user, sync, then give the role back.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}) as its userPrincipalName, but it holds {roles}",
}
