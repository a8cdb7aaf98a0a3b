package rules

import "presync/sim/match"

// VD101: the name may be replaced silently instead.
var VD101 = match.Rule{
	ID:    "VD101",
	Title: `the name may be replaced silently instead`,
	Phase: match.Validation, About: match.AboutUser, Rank: 90,
	When: when(upnForbidden, not(upnInvisible)),
	Then: match.DoubtThat(match.Doubt{Outcome: match.OutcomeCreate,
		Because: "T6 and T24 say that the name is replaced by mailNickname and the initial domain, without an error",
		About:   []match.Outcome{match.OutcomeError}}),
	Evidence: upnPlan.Contested("UP-5, CF-6", "T6 and T24 against T1"),
}
