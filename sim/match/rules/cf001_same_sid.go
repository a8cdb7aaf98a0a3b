package rules

import "presync/sim/match"

// CF001: a security identifier that a synced user has is refused.
var CF001 = match.Rule{
	ID:    "CF001",
	Title: `a security identifier that a synced user has is refused`,
	Phase: match.Identity, About: match.AboutPair, Rank: 0,
	When:     when(sidEqual, not(anchorEqual), isLive, hasImmutableID),
	Then:     match.Fail(sameSID),
	Evidence: existing.Documented("CF-3, CF-4"),
	Doc:      "onPremisesSecurityIdentifier is unique and never quarantined. The same SID with another anchor means that the anchor of this AD user was changed, or that a restored RID pool gave the SID out twice.",
	Fix:      "If both are one person, copy the cloud user's immutable ID into mS-DS-ConsistencyGuid. If not, give the new AD user a new SID: create the account again.",
	Reason:   "{cloud} has the SID {sid} of {user} and another immutable ID ({cloudID2} instead of {anchor})",
}
