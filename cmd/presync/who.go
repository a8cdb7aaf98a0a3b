package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/report"
)

func same(a, b string) bool { return directory.Fold(a).Equal(directory.Fold(b)) }

// mayBe reports whether an object has a name in one of its attributes.
func mayBe(o *directory.Object, who string) bool {
	if same(o.DN, who) || match.HasAddress(o, who) {
		return true
	}
	for _, attribute := range []string{"userPrincipalName", "sAMAccountName", "mail"} {
		if same(o.Attrs.First(attribute), who) {
			return true
		}
	}
	g, err := directory.ParseGUID(who)
	return o.GUID().Anchor() == directory.Anchor(who) || err == nil && !g.IsZero() && o.GUID() == g
}

// find gives the decisions about the user that a name stands for.
func find(decisions []match.Decision, who string) []*match.Decision {
	var found []*match.Decision
	for _, i := range match.FindNamed(decisions, who) {
		found = append(found, &decisions[i])
	}
	return found
}

// findOne gives the one decision that a name stands for.
func findOne(decisions []match.Decision, who string) (*match.Decision, error) {
	found := find(decisions, who)
	switch len(found) {
	case 0:
		return nil, notFound(decisions, who)
	case 1:
		return found[0], nil
	}
	const few = 5
	dns := make([]string, 0, few)
	for _, d := range found[:min(few, len(found))] {
		dns = append(dns, fmt.Sprintf("%q (%s)", d.Object.DN, d.Object.Origin))
	}
	if rest := len(found) - few; rest > 0 {
		dns = append(dns, fmt.Sprintf("and %d more", rest))
	}
	return nil, usagef("name one by its DN", "%q names %d users: %s", who, len(found), strings.Join(dns, ", "))
}

// notFound is the error for a name that nobody has, with the names nearby.
func notFound(decisions []match.Decision, who string) error {
	hint := "name the user by userPrincipalName, sAMAccountName, an address, DN, objectGUID or anchor"
	if near := nearNames(decisions, who); len(near) > 0 {
		hint = "near names are " + strings.Join(near, ", ")
	}
	return &failure{code: exitFailed, text: fmt.Sprintf("no user of the on-premises exports is called %q", who), hint: hint}
}

// nearNames gives the few userPrincipalNames and sAMAccountNames that are most
// like a name.
func nearNames(decisions []match.Decision, who string) []string {
	const few = 5
	type near struct {
		name     string
		distance int
	}
	var all []near
	for i := range decisions {
		best := near{distance: 1 + len(who)/3}
		upn, sam := report.UserPrincipalName(&decisions[i]), report.SAMAccountName(&decisions[i])
		for _, alias := range []struct{ like, name string }{{upn, upn}, {directory.UPN(upn).Prefix(), upn}, {sam, sam}} {
			if d := levenshtein.ComputeDistance(strings.ToLower(alias.like), strings.ToLower(who)); alias.like != "" && d < best.distance {
				best = near{alias.name, d}
			}
		}
		if best.name != "" {
			all = append(all, best)
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	names := make([]string, 0, few)
	for _, n := range all[:min(few, len(all))] {
		names = append(names, n.name)
	}
	return names
}
