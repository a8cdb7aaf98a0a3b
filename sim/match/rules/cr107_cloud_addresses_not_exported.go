package rules

import "presync/sim/match"

// CR107: without cloud addresses a creation is a guess.
var CR107 = match.Rule{
	ID:    "CR107",
	Title: `without cloud addresses a creation is a guess`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When: when(hasAddress, cloudAddressesMissing),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeSoftMatch,
		Because: "the cloud export lacks proxyAddresses; a cloud user may have an address of the user",
		About:   []match.Outcome{match.OutcomeCreate, match.OutcomeCreateDuplicate}}),
	Evidence: existing.Inferred("SM-5", "the cloud export lacks proxyAddresses"),
}
