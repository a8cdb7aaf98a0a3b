package rules

import "presync/sim/match"

// CF009: a security identifier that another cloud user has stops a match too.
var CF009 = match.Rule{
	ID:    "CF009",
	Title: `a security identifier that another cloud user has stops a match too`,
	Phase: match.Exporting, About: match.AboutClaim, Rank: 5,
	When:     when(claimsSID),
	Then:     match.Fail(sameSID),
	Evidence: syncErrors.Inferred("SEED-1, CF-4", "values are checked for uniqueness after a match as well, and a SID is never quarantined"),
	Doc:      "Whoever is matched, updated or created gets the security identifier of the AD user. It is unique in the tenant, so the export fails while another live cloud user has it.",
	Fix:      "Delete the other cloud user, or clear its onPremisesSecurityIdentifier.",
	Reason:   "the SID {sid} of {user} is held by {holder}",
}
