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
	claimsSID = match.Cond{
		Name: "the value is the security identifier", Not: "the value is no security identifier",
		Test: func(q *question) bool { return q.Claim.Property == "OnPremiseSecurityIdentifier" },
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
	hasPlaceholder = match.Cond{
		Name: "the cloud user has a placeholder for the name already", Not: "the cloud user has no placeholder for the name yet",
		Test: func(q *question) bool { return q.Plan.Rule == "DAR-4" },
		Left: claimValue,
		Right: func(q *question) value {
			if q.Cloud == nil {
				return value{}
			}
			return value{Name: "userPrincipalName", Text: string(q.Cloud.UserPrincipalName), Origin: q.Cloud.Origin}
		},
	}
)

func claimValue(q *question) value {
	return value{Name: q.Claim.Property, Text: q.Claim.Value, Origin: q.User.Source.Origin}
}
