package rules

import "presync/sim/match"

// HM103: until October 2026 the identifier check may not have reached the tenant.
var HM103 = match.Rule{
	ID:    "HM103",
	Title: `until October 2026 the identifier check may not have reached the tenant`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 90,
	When: when(canMatchAgain, hasIdentifier),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeHardMatch,
		Because: "MC1263280 rolls the check out until late September 2026; a tenant that it has not reached still matches",
		About:   []match.Outcome{match.OutcomeError}, Code: "AttributeUpdateNotAllowed"}),
	Until:    rolloutDone,
	Evidence: messages.Documented("HM-7"),
}
