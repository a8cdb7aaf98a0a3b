package rules

import "presync/sim/match"

// HM002: a hard match restores a user from the recycle bin.
var HM002 = match.Rule{
	ID:    "HM002",
	Title: `a hard match restores a user from the recycle bin`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 11,
	When:     when(anchorEqual, not(isLive), withinThirtyDays),
	Then:     match.Link(match.OutcomeHardMatch, "sourceAnchor"),
	Evidence: recycleBin.Documented("HM-3, LC-2"),
	Doc:      "A soft-deleted user keeps its immutable ID for 30 days. When the same sourceAnchor comes again, the user is restored and synced.",
	Fix:      "Nothing, if this is the right person.",
	Reason:   "{cloud} is in the recycle bin and has the immutable ID {anchor}, the sourceAnchor of {user}; it is restored",
}
