package rules

import "presync/sim/match"

// HM110: without an anchor in AD a hard match may be a conflict.
var HM110 = match.Rule{
	ID:    "HM110",
	Title: `without an anchor in AD a hard match may be a conflict`,
	Phase: match.HardMatch, About: match.AboutUser, Rank: 90,
	When: when(anchorUnknown),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeError,
		Because: "if the sourceAnchor differs, a live cloud user makes the export fail with AttributeValueMustBeUnique, and one in the recycle bin stays there",
		About:   []match.Outcome{match.OutcomeHardMatch}}),
	Evidence: existing.Inferred("CF-3", "follows from HM010"),
}
