package rules

import "presync/sim/match"

// LK104: the mapping may be checked for hard matches only.
var LK104 = match.Rule{
	ID:    "LK104",
	Title: `the mapping may be checked for hard matches only`,
	Phase: match.Connected, About: match.AboutPair, Rank: 90,
	When: when(isSynced, hasIdentifier, not(identifierEqual)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeUpdate,
		Because: "the documents describe the check for hard matches; if updates are not checked, this is an ordinary update",
		About:   []match.Outcome{match.OutcomeError}, Code: "AttributeUpdateNotAllowed"}),
	Evidence: existing.Inferred("HM-7", "the document speaks of hard matches, MC1263280 of every update"),
}
