package rules

import "presync/sim/match"

// HM105: in June 2026 the refusal may not have reached the tenant.
var HM105 = match.Rule{
	ID:    "HM105",
	Title: `in June 2026 the refusal may not have reached the tenant`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 90,
	When: when(anchorEqual, hasPrivilegedRole, not(blockHardMatch)),
	Then: match.DoubtThat(match.Doubt{Outcome: match.OutcomeHardMatch,
		Because: "the documents say that the refusal is enforced from 1 July 2026",
		About:   []match.Outcome{match.OutcomeError}, Code: "InvalidHardMatch"}),
	Until:    julyEnforced,
	Evidence: messages.Contested("HM-6", "MC1262584 and the documents name different dates"),
}
