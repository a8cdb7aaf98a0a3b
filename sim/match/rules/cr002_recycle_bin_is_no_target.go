package rules

import "presync/sim/match"

// CR002: a user in the recycle bin is no soft-match target.
var CR002 = match.Rule{
	ID:    "CR002",
	Title: `a user in the recycle bin is no soft-match target`,
	Phase: match.Provision, About: match.AboutPair, Rank: 80,
	When:     when(sharesSignIn, not(isLive), not(anchorEqual)),
	Then:     match.Decide(match.OutcomeCreate),
	Evidence: recycleBin.Documented("SM-13, LC-2, WE-13"),
	Doc:      "Soft match looks at live users only. A new sourceAnchor makes a new user, even if the recycle bin holds one with the same names.",
	Fix:      "To get the old user back, restore it first, or give the AD user the old sourceAnchor.",
	Reason:   "{user} has the names of {cloud}, but that is in the recycle bin and has another immutable ID, so a new cloud user is created",
}
