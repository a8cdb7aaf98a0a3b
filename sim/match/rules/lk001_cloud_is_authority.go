package rules

import "presync/sim/match"

// LK001: AD changes stop where the source of authority is the cloud.
var LK001 = match.Rule{
	ID:    "LK001",
	Title: `AD changes stop where the source of authority is the cloud`,
	Phase: match.Connected, About: match.AboutPair, Rank: 0,
	When:     when(anchorEqual, isLive, isCloudMastered),
	Then:     match.Skip(),
	Evidence: authority.Documented("HM-10, LC-8"),
	Doc:      "isCloudManaged moved the source of authority to the cloud. Connect shows blockOnPremisesSync and writes event 6956; AD changes do not flow.",
	Fix:      "Nothing, if that is intended. Otherwise set isCloudManaged to false; the next sync takes the user over by hard match.",
	Reason:   "{user} belongs to {cloud}, whose source of authority is the cloud (isCloudManaged): AD changes do not flow, event 6956",
}
