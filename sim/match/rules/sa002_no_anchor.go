package rules

import "presync/sim/match"

// SA002: a user without a sourceAnchor is never exported, silently.
var SA002 = match.Rule{
	ID:    "SA002",
	Title: `a user without a sourceAnchor is never exported, silently`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 1,
	When:     when(not(hasAnchorValue), not(anchorUnknown)),
	Then:     match.Skip(),
	Evidence: filteredUser.Documented("CF-14"),
	Doc:      "The outbound rule needs a sourceAnchor. Where the chosen attribute is empty the user stays in the metaverse and no error is shown.",
	Fix:      "Fill the sourceAnchor attribute for the user.",
	Reason:   "{user} has no value in the sourceAnchor attribute {anchorOf}, so it is not exported and no error is shown",
}
