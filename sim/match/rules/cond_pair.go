package rules

import (
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// Conditions about a person and one cloud object: what the two have in common.

var (
	anchorEqual = match.Cond{
		Name: "the sourceAnchor equals the immutable ID, byte for byte", Not: "the sourceAnchor differs from the immutable ID",
		Test: func(q *question) bool { return q.User.Anchor != "" && q.User.Anchor == q.Cloud.ImmutableID },
		Left: anchorOfUser, Right: immutableID,
	}
	sidEqual = match.Cond{
		Name: "both have the same security identifier", Not: "the security identifiers differ",
		Test: func(q *question) bool { return q.User.SID != "" && q.User.SID == q.Cloud.SecurityID },
		Left: func(q *question) value {
			return value{Name: "objectSid", Text: string(q.User.SID), Origin: q.User.Source.At("objectSid")}
		},
		Right: cloudValue("onPremisesSecurityIdentifier", func(c *directory.CloudObject) string { return string(c.SecurityID) }),
	}
	identifierEqual = match.Cond{
		Name: "onPremisesObjectIdentifier is the person's objectGUID", Not: "onPremisesObjectIdentifier is not the person's objectGUID",
		Test: func(q *question) bool {
			return !q.Cloud.ObjectIdentifier.IsZero() && q.User.Has(func(o *directory.Object) bool { return o.GUID() == q.Cloud.ObjectIdentifier })
		},
		Left: func(q *question) value {
			return value{Name: "objectGUID", Text: q.User.GUID.String(), Origin: q.User.Source.At("objectGUID")}
		},
		Right: objectIdentifier,
	}
	guidKnown = match.Cond{
		Name: "the person's objectGUID is known", Not: "the person's objectGUID is not known",
		Test: func(q *question) bool { return !q.User.GUID.IsZero() },
	}
	primaryEqual = match.Cond{
		Name: "the primary SMTP addresses are equal", Not: "the primary SMTP addresses differ",
		Test: func(q *question) bool {
			a, _ := q.User.MatchPrimary()
			b, _ := match.CloudPrimary(q.Cloud)
			return a.Names(b.Local)
		},
		Left: primaryOfUser, Right: primaryOfCloud,
	}
	upnEqual = match.Cond{
		Name: "the userPrincipalNames are equal", Not: "the userPrincipalNames differ",
		Test: func(q *question) bool { return q.User.UPN.SameAs(q.Cloud.UserPrincipalName) },
		Left: upnOfUser, Right: upnOfCloud,
	}
	upnIsCloudPrimary = match.Cond{
		Name: "the userPrincipalName equals the cloud user's primary SMTP address",
		Not:  "the userPrincipalName differs from the cloud user's primary SMTP address",
		Test: func(q *question) bool {
			b, _ := match.CloudPrimary(q.Cloud)
			return b.Names(string(q.User.UPN))
		},
		Left: upnOfUser, Right: primaryOfCloud,
	}
	primaryIsCloudUPN = match.Cond{
		Name: "the primary SMTP address equals the cloud user's userPrincipalName",
		Not:  "the primary SMTP address differs from the cloud user's userPrincipalName",
		Test: func(q *question) bool {
			a, _ := q.User.MatchPrimary()
			return a.Names(string(q.Cloud.UserPrincipalName))
		},
		Left: primaryOfUser, Right: upnOfCloud,
	}
	sharesAddress = match.Cond{
		Name: "both hold the same e-mail address", Not: "they share no e-mail address",
		Test: func(q *question) bool { return match.SharedAddress(q.User, q.Cloud).Local != "" },
		Left: func(q *question) value {
			var all []string
			for _, a := range q.User.ProxyAddresses {
				all = append(all, a.String())
			}
			return value{Name: "proxyAddresses", Text: strings.Join(all, ", "), Origin: q.User.At("proxyAddresses", "proxyAddresses")}
		},
		Right: cloudValue("proxyAddresses", addresses),
	}
	primaryIsHeld = match.Cond{
		Name: "the cloud object holds the primary SMTP address", Not: "the cloud object does not hold the primary SMTP address",
		Test: func(q *question) bool {
			a, _ := q.User.MatchPrimary()
			return a.Local != "" && match.HoldsAddress(q.Cloud, a)
		},
		Left: primaryOfUser, Right: cloudValue("proxyAddresses", addresses),
	}
	upnIsShared = match.Cond{
		Name: "the userPrincipalName is that address too", Not: "the userPrincipalName is another address",
		Test: func(q *question) bool {
			return match.SharedAddress(q.User, q.Cloud).Names(string(q.User.UPN))
		},
		Left: upnOfUser, Right: cloudValue("proxyAddresses", addresses),
	}
	upnHeldByAnother = match.Cond{
		Name: "another cloud user has the userPrincipalName", Not: "no other cloud user has the userPrincipalName",
		Test: func(q *question) bool {
			for _, o := range q.World.Holders(q.User.UPN.Key()) {
				if o.ID != q.Cloud.ID && !o.Deleted && o.UserPrincipalName.SameAs(q.User.UPN) {
					return true
				}
			}
			return false
		},
		Left: upnOfUser,
	}
	primaryOfAnother = match.Cond{
		Name: "another cloud-managed user has the same primary SMTP address", Not: "no other cloud-managed user has the same primary SMTP address",
		Test: func(q *question) bool {
			a, _ := q.User.MatchPrimary()
			for _, o := range q.World.Holders(a.Key()) {
				b, _ := match.CloudPrimary(o)
				if o.ID != q.Cloud.ID && !o.Deleted && o.Type == directory.TypeUser &&
					(o.SyncEnabled == directory.Null || o.SyncEnabled == directory.Unknown) && b.Names(a.Local) {
					return true
				}
			}
			return false
		},
		Left: primaryOfUser,
	}
	sharesSignIn = match.Cond{
		Name: "the userPrincipalName or the primary SMTP address is equal", Not: "neither the userPrincipalName nor the primary SMTP address is equal",
		Test: func(q *question) bool { return upnEqual.Test(q) || primaryEqual.Test(q) },
		Left: upnOfUser, Right: upnOfCloud,
	}
	sharesIdentity = match.Cond{
		Name: "the security identifier, the userPrincipalName or the primary SMTP address is equal",
		Not:  "neither security identifier, userPrincipalName nor primary SMTP address is equal",
		Test: func(q *question) bool { return sidEqual.Test(q) || sharesSignIn.Test(q) },
		Left: upnOfUser, Right: upnOfCloud,
	}
	crossEqual = match.Cond{
		Name: "the userPrincipalName of one is the primary SMTP address of the other",
		Not:  "no userPrincipalName is the primary SMTP address of the other",
		Test: func(q *question) bool { return upnIsCloudPrimary.Test(q) || primaryIsCloudUPN.Test(q) },
		Left: upnOfUser, Right: upnOfCloud,
	}
	isJoinedContact = match.Cond{
		Name: "the cloud object is the synced contact of an AD contact that joins the person",
		Not:  "the cloud object is no contact that joins the person",
		Test: func(q *question) bool {
			return q.Cloud.Type == directory.TypeContact && q.Cloud.SyncEnabled == directory.True && len(q.User.Contacts) > 0
		},
		Left: func(q *question) value {
			v := value{Name: "contact", Origin: q.User.Source.Origin}
			if len(q.User.Contacts) > 0 {
				v.Text, v.Origin = q.User.Contacts[0].DN, q.User.Contacts[0].Origin
			}
			return v
		},
		Right: mailOfCloud,
	}
	isTakenOver = match.Cond{
		Name: "a user of this run takes the cloud user over", Not: NotTakenOver,
		Test: func(q *question) bool { return q.World.ExportedAs(q.Cloud) != nil },
		Left: upnOfUser, Right: upnOfCloud,
	}
	exportedInThisRun = match.Cond{
		Name: "another user was exported onto the cloud object in this run", Not: "no other user was exported onto the cloud object in this run",
		Test: func(q *question) bool {
			u := q.World.ExportedAs(q.Cloud)
			return u != nil && u.Source != q.User.Source
		},
		Left: anchorOfUser, Right: immutableID,
	}
	nearCertain = match.Cond{
		Name: "the evidence that both are one person is near-certain", Not: "the evidence that both are one person is weaker than near-certain",
		Test:  func(q *question) bool { return q.Near != nil && q.Near.Score >= NearCertainScore },
		Left:  upnOfUser,
		Right: upnOfCloud,
	}
)

// NotTakenOver is the condition that nobody is exported onto the cloud object.
const NotTakenOver = "no user of this run takes the cloud user over"

// NearCertainScore is the score from which a near miss counts as the same
// person; see package nearmiss for how it is made up.
const NearCertainScore = 0.9

func immutableID(q *question) value {
	return value{Name: "onPremisesImmutableId", Text: string(q.Cloud.ImmutableID), Origin: q.Cloud.Origin}
}

func objectIdentifier(q *question) value {
	v := value{Name: "onPremisesObjectIdentifier", Origin: q.Cloud.Origin}
	if !q.Cloud.ObjectIdentifier.IsZero() {
		v.Text = q.Cloud.ObjectIdentifier.String()
	}
	return v
}

func upnOfCloud(q *question) value {
	return value{Name: "userPrincipalName", Text: string(q.Cloud.UserPrincipalName), Origin: q.Cloud.Origin}
}

func mailOfCloud(q *question) value {
	return value{Name: "mail", Text: q.Cloud.Mail, Origin: q.Cloud.Origin}
}

func primaryOfUser(q *question) value {
	a, from := q.User.MatchPrimary()
	if from == "" {
		return value{Name: "proxyAddresses", Origin: q.User.Source.Origin}
	}
	return value{Name: from, Text: a.String(), Origin: q.User.At(from, from)}
}

func primaryOfCloud(q *question) value {
	a, ok := match.CloudPrimary(q.Cloud)
	v := value{Name: "proxyAddresses", Origin: q.Cloud.Origin}
	if ok {
		v.Text = a.String()
	}
	return v
}

func addresses(c *directory.CloudObject) string {
	var all []string
	for _, a := range c.ProxyAddresses {
		all = append(all, a.String())
	}
	if len(all) == 0 && c.Mail != "" {
		return "mail " + c.Mail
	}
	return strings.Join(all, ", ")
}
