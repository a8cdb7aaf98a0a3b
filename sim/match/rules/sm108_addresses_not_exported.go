package rules

import "presync/sim/match"

// SM108: without proxyAddresses a match on mail is a guess.
var SM108 = match.Rule{
	ID:    "SM108",
	Title: `without proxyAddresses a match on mail is a guess`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(primaryEqual, isCloudManaged, lacksProxies),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeCreateDuplicate,
		Because: "the cloud export lacks proxyAddresses; mail was taken for the primary SMTP address",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: upnMatching.Inferred("SM-5", "the export lacks proxyAddresses; mail stands in for the primary address"),
}
