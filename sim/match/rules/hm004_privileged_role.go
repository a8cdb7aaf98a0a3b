package rules

import "presync/sim/match"

// HM004: a hard match on a holder of a privileged role is refused.
var HM004 = match.Rule{
	ID:    "HM004",
	Title: `a hard match on a holder of a privileged role is refused`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 2,
	When:     when(anchorEqual, canMatchAgain, hasPrivilegedRole),
	Then:     match.Fail(hardMatchPrivileged),
	From:     julyEnforced,
	Evidence: syncErrors.Documented("HM-6, HM-6a"),
	Doc:      "Since July 2026 the service refuses a hard match on a user who is assigned to, or eligible for, a role that the built-in roles reference labels PRIVILEGED. A user in the recycle bin is restored first, then the role is removed. Users who are already synced are not affected.",
	Fix:      "Remove the role (and the eligibility), sync, then give the role back.",
	Reason:   "{user} would hard match {cloud}, which holds {roles}",
}
