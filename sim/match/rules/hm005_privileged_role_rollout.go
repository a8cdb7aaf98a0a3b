package rules

import "presync/sim/match"

// HM005: in June 2026 a hard match on a privileged role holder may be refused.
var HM005 = match.Rule{
	ID:    "HM005",
	Title: `in June 2026 a hard match on a privileged role holder may be refused`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 2,
	When:     when(anchorEqual, canMatchAgain, hasPrivilegedRole),
	Then:     match.Fail(hardMatchPrivileged),
	From:     juneRollout,
	Until:    julyEnforced,
	Evidence: messages.Contested("HM-6", "MC1262584 starts in early June 2026, the documents say enforced from 1 July 2026"),
	Doc:      "MC1262584 announces the refusal from early June 2026; the documents say that it is enforced from 1 July 2026.",
	Fix:      "Remove the role (and the eligibility), sync, then give the role back.",
	Reason:   "{user} would hard match {cloud}, which holds {roles}; in June 2026 the refusal is being rolled out",
}
