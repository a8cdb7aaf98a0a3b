package rules

import "presync/sim/match"

// DAR101: an existing user may keep its name instead.
var DAR101 = match.Rule{
	ID:    "DAR101",
	Title: `an existing user may keep its name instead`,
	Phase: match.Exporting, About: match.AboutClaim, Rank: 90,
	When: when(claimsUPN, not(hasPlaceholder)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeError,
		Because: "the placeholder is described for new objects; an existing user may keep its name, or the export fails with AttributeValueMustBeUnique",
		About:   []match.Outcome{match.OutcomeUpdate, match.OutcomeSoftMatch, match.OutcomeHardMatch}}),
	Evidence: resiliency.Inferred("SM-19, PIPE-3", "the placeholder is described for new objects"),
}
