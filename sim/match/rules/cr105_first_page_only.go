package rules

import "presync/sim/match"

// CR105: with only the first page a creation is a guess.
var CR105 = match.Rule{
	ID:    "CR105",
	Title: `with only the first page a creation is a guess`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When: when(not(allPagesRead)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeSoftMatch,
		Because: "the cloud export ends in an @odata.nextLink; the user may be on a page that was not saved",
		About:   []match.Outcome{match.OutcomeCreate, match.OutcomeCreateDuplicate}}),
	Evidence: existing.Inferred("SM-1", "the cloud export ends in an @odata.nextLink"),
}
