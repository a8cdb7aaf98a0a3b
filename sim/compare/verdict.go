package compare

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// User says who a verdict is about.
type User struct {
	// GUID is zero when the export has none.
	GUID              directory.GUID
	Forest            string
	DN                string
	UserPrincipalName string
	SAMAccountName    string
	// Origin is where the on-premises object was read.
	Origin directory.Origin
}

// Name is what a person calls the user: the first of userPrincipalName,
// sAMAccountName and DN that there is.
func (u *User) Name() string { return cmp.Or(u.UserPrincipalName, u.SAMAccountName, u.DN) }

// Verdict is what is compared of one decision, and what a reader has to know
// of it. Lists are texts with one value a line.
type Verdict struct {
	User User

	Outcome   match.Outcome
	Rule      string // ID of the rule that decided
	MatchedBy string
	Target    string // id of the cloud object that is taken over or updated
	Error     Error
	Result    Result

	Confidence     match.Confidence
	OrderDependent bool
	// Alternatives are the outcomes that cannot be excluded, each with the
	// rule that names it: "error by HM103".
	Alternatives string

	// TargetName and Reason are for reading and are not compared.
	TargetName string
	Reason     string
}

// Error is the error of a verdict; the zero Error is none.
type Error struct {
	Code      string
	Attribute string
	// Conflict is the id or the DN of the object that is in the way.
	Conflict string
}

// Result is what the cloud object looks like afterwards; it is zero where
// nothing is exported.
type Result struct {
	UserPrincipalName string
	MailNickname      string
	Mail              string
	ProxyAddresses    string
	ImmutableID       string
	Quarantined       string
	Overwrites        string
}

// Of takes a verdict from a decision.
func Of(d *match.Decision) Verdict {
	v := Verdict{
		User: userOf(d), Outcome: d.Outcome, MatchedBy: d.MatchedBy, Confidence: d.Confidence,
		OrderDependent: d.OrderDependent, Reason: d.Reason,
		Alternatives: lines(d.Alternatives, func(a *match.Alternative) string { return alternative(string(a.Outcome), a.Rule) }),
	}
	if d.Rule != nil {
		v.Rule = d.Rule.ID
	}
	if t := d.Target; t != nil {
		v.Target, v.TargetName = t.ID, cmp.Or(string(t.UserPrincipalName), t.DisplayName, t.ID)
	}
	if e := d.Error; e != nil {
		v.Error = Error{Code: e.Code, Attribute: e.Attribute}
		if h := e.ConflictsWith; h != nil {
			v.Error.Conflict = cmp.Or(h.ID, h.DN)
		}
	}
	if r := d.Result; r != nil && d.Outcome != match.OutcomeError && d.Outcome != match.OutcomeNotSynced {
		v.Result = Result{
			UserPrincipalName: r.UserPrincipalName, MailNickname: r.MailNickname, Mail: r.Mail,
			ProxyAddresses: lines(r.ProxyAddresses, func(a *directory.Address) string { return a.String() }), ImmutableID: string(r.ImmutableID),
			Quarantined: lines(r.Quarantined, func(q *match.Quarantined) string { return q.Property + " " + q.Value }),
			Overwrites:  lines(r.Overwrites, func(o *match.Overwrite) string { return overwrite(o.Property, o.Before, o.After) }),
		}
	}
	return v
}

func userOf(d *match.Decision) User {
	u := User{GUID: d.Object.GUID(), Forest: d.Object.Forest, DN: d.Object.DN, Origin: d.Object.Origin}
	if d.User != nil {
		u.GUID, u.UserPrincipalName, u.SAMAccountName = d.User.GUID, string(d.User.UPN), d.User.SAMAccountName
		return u
	}
	u.UserPrincipalName, u.SAMAccountName = d.Object.Attrs.First("userPrincipalName"), d.Object.Attrs.First("sAMAccountName")
	return u
}

func alternative(outcome, rule string) string {
	if rule == "" {
		return outcome
	}
	return outcome + " by " + rule
}

func overwrite(property, before, after string) string {
	return property + ": " + before + " -> " + after
}

// lines puts one text a line, in the order of the texts: none of the lists has
// an order that means something, and two exports of one directory have their
// values in different orders.
func lines[T any](list []T, text func(*T) string) string {
	if len(list) == 0 {
		return ""
	}
	parts := make([]string, 0, len(list))
	for i := range list {
		parts = append(parts, text(&list[i]))
	}
	slices.Sort(parts)
	return strings.Join(parts, "\n")
}

func itself(s *string) string { return *s }

// minus gives the lines of a that b lacks.
func minus(a, b string) []string {
	if a == "" {
		return nil
	}
	have := strings.Split(b, "\n")
	return slices.DeleteFunc(strings.Split(a, "\n"), func(line string) bool { return slices.Contains(have, line) })
}

// Fact is one thing in which two verdicts about a user differ. A value that is
// not there is "".
type Fact struct {
	Name string `json:"name"`
	Base string `json:"base"`
	Head string `json:"head"`
}

// facts are the compared values. Names are those of the json format of predict.
func (v *Verdict) facts() [14]Fact {
	return [14]Fact{
		{Name: "outcome", Base: string(v.Outcome)}, {Name: "rule", Base: v.Rule}, {Name: "matchedBy", Base: v.MatchedBy},
		{Name: "target", Base: v.Target}, {Name: "error.code", Base: v.Error.Code},
		{Name: "error.attribute", Base: v.Error.Attribute}, {Name: "error.conflictsWith", Base: v.Error.Conflict},
		{Name: "result.userPrincipalName", Base: v.Result.UserPrincipalName},
		{Name: "result.mailNickname", Base: v.Result.MailNickname}, {Name: "result.mail", Base: v.Result.Mail},
		{Name: "result.proxyAddresses", Base: v.Result.ProxyAddresses},
		{Name: "result.onPremisesImmutableId", Base: v.Result.ImmutableID},
		{Name: "result.quarantined", Base: v.Result.Quarantined}, {Name: "result.overwrites", Base: v.Result.Overwrites},
	}
}

// Facts gives what differs between two verdicts.
func Facts(base, head *Verdict) []Fact {
	var out []Fact
	of := head.facts()
	for i, f := range base.facts() {
		if f.Head = of[i].Base; f.Base != f.Head {
			out = append(out, f)
		}
	}
	return out
}

// Certainty gives what differs in how well two verdicts are known.
func Certainty(base, head *Verdict) []Fact {
	var out []Fact
	for _, f := range []Fact{
		{"confidence", string(base.Confidence), string(head.Confidence)},
		{"orderDependent", strconv.FormatBool(base.OrderDependent), strconv.FormatBool(head.OrderDependent)},
		{"alternatives", base.Alternatives, head.Alternatives},
	} {
		if f.Base != f.Head {
			out = append(out, f)
		}
	}
	return out
}
