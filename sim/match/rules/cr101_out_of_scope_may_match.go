package rules

import "presync/sim/match"

// CR101: a user that fell out of scope may be matched after all.
var CR101 = match.Rule{
	ID:    "CR101",
	Title: `a user that fell out of scope may be matched after all`,
	Phase: match.Provision, About: match.AboutPair, Rank: 90,
	When: when(sharesSignIn, wasSynced, not(hasImmutableID)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeSoftMatch,
		Because: "without an immutable ID it may count as cloud-managed and be soft matched",
		About:   []match.Outcome{match.OutcomeCreateDuplicate}}),
	Evidence: syncErrors.Inferred("SM-8", "no document describes this state"),
}
