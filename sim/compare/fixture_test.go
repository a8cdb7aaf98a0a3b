package compare_test

import (
	"encoding/binary"
	"testing"

	"presync/sim/compare"
	"presync/sim/directory"
	"presync/sim/match"
)

// person makes a verdict about a user with a number.
func person(n int, change ...func(*compare.Verdict)) *compare.Verdict {
	v := &compare.Verdict{
		User: compare.User{
			GUID: guid(n), Forest: "ad", DN: "CN=" + letter(n) + ",DC=contoso,DC=com",
			UserPrincipalName: letter(n) + "@contoso.com", SAMAccountName: letter(n), Origin: directory.Origin{Source: "ad.ldif", Line: n + 1},
		},
		Outcome: match.OutcomeUpdate, Rule: "LK005", MatchedBy: "sourceAnchor", Target: "id-" + letter(n), Confidence: match.Documented,
		Result: compare.Result{UserPrincipalName: letter(n) + "@contoso.com"},
	}
	for _, c := range change {
		c(v)
	}
	return v
}

func letter(n int) string { return string(rune('a' + n%26)) }

func guid(n int) directory.GUID {
	var g directory.GUID
	binary.BigEndian.PutUint32(g[:], uint32(n+1))
	return g
}

func outcome(o match.Outcome) func(*compare.Verdict) {
	return func(v *compare.Verdict) { v.Outcome = o }
}

func forest(name string) func(*compare.Verdict) {
	return func(v *compare.Verdict) { v.User.Forest = name }
}

func withoutGUID(v *compare.Verdict) { v.User.GUID = directory.GUID{} }

func run(t *testing.T, base, head []*compare.Verdict) *compare.Comparison {
	t.Helper()
	b := compare.NewBase(compare.Header{})
	for _, v := range base {
		b.Add(v)
	}
	c := compare.Against(b, compare.Header{})
	for _, v := range head {
		c.Add(v)
	}
	c.Finish()
	return c
}

func changes(c *compare.Comparison) []*compare.Change {
	var all []*compare.Change
	for ch := range c.Changes() {
		all = append(all, ch)
	}
	return all
}

// said is what a test wants to know of each change.
func said(c *compare.Comparison) []string {
	var out []string
	for ch := range c.Changes() {
		out = append(out, ch.User.Name()+" "+string(ch.Severity)+" by "+string(ch.PairedBy))
	}
	return out
}
