package main

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/anonymize"
	"presync/sim/directory"
	"presync/sim/match"
)

// verdictOf is what must not change about a decision when names are replaced.
func verdictOf(d *match.Decision) string {
	v := string(d.Outcome)
	if d.Rule != nil {
		v += " by " + d.Rule.ID
	}
	if d.MatchedBy != "" {
		v += " on " + d.MatchedBy
	}
	if d.Error != nil {
		v += " with " + d.Error.Code
	}
	if d.Result != nil {
		for _, q := range d.Result.Quarantined {
			v += ", quarantined " + q.Property
		}
	}
	return v
}

// sameVerdicts reports an error that names the users whose verdict differs.
func sameVerdicts(before, after []match.Decision) error {
	const most = 10
	if len(before) != len(after) {
		return &failure{code: exitFindings, text: fmt.Sprintf("the result has %d users and the exports have %d, so nothing is written", len(after), len(before))}
	}
	var lines []string
	differ := 0
	for i := range before {
		one, two := verdictOf(&before[i]), verdictOf(&after[i])
		if one == two {
			continue
		}
		if differ++; differ <= most {
			lines = append(lines, fmt.Sprintf("%s: %q is %s, and would be %s", before[i].Object.Origin, before[i].Object.DN, one, two))
		}
	}
	if differ == 0 {
		return nil
	}
	text := fmt.Sprintf("the verdict of %d of %d users would change, so nothing is written:\n%s", differ, len(before), strings.Join(lines, "\n"))
	return &failure{code: exitFindings, text: text, hint: "a likeness of two names decides here; try another --salt, or keep the names with --keep"}
}

// alike gives the words of names that decide by their likeness: those of users
// whose verdict differs, and of the cloud users that are nearly the same person.
func alike(before, after []match.Decision) [][2]string {
	var pairs [][2]string
	for i := range before {
		if i >= len(after) || verdictOf(&before[i]) == verdictOf(&after[i]) {
			continue
		}
		d := &before[i]
		for _, n := range d.Candidates {
			for ad, cloud := range map[string]string{"givenName": n.Cloud.Profile[directory.GivenName], "sn": n.Cloud.Profile[directory.Surname]} {
				pairs = append(pairs, anonymize.Pairs(d.Object.Attrs.First(ad), cloud)...)
			}
			pairs = append(pairs, anonymize.Pairs(d.Object.Attrs.First("displayName"), n.Cloud.DisplayName)...)
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(pairs)
}
