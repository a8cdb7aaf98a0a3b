package rules

import "presync/sim/match"

// SM109: a secondary address may be enough for a soft match.
var SM109 = match.Rule{
	ID:    "SM109",
	Title: `a secondary address may be enough for a soft match`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 90,
	When: when(primaryIsHeld, not(primaryEqual), isCloudManaged, not(hasImmutableID)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeSoftMatch,
		Because: "the cloud user holds the address, but not as its primary one; it may be soft matched",
		About:   []match.Outcome{match.OutcomeCreateDuplicate}}),
	Evidence: upnMatching.Inferred("SM-5", "no document says whether a secondary address of the cloud user matches"),
}
