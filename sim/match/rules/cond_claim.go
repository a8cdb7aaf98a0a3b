package rules

import (
	"presync/sim/directory"
	"presync/sim/match"
)

// Conditions about one value that a person will have in the cloud and that
// another object holds.

var (
	claimsUPN = match.Cond{
		Name: "the value is a userPrincipalName", Not: "the value is no userPrincipalName",
		Test: func(q *question) bool { return q.Claim.Property == "UserPrincipalName" },
		Left: claimValue,
	}
	claimsProxy = match.Cond{
		Name: "the value is a proxy address", Not: "the value is no proxy address",
		Test: func(q *question) bool { return q.Claim.Property == "ProxyAddresses" },
		Left: claimValue,
	}
	holderHasOnlyMail = match.Cond{
		Name: "the holder has the address only in mail", Not: "the holder has the address in proxyAddresses",
		Test: func(q *question) bool {
			for _, a := range q.Claim.Holder.ProxyAddresses {
				if a.IsSMTP() {
					return false
				}
			}
			return directory.Fold(q.Claim.Holder.Mail).Equal(q.Claim.Key)
		},
		Left: claimValue,
		Right: func(q *question) value {
			return value{Name: "mail", Text: q.Claim.Holder.Mail, Origin: q.Claim.Holder.Origin}
		},
	}
	takesOver = match.Cond{
		Name: "the person takes over or updates a cloud user", Not: "the person becomes a new cloud user",
		Test: func(q *question) bool { return q.Cloud != nil },
	}
)

func claimValue(q *question) value {
	return value{Name: q.Claim.Property, Text: q.Claim.Value, Origin: q.User.Source.Origin}
}
