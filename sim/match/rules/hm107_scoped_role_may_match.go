package rules

import "presync/sim/match"

// HM107: a role in an administrative unit may not matter.
var HM107 = match.Rule{
	ID:    "HM107",
	Title: `a role in an administrative unit may not matter`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 90,
	When: when(anchorEqual, hasScopedPrivilegedRole, not(hasPrivilegedRole), not(blockHardMatch)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeHardMatch,
		Because: "if a role in an administrative unit does not count, the hard match goes through",
		About:   []match.Outcome{match.OutcomeError}, Code: "InvalidHardMatch"}),
	Evidence: syncErrors.Inferred("HM-6a", "the document does not speak of scopes"),
}
