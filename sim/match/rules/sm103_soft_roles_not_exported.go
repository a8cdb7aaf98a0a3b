package rules

import "presync/sim/match"

// SM103: without roles in the inputs a soft match may be stopped.
var SM103 = match.Rule{
	ID:    "SM103",
	Title: `without roles in the inputs a soft match may be stopped`,
	Phase: match.SoftMatch, About: match.AboutUser, Rank: 90,
	When: when(not(rolesKnown)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeCreateDuplicate,
		Because: "the inputs do not say who holds a directory role; if this user does, a second user is created (Existing Admin Role Conflict)",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: existing.Documented("SM-9"),
}
