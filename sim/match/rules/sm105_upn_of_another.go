package rules

import "presync/sim/match"

// SM105: SMTP wins, but another cloud user has the UPN.
var SM105 = match.Rule{
	ID:    "SM105",
	Title: `SMTP wins, but another cloud user has the UPN`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(primaryEqual, isCloudManaged, upnHeldByAnother),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeError,
		Because: "another cloud user has the userPrincipalName: needs a manual fix, the export may fail with AttributeValueMustBeUnique",
		About:   []match.Outcome{match.OutcomeSoftMatch}}),
	Evidence: upnMatching.Inferred("SM-2, SM-19", "SMTP comes first; what happens to the UPN is not documented"),
}
