package rules

import (
	"presync/sim/match"
)

// Conditions about what the inputs could tell. They are the conditions of
// doubts only: a missing export never decides.

var (
	featuresKnown = knownCond("the inputs hold the feature flags of the tenant", "the inputs do not hold the feature flags of the tenant",
		func(in *match.Inputs) bool { return in.Known.Features })
	groupsAndContactsKnown = knownCond("the inputs hold the groups and contacts of the tenant", "the inputs do not hold the groups and contacts of the tenant",
		func(in *match.Inputs) bool { return in.Known.Groups && in.Known.Contacts })
	deletedKnown = knownCond("the inputs hold the recycle bin", "the inputs do not hold the recycle bin",
		func(in *match.Inputs) bool { return in.Known.Deleted })
	allPagesRead = knownCond("the cloud export holds all pages", "the cloud export ends in an @odata.nextLink",
		func(in *match.Inputs) bool { return in.Known.LastPage })
	immutableIDsMissing = knownCond("the cloud export lacks onPremisesImmutableId", "the cloud export carries onPremisesImmutableId",
		columnMissing("onPremisesImmutableId"))
	cloudAddressesMissing = knownCond("the cloud export lacks proxyAddresses", "the cloud export carries proxyAddresses",
		columnMissing("proxyAddresses"))
	proxiesExported = exported("proxyAddresses")
	mailExported    = exported("mail")
	hasAddress      = match.Cond{
		Name: "the person brings an e-mail address", Not: "the person brings no e-mail address",
		Test: func(q *question) bool {
			for _, a := range q.User.ProxyAddresses {
				if a.IsSMTP() {
					return true
				}
			}
			return q.User.Mail != ""
		},
		Left: primaryOfUser,
	}
)

func knownCond(name, negative string, test func(*match.Inputs) bool) match.Cond {
	return match.Cond{Name: name, Not: negative, Test: func(q *question) bool { return test(q.Inputs) }, Fixed: true}
}

// columnMissing reports whether no user of the cloud export has the property.
// An empty tenant lacks nothing.
func columnMissing(property string) func(*match.Inputs) bool {
	return func(in *match.Inputs) bool {
		return len(in.Known.UserColumns) > 0 && !in.Known.UserColumns[property]
	}
}
