package rules

import "presync/sim/match"

// SM032: two cloud users with the primary SMTP address are no match.
var SM032 = match.Rule{
	ID:    "SM032",
	Title: `two cloud users with the primary SMTP address are no match`,
	Phase: match.SoftMatch, About: match.AboutPair, Rank: 13,
	When:     when(primaryEqual, isCloudUser, isLive, isCloudManaged, not(hasImmutableID), primaryOfAnother),
	Then:     match.Fail(softMatchAddress),
	Evidence: upnMatching.Inferred("SM-5, SM-19", "addresses are unique in a tenant, so no document says what two of them do; presync chooses neither"),
	Doc:      "More than one cloud-managed user has the primary SMTP address. A tenant holds an address only once, but an export without proxyAddresses, where mail stands in, can show it twice. presync does not choose one of them in silence.",
	Fix:      "Export proxyAddresses too. If both users really have the address, remove it from one of them, or set the immutable ID of the right one.",
	Reason:   "{cloud} has the primary SMTP address {primary} of {user} ({primaryOf}), and another cloud user has it too; neither is chosen",
}
