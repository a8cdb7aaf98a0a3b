package rules

import "presync/sim/match"

// LK005: a user who is already linked is updated.
var LK005 = match.Rule{
	ID:    "LK005",
	Title: `a user who is already linked is updated`,
	Phase: match.Connected, About: match.AboutPair, Rank: 5,
	When:     when(anchorEqual, isLive, isSynced),
	Then:     match.Link(match.OutcomeUpdate, "sourceAnchor"),
	Evidence: existing.Documented("PIPE-2, PIPE-3"),
	Doc:      "The cloud user has the immutable ID and is synced. Matching is only done for new objects, so this is an ordinary update.",
	Fix:      "Nothing.",
	Reason:   "{user} is linked to {cloud} by the sourceAnchor {anchor}",
}
