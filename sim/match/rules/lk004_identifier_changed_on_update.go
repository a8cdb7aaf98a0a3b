package rules

import "presync/sim/match"

// LK004: an update may not change onPremisesObjectIdentifier.
var LK004 = match.Rule{
	ID:    "LK004",
	Title: `an update may not change onPremisesObjectIdentifier`,
	Phase: match.Connected, About: match.AboutPair, Rank: 3,
	When:     when(anchorEqual, isLive, isSynced, hasIdentifier, guidKnown, not(identifierEqual), not(allowIdentifier)),
	Then:     match.Fail(identifierMapped),
	From:     julyEnforced,
	Evidence: messages.Inferred("HM-7", "MC1263280 blocks Connect from updating the value once it is mapped; the documents describe it for hard matches"),
	Doc:      "The anchor is kept but the AD object is another one (a migration with a copied ConsistencyGuid): the service refuses to map the cloud user to it.",
	Fix:      "Clear onPremisesObjectIdentifier with PATCH /beta/users/{id} {\"onPremisesObjectIdentifier\": null}, then sync.",
	Reason:   "{user} has objectGUID {guid}, but {cloud} is mapped to onPremisesObjectIdentifier {cloudOOI}",
}
