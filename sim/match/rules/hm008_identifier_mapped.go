package rules

import "presync/sim/match"

// HM008: a hard match may not change onPremisesObjectIdentifier.
var HM008 = match.Rule{
	ID:    "HM008",
	Title: `a hard match may not change onPremisesObjectIdentifier`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 4,
	When:     when(anchorEqual, canMatchAgain, hasIdentifier, guidKnown, not(identifierEqual), not(allowIdentifier)),
	Then:     match.Fail(identifierMapped),
	From:     julyEnforced,
	Evidence: existing.Documented("HM-7"),
	Doc:      "Since July 2026 the service refuses to map a cloud user to another AD object than the one it came from: an AD user made anew with a copied ConsistencyGuid, a forest or domain migration, a merger.",
	Fix:      "Clear it with PATCH /beta/users/{id} {\"onPremisesObjectIdentifier\": null} and sync; the next sync stamps the new value.",
	Reason:   "{user} has objectGUID {guid}, but {cloud} is mapped to onPremisesObjectIdentifier {cloudOOI}",
}
