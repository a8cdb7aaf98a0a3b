package rules

import "presync/sim/match"

// CR001: when nothing matches, a user with a sourceAnchor is created.
var CR001 = match.Rule{
	ID:    "CR001",
	Title: `when nothing matches, a user with a sourceAnchor is created`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When:     when(exportable),
	Then:     match.Decide(match.OutcomeCreate),
	Evidence: existing.Documented("SEED-1, SM-1"),
	Doc:      "Neither hard match nor soft match found a cloud user and nothing refuses the export: a new cloud user is created.",
	Fix:      "Nothing, if the person is new.",
	Reason:   "no cloud user has the sourceAnchor {anchor} or the names of {user}; a new cloud user is created",
}
