package rules

import "presync/sim/match"

// CR103: without groups and contacts a creation may fail.
var CR103 = match.Rule{
	ID:    "CR103",
	Title: `without groups and contacts a creation may fail`,
	Phase: match.Provision, About: match.AboutUser, Rank: 90,
	When: when(hasAddress, not(groupsAndContactsKnown)),
	Then: match.DoubtThat(match.Doubt{Confidence: match.Documented, Outcome: match.OutcomeError,
		Because: "the inputs do not hold the groups and contacts of the tenant; if one of them has an address of the user, the export fails with ObjectTypeMismatch",
		About:   []match.Outcome{match.OutcomeCreate, match.OutcomeCreateDuplicate}}),
	Evidence: syncErrors.Documented("CF-5"),
}
