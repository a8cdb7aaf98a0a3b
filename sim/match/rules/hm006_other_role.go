package rules

import "presync/sim/match"

// HM006: a hard match on a holder of any other directory role is refused.
var HM006 = match.Rule{
	ID:    "HM006",
	Title: `a hard match on a holder of any other directory role is refused`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 3,
	When:     when(anchorEqual, canMatchAgain, hasOtherRole),
	Then:     match.Fail(hardMatchPrivileged),
	From:     juneRollout,
	Evidence: messages.Contested("HM-6a", "MC1262584 says any Entra role, the documents say privileged roles"),
	Doc:      "MC1262584 speaks of users with Microsoft Entra roles, the documents of privileged roles. presync takes the worse reading and names the other.",
	Fix:      "Remove the role (and the eligibility), sync, then give the role back.",
	Reason:   "{user} would hard match {cloud}, which holds {roles}; it is not labelled privileged, and the documents disagree whether that matters",
}
