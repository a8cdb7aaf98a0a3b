package rules

import "presync/sim/match"

// HM106: a role that is not labelled privileged may not matter.
var HM106 = match.Rule{
	ID:    "HM106",
	Title: `a role that is not labelled privileged may not matter`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 90,
	When: when(anchorEqual, hasOtherRole, not(hasPrivilegedRole), not(blockHardMatch)),
	Then: match.DoubtThat(match.Doubt{Outcome: match.OutcomeHardMatch,
		Because: "the documents refuse only roles labelled PRIVILEGED; then the hard match goes through",
		About:   []match.Outcome{match.OutcomeError}, Code: "InvalidHardMatch"}),
	Evidence: syncErrors.Contested("HM-6a", "the documents refuse only privileged roles"),
}
