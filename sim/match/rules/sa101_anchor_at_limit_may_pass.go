package rules

import "presync/sim/match"

// SA101: a string sourceAnchor of exactly 60 characters may be taken.
var SA101 = match.Rule{
	ID:    "SA101",
	Title: `a string sourceAnchor of exactly 60 characters may be taken`,
	Phase: match.SourceAnchor, About: match.AboutUser, Rank: 90,
	When: when(anchorIsText, anchorAtLimit, not(anchorForbidden)),
	Then: match.DoubtThat(match.Doubt{Outcome: match.OutcomeCreate,
		Because: "the founding document allows 60 characters; then the user is exported",
		About:   []match.Outcome{match.OutcomeError}}),
	Evidence: founding.Contested("SEED-3, SA-8", "T5 says fewer than 60 characters"),
}
