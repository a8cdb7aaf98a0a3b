package rules

import "presync/sim/match"

// HM001: a new user takes over the cloud user with its sourceAnchor.
var HM001 = match.Rule{
	ID:    "HM001",
	Title: `a new user takes over the cloud user with its sourceAnchor`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 10,
	When:     when(anchorEqual, isLive, not(isSynced)),
	Then:     match.Link(match.OutcomeHardMatch, "sourceAnchor"),
	Evidence: syncErrors.Documented("HM-1, HM-2, HM-4"),
	Doc:      "The first step for a new object: the service looks for a user whose onPremisesImmutableId is the sourceAnchor. It takes the user over, AD values overwrite cloud values, and the user is synced from then on. Only users have an immutable ID that can be set.",
	Fix:      "Nothing, if this is the right person.",
	Reason:   "{cloud} has the immutable ID {anchor}, the sourceAnchor of {user} (from {anchorOf})",
}
