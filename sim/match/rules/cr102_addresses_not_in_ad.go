package rules

import "presync/sim/match"

// CR102: without addresses in the AD export a creation may be a match.
var CR102 = match.Rule{
	ID:    "CR102",
	Title: `without addresses in the AD export a creation may be a match`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When: when(not(proxiesExported), not(mailExported)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeSoftMatch,
		Because: "the AD export holds neither proxyAddresses nor mail; by one of them the user may soft match",
		About:   []match.Outcome{match.OutcomeCreate, match.OutcomeCreateDuplicate}}),
	Evidence: existing.Documented("SM-3, SM-4"),
}
