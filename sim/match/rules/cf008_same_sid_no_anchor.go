package rules

import "presync/sim/match"

// CF008: a security identifier that another cloud user has is refused.
var CF008 = match.Rule{
	ID:    "CF008",
	Title: `a security identifier that another cloud user has is refused`,
	Phase: match.Conflict, About: match.AboutPair, Rank: 5,
	When:     when(sidEqual, isLive, not(hasImmutableID)),
	Then:     match.Fail(sameSID),
	Evidence: syncErrors.Inferred("CF-4", "the SID is unique; no document describes a holder without an immutable ID"),
	Doc:      "onPremisesSecurityIdentifier is unique in the tenant, also when the holder has lost its immutable ID.",
	Fix:      "Set the cloud user's immutable ID to the sourceAnchor (hard match), or clear its onPremisesSecurityIdentifier.",
	Reason:   "{cloud} has the SID {sid} of {user} and no immutable ID",
}
