package rules

import "presync/sim/match"

// CR003: a user that fell out of scope is no soft-match target.
var CR003 = match.Rule{
	ID:    "CR003",
	Title: `a user that fell out of scope is no soft-match target`,
	Phase: match.Provision, About: match.AboutPair, Rank: 70,
	When:     when(sharesSignIn, isLive, wasSynced, not(hasImmutableID)),
	Then:     match.Duplicate(nil),
	Evidence: syncErrors.Inferred("SM-8, HM-2, LC-3", "such a user still counts as coming from on premises"),
	Doc:      "onPremisesSyncEnabled false means that the user was synced once. It is not cloud-managed, so soft match passes it by.",
	Fix:      "Set its immutable ID to the sourceAnchor (hard match).",
	Reason:   "{user} has the names of {cloud}, but that was synced once (onPremisesSyncEnabled false) and is not cloud-managed",
}
