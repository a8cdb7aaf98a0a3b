package rules

import "presync/sim/match"

// LK003: a changed sourceAnchor stops the user from syncing.
var LK003 = match.Rule{
	ID:    "LK003",
	Title: `a changed sourceAnchor stops the user from syncing`,
	Phase: match.Connected, About: match.AboutPair, Rank: 2,
	When:     when(underConnect, remembersAnchors, not(anchorEqual), isLive, isSynced, hasImmutableID, identifierEqual),
	Then:     match.Fail(sourceAnchorChanged),
	Evidence: usersDoc.Documented("SA-10, SA-4"),
	Doc:      "The outbound rule compares the sourceAnchor with the one in the cloud. When they differ the sync engine reports an error and no change of the user flows until the old value is back. onPremisesObjectIdentifier shows that the cloud user came from this very AD object.",
	Fix:      "Put the old value back into the sourceAnchor attribute: for mS-DS-ConsistencyGuid the bytes of the cloud user's immutable ID.",
	Reason:   "{user} (objectGUID {guid}) is synced to {cloud} with the immutable ID {cloudID2}, and its sourceAnchor is now {anchor} (from {anchorOf})",
}
