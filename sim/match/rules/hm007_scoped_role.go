package rules

import "presync/sim/match"

// HM007: a privileged role in an administrative unit counts as well.
var HM007 = match.Rule{
	ID:    "HM007",
	Title: `a privileged role in an administrative unit counts as well`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 3,
	When:     when(anchorEqual, canMatchAgain, hasScopedPrivilegedRole),
	Then:     match.Fail(hardMatchPrivileged),
	From:     julyEnforced,
	Evidence: syncErrors.Inferred("HM-6a", "the document does not speak of scopes; a role in an administrative unit is the same role"),
	Doc:      "The document does not say whether a role that is limited to an administrative unit counts. presync takes it that it does.",
	Fix:      "Remove the role (and the eligibility), sync, then give the role back.",
	Reason:   "{user} would hard match {cloud}, which holds {roles}",
}
