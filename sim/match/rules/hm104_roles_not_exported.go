package rules

import "presync/sim/match"

// HM104: without roles in the inputs a hard match may be refused.
var HM104 = match.Rule{
	ID:    "HM104",
	Title: `without roles in the inputs a hard match may be refused`,
	Phase: match.HardMatch, About: match.AboutUser, Rank: 90,
	When: when(not(rolesKnown)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeError,
		Because: "the inputs do not say who holds a directory role; if this user does, the export fails with InvalidHardMatch (103)",
		About:   []match.Outcome{match.OutcomeHardMatch}}),
	From:     juneRollout,
	Evidence: syncErrors.Documented("HM-6"),
}
