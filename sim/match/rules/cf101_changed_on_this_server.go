package rules

import "presync/sim/match"

// CF101: on the server that synced the user the engine stops first.
var CF101 = match.Rule{
	ID:    "CF101",
	Title: `on the server that synced the user the engine stops first`,
	Phase: match.Identity, About: match.AboutPair, Rank: 90,
	When: when(remembersAnchors, sidEqual, not(anchorEqual), hasImmutableID, isSynced, not(hasIdentifier)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeError,
		Because: "on the server that already synced this AD user the sync engine stops first with SourceAnchorChanged",
		About:   []match.Outcome{match.OutcomeError}, Code: "AttributeValueMustBeUnique"}),
	Evidence: usersDoc.Documented("SA-10, WE-22"),
}
