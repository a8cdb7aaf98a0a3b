package rules

import "presync/sim/match"

// DAR102: whether mail alone holds an address is not documented.
var DAR102 = match.Rule{
	ID:    "DAR102",
	Title: `whether mail alone holds an address is not documented`,
	Phase: match.Exporting, About: match.AboutClaim, Rank: 90,
	When: when(claimsProxy, holderHasOnlyMail),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeSoftMatch,
		Because: "the cloud user has the address only in mail; it may be soft matched",
		About:   []match.Outcome{match.OutcomeCreateDuplicate}}),
	Evidence: upnMatching.Inferred("SM-5, CF-18", "no document says whether mail without proxyAddresses matches or conflicts"),
}
