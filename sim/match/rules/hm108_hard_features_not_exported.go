package rules

import "presync/sim/match"

// HM108: without the feature flags a hard match may be blocked.
var HM108 = match.Rule{
	ID:    "HM108",
	Title: `without the feature flags a hard match may be blocked`,
	Phase: match.HardMatch, About: match.AboutUser, Rank: 90,
	When: when(not(featuresKnown)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeError,
		Because: "the inputs do not hold the feature flags; if blockCloudObjectTakeoverThroughHardMatchEnabled is on, the export fails with InvalidHardMatch",
		About:   []match.Outcome{match.OutcomeHardMatch}}),
	Evidence: dirSyncFlags.Documented("HM-5"),
}
