package rules

import "presync/sim/match"

// LK101: without anchors a synced namesake may be another user.
var LK101 = match.Rule{
	ID:    "LK101",
	Title: `without anchors a synced namesake may be another user`,
	Phase: match.Connected, About: match.AboutPair, Rank: 90,
	When: when(anchorNotComparable, isSynced),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeError,
		Because: "if the sourceAnchor differs, the export fails with AttributeValueMustBeUnique",
		About:   []match.Outcome{match.OutcomeUpdate}}),
	Evidence: existing.Inferred("PIPE-3", "follows from LK006"),
}
