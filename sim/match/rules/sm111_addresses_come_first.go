package rules

import "presync/sim/match"

// SM111: without cloud addresses a match by name is a guess.
var SM111 = match.Rule{
	ID:    "SM111",
	Title: `without cloud addresses a match by name is a guess`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(upnEqual, hasAddress, cloudAddressesMissing),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeSoftMatch,
		Because: "the cloud export lacks proxyAddresses; another cloud user may hold the primary SMTP address, which is asked first",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: upnMatching.Inferred("SM-2, SM-5", "the cloud export lacks proxyAddresses"),
}
