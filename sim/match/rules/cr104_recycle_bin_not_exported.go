package rules

import "presync/sim/match"

// CR104: without the recycle bin a creation may be a restore.
var CR104 = match.Rule{
	ID:    "CR104",
	Title: `without the recycle bin a creation may be a restore`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When: when(hasAnchorValue, not(deletedKnown)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeHardMatch,
		Because: "the inputs do not hold the recycle bin; if a user in it has the sourceAnchor, that user is restored",
		About:   []match.Outcome{match.OutcomeCreate, match.OutcomeCreateDuplicate}}),
	Evidence: recycleBin.Documented("HM-3"),
}
