package rules

import "presync/sim/match"

// SM104: the cross matches are not documented by the vendor.
var SM104 = match.Rule{
	ID:    "SM104",
	Title: `the cross matches are not documented by the vendor`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(not(primaryEqual), not(upnEqual), crossEqual),
	Then: match.DoubtThat(match.Doubt{Outcome: match.OutcomeCreateDuplicate,
		Because: "the vendor documents only primary SMTP and UPN; without the cross match a second user is created and the values in conflict are quarantined",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: founding.Contested("SEED-4, SM-6", "the founding document states it, the vendor does not"),
}
