package rules

import "presync/sim/match"

// LK002: a second user with the same sourceAnchor in one run is refused.
var LK002 = match.Rule{
	ID:    "LK002",
	Title: `a second user with the same sourceAnchor in one run is refused`,
	Phase: match.Connected, About: match.AboutPair, Rank: 1,
	When:     when(anchorEqual, exportedInThisRun),
	Then:     match.Fail(sameAnchor),
	Evidence: exportRules.Inferred("SA-12, PIPE-5", "both would be the same object of the connector space; no document gives the error"),
	Doc:      "The connector space DN is made of the sourceAnchor, so two people of the metaverse with one anchor collide.",
	Fix:      "Give each user a sourceAnchor of their own.",
	Reason:   "the sourceAnchor {anchor} of {user} was exported for {other} earlier in this run",
}
