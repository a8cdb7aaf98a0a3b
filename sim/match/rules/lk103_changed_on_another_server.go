package rules

import "presync/sim/match"

// LK103: a changed anchor meets another error on a new server.
var LK103 = match.Rule{
	ID:    "LK103",
	Title: `a changed anchor meets another error on a new server`,
	Phase: match.Connected, About: match.AboutPair, Rank: 90,
	When: when(not(anchorEqual), identifierEqual),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeError,
		Because: "on a server that has not synced this user before, the export fails with AttributeValueMustBeUnique (OnPremiseSecurityIdentifier)",
		About:   []match.Outcome{match.OutcomeError}, Code: "SourceAnchorChanged"}),
	Evidence: existing.Documented("WE-22, CF-3"),
}
