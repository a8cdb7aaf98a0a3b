package scenarios

import (
	"strings"

	"presync/sim/match"
)

// renderTrace writes the steps that speak, or nearly did, as want/trace holds
// them: per user a line "user WHO", then "RULE TARGET VERDICT" for every step
// in which all conditions hold or only one does not, and below it "- NAME" for
// that condition. A step about a claimed value ends in the property and the
// value. It names no lines of the inputs, so that prose can be edited.
func renderTrace(decisions []match.Decision) string {
	var b strings.Builder
	for at := range decisions {
		b.WriteString("user " + quote(shortName(at, decisions)) + "\n")
		for _, s := range decisions[at].Trace {
			if failed(s) > 1 {
				continue
			}
			b.WriteString(stepLine(s) + "\n")
			for _, c := range s.Checks {
				if !c.Held {
					b.WriteString("- " + condName(c) + "\n")
				}
			}
		}
	}
	return normalText(b.String())
}

// stepLine is the line of a step without its conditions.
func stepLine(s match.Step) string {
	words := []string{ruleID(s.Rule), quote(cloudName(s.Cloud)), strings.ReplaceAll(string(s.Verdict), " ", "-")}
	if s.Claim != nil {
		words = append(words, s.Claim.Property, quote(s.Claim.Value))
	}
	return strings.Join(words, " ")
}

// condName is the name of a condition as the rule states it.
func condName(c match.Check) string {
	if c.Cond == nil {
		return none
	}
	return c.Cond.Name
}
