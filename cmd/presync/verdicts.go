package main

import (
	"fmt"
	"strings"

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
