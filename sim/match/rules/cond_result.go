package rules

import (
	"strings"

	"presync/sim/match"
)

// Conditions about what the service makes of a person's values. The values
// are calculated in package provision; these conditions name the cases.

var (
	nameForSuffix = nameCond("the cloud name is made up because the UPN suffix is not verified",
		"the cloud name is not made up because of its suffix", func(p *match.PlanFacts) bool { return p.Fallback && p.Rule != "UP-5" })
	nameForCharacters = nameCond("the cloud name is made up because of characters that no name may have",
		"the cloud name is not made up because of its characters", func(p *match.PlanFacts) bool { return p.Fallback && p.Rule == "UP-5" })
	nameFrozen = nameCond("the tenant ignores name changes of this managed and licensed user",
		"the tenant takes name changes of this user", func(p *match.PlanFacts) bool { return p.Rule == "UP-6" })
	nameOfNewDomain = nameCond("the suffix of the shadow name has been verified since",
		"the suffix of the shadow name has not been verified since", func(p *match.PlanFacts) bool { return p.Rule == "UP-7" })

	dropsReserved   = dropCond("an address has a suffix that belongs to the service", "no address has a suffix that belongs to the service", "reserved suffix")
	dropsLegacy     = dropCond("an address is of a legacy protocol", "no address is of a legacy protocol", "legacy protocol")
	dropsMalformed  = dropCond("an address is malformed", "no address is malformed", "malformed address")
	dropsUnverified = dropCond("a recipient has an address on a domain that is not verified", "no address is dropped for its domain", "unverified domain")
)

func nameCond(name, negative string, test func(*match.PlanFacts) bool) match.Cond {
	return match.Cond{Name: name, Not: negative, Left: upnOfUser,
		Test:  func(q *question) bool { return test(q.Plan) },
		Right: func(q *question) value { return value{Name: "userPrincipalName", Text: q.Plan.UPN} }}
}

func dropCond(name, negative, why string) match.Cond {
	return match.Cond{Name: name, Not: negative,
		Test: func(q *question) bool { return len(q.Plan.Discarded[why]) > 0 },
		Left: func(q *question) value {
			return value{Name: "proxyAddresses", Text: strings.Join(q.Plan.Discarded[why], ", "), Origin: q.User.At("proxyAddresses", "proxyAddresses")}
		}}
}
