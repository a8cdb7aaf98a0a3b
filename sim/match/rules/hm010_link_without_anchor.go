package rules

import "presync/sim/match"

// HM010: without an anchor in AD the same names mean the user's own object.
var HM010 = match.Rule{
	ID:    "HM010",
	Title: `without an anchor in AD the same names mean the user's own object`,
	Phase: match.HardMatch, About: match.AboutPair, Rank: 20,
	When:     when(anchorUnknown, canMatchAgain, hasImmutableID, sharesIdentity),
	Then:     match.Link(match.OutcomeHardMatch, "sourceAnchor"),
	Evidence: syncErrors.Inferred("HM-1, HM-2", "objectGUID was not exported; a cloud user with an immutable ID and the same names is taken to be this one"),
	Doc:      "The AD export lacks objectGUID, so the sourceAnchor is not known. A cloud user that has an immutable ID, is not synced now, and has the same security identifier, userPrincipalName or primary SMTP address was most probably synced from this AD user before.",
	Fix:      "Export again with objectGUID (ldifde without -n, -o and -m).",
	Reason:   "{user} has the names of {cloud}, which has an immutable ID, but the AD export lacks objectGUID, so the link cannot be checked",
}
