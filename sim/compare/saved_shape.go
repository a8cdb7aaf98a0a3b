package compare

import (
	"cmp"

	"presync/sim/directory"
	"presync/sim/match"
)

// The shapes of a saved report, as far as they are compared.

type savedRun struct {
	AsOf       string
	Rules      string
	FullImport bool
	Inputs     []directory.Input
	Tenant     map[string]any
}

type savedSummary struct{ Users *int }

type savedCloud struct{ Deletions []savedTarget }

type savedLine struct {
	savedDecision
	Summary *savedSummary
	Cloud   savedCloud
}

type savedTarget struct {
	ID                string
	UserPrincipalName string
	DisplayName       string
}

func (t *savedTarget) name() string { return cmp.Or(t.UserPrincipalName, t.DisplayName, t.ID) }

type savedDecision struct {
	User struct {
		DN, Forest, UserPrincipalName, SAMAccountName, ObjectGUID string
		Origin                                                    directory.Origin
	}
	Outcome      match.Outcome
	Rule         string
	MatchedBy    string
	Target       *savedTarget
	Error        *savedError
	Reason       string
	Result       *savedResult
	Confidence   match.Confidence
	Alternatives []struct{ Outcome, Rule string }

	OrderDependent bool
}

type savedError struct {
	Code          string
	Attribute     string
	ConflictsWith struct{ ID, DN string }
}

type savedResult struct {
	UserPrincipalName     string
	MailNickname          string
	Mail                  string
	ProxyAddresses        []string
	OnPremisesImmutableID string
	Quarantined           []struct{ Property, Value string }
	Overwrites            []struct{ Property, Before, After string }
}

// verdict takes what is compared, in the form of [Of].
func (d *savedDecision) verdict() Verdict {
	v := Verdict{
		User: User{
			Forest: d.User.Forest, DN: d.User.DN, UserPrincipalName: d.User.UserPrincipalName,
			SAMAccountName: d.User.SAMAccountName, Origin: d.User.Origin,
		},
		Outcome: d.Outcome, Rule: d.Rule, MatchedBy: d.MatchedBy, Reason: d.Reason,
		Confidence: d.Confidence, OrderDependent: d.OrderDependent,
		Alternatives: lines(d.Alternatives, func(a *struct{ Outcome, Rule string }) string { return alternative(a.Outcome, a.Rule) }),
	}
	if d.Target != nil {
		v.Target, v.TargetName = d.Target.ID, d.Target.name()
	}
	if e := d.Error; e != nil {
		v.Error = Error{Code: e.Code, Attribute: e.Attribute, Conflict: cmp.Or(e.ConflictsWith.ID, e.ConflictsWith.DN)}
	}
	if r := d.Result; r != nil {
		v.Result = Result{
			UserPrincipalName: r.UserPrincipalName, MailNickname: r.MailNickname, Mail: r.Mail,
			ProxyAddresses: lines(r.ProxyAddresses, itself), ImmutableID: r.OnPremisesImmutableID,
			Quarantined: lines(r.Quarantined, func(q *struct{ Property, Value string }) string { return q.Property + " " + q.Value }),
			Overwrites: lines(r.Overwrites, func(o *struct{ Property, Before, After string }) string {
				return overwrite(o.Property, o.Before, o.After)
			}),
		}
	}
	return v
}
