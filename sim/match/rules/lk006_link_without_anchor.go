package rules

import "presync/sim/match"

// LK006: without anchors in the exports the same names mean the linked user.
var LK006 = match.Rule{
	ID:    "LK006",
	Title: `without anchors in the exports the same names mean the linked user`,
	Phase: match.Connected, About: match.AboutPair, Rank: 6,
	When:     when(anchorNotComparable, isCloudUser, isLive, isSynced, sharesIdentity),
	Then:     match.Link(match.OutcomeUpdate, "sourceAnchor"),
	Evidence: existing.Inferred("PIPE-2", "the anchors were not exported; a synced cloud user with the same name is taken to be this one"),
	Doc:      "One of the exports lacks the anchor. A synced cloud user with the same userPrincipalName or primary SMTP address is nearly always the linked one.",
	Fix:      "Export again with objectGUID and onPremisesImmutableId.",
	Reason:   "{user} has the names of {cloud}, which is synced, but the exports lack the anchor, so the link cannot be checked",
}
