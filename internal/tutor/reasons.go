package tutor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
)

// reason says why an outcome did not come about: one sentence, and the
// conditions that failed.
type reason struct {
	text   string
	failed []string
}

// whyNot says why a decision has another outcome than the one that was
// guessed. It looks for the rule that comes nearest to it in the trace. The rule
// that decides is named only when tell is set: before the last try it would tell
// the verdict.
func whyNot(d *match.Decision, guess match.Outcome, day time.Time, tell bool) reason {
	s := nearest(d, guess)
	if s == nil {
		return reason{text: neverAsked(d, guess, tell)}
	}
	rule := s.Rule.ID + " (" + s.Rule.Title + ")"
	switch missed := failures(s); {
	case len(missed) == 0 && s.Verdict == match.NotInForce:
		return reason{text: fmt.Sprintf("%s would give it, but that rule is in force %s, and this sync is of %s.", rule, interval(s.Rule), dayText(day))}
	case len(missed) == 0 && claims(s.Rule) && d.Outcome != match.OutcomeCreate:
		return reason{text: fmt.Sprintf("A value is kept aside here, by %s. But no second user comes of that.", rule)}
	case len(missed) == 0:
		return reason{text: fmt.Sprintf("%s would give it, and all its conditions hold. But %s.", rule, before(s.Rule, d.Rule, tell))}
	default:
		return reason{text: rule + " would give it" + notWhat(d, s) + ", but:", failed: missed}
	}
}

// notWhat names the object that the rule was asked about where it was asked
// about several.
func notWhat(d *match.Decision, s *match.Step) string {
	if s.Cloud == nil || !slices.ContainsFunc(d.Trace, func(t match.Step) bool { return t.Cloud != nil && t.Cloud.ID != s.Cloud.ID }) {
		return ""
	}
	return " with " + match.CloudName(s.Cloud)
}

// before says why the deciding rule spoke and the other one did not.
func before(other, decided *match.Rule, tell bool) string {
	name := "another rule"
	if tell {
		name = fmt.Sprintf("%s (%s)", decided.ID, decided.Title)
	}
	switch {
	case claims(decided):
		return name + " changes what is exported"
	case other.Phase != decided.Phase:
		return fmt.Sprintf("the step %q comes before %q, and %s decides there", decided.Phase.String(), other.Phase.String(), name)
	}
	return fmt.Sprintf("in the step %q %s is asked first", decided.Phase.String(), name)
}

// neverAsked is said of an outcome that no rule of the trace gives.
func neverAsked(d *match.Decision, guess match.Outcome, tell bool) string {
	if d.Rule != nil && d.Rule.Phase == match.Scope {
		if !tell {
			return "It never comes to that: before anything is compared, something else is asked about the account."
		}
		return fmt.Sprintf("It never comes to that: the account is left out before anything is compared (%s, %s).", d.Rule.ID, d.Rule.Title)
	}
	if guess == match.OutcomeCreateDuplicate {
		return "Nothing that the user brings is held by anybody else, so nothing is kept aside and nobody is doubled."
	}
	return fmt.Sprintf("No rule was asked that would give %s: no object of the cloud has the anchor, the name, an address or the security identifier of this user.", guess)
}

// nearest is the step that comes nearest to giving an outcome: the fewest
// conditions failed, about the object of the decision, in the nearest phase.
func nearest(d *match.Decision, guess match.Outcome) *match.Step {
	var best *match.Step
	for i := range d.Trace {
		s := &d.Trace[i]
		if !gives(s.Rule, guess) {
			continue
		}
		if best == nil || compareSteps(d, s, best) < 0 {
			best = s
		}
	}
	if best != nil && best.Rule.Phase == match.NearMisses && len(failures(best)) > 0 {
		return nil
	}
	return best
}

// gives reports whether a rule leads to an outcome.
func gives(r *match.Rule, o match.Outcome) bool {
	return r.Then.Outcome == o && (r.Then.Kind == match.Decides || claims(r))
}

// claims reports whether a rule keeps a value aside.
func claims(r *match.Rule) bool {
	return r.Then.Kind == match.Quarantine || r.Then.Kind == match.Replace
}

func compareSteps(d *match.Decision, a, b *match.Step) int {
	return cmp.Or(
		cmp.Compare(len(failures(a)), len(failures(b))),
		cmp.Compare(stranger(d, a), stranger(d, b)),
		cmp.Compare(elsewhereSet(a), elsewhereSet(b)),
		cmp.Compare(farOff(a), farOff(b)),
		cmp.Compare(unset(a), unset(b)),
		cmp.Compare(distance(d, a), distance(d, b)),
		cmp.Compare(a.Rule.Rank, b.Rule.Rank),
		strings.Compare(a.Rule.ID, b.Rule.ID),
	)
}

// stranger is 0 when a step is about the object of the decision, or about the
// user alone.
func stranger(d *match.Decision, s *match.Step) int {
	for _, c := range []string{cloudID(d.Target), cloudID(d.Other)} {
		if c != "" && s.Cloud != nil && s.Cloud.ID != c {
			return 1
		}
	}
	return 0
}

// elsewhereSet is 1 when a way of joining was not chosen: that is a decision of
// long ago, and no reason about this user.
func elsewhereSet(s *match.Step) int {
	for i := range s.Checks {
		if c := &s.Checks[i]; !c.Held && c.Left.Name == "userMatching" || !c.Held && c.Right.Name == "userMatching" {
			return 1
		}
	}
	return 0
}

// farOff is 1 when not one condition of a step holds.
func farOff(s *match.Step) int {
	if len(failures(s)) == len(s.Checks) {
		return 1
	}
	return 0
}

// unset is 1 when what failed compares nothing that is there: an attribute
// that nobody has teaches less than one with the wrong value.
func unset(s *match.Step) int {
	for i := range s.Checks {
		c := &s.Checks[i]
		if !c.Held && c.Left.Text == "" && c.Right.Text == "" {
			return 1
		}
	}
	return 0
}

func distance(d *match.Decision, s *match.Step) int {
	if d.Rule == nil {
		return 0
	}
	by := int(s.Rule.Phase) - int(d.Rule.Phase)
	return max(by, -by)
}

// failures are the conditions of a step that do not hold, with their values.
func failures(s *match.Step) []string {
	var out []string
	for i := range s.Checks {
		if c := &s.Checks[i]; !c.Held {
			out = append(out, checkText(c))
		}
	}
	return out
}

// checkText names a condition as it turned out, with the compared values.
func checkText(c *match.Check) string {
	text := c.Cond.Name
	if !c.Held {
		text = c.Cond.Not
	}
	if values := compared(c.Left, c.Right); values != "" {
		text += " (" + values + ")"
	}
	return text
}

// compared shows both values of a condition; the on-premises one stands left.
func compared(left, right match.Value) string {
	switch {
	case left.Name == "" && right.Name == "":
		return ""
	case right.Name == "":
		return valueText(left)
	case left.Name == "":
		return valueText(right)
	}
	if right.Origin == (directory.Origin{}) { // a setting, a limit, or what would come out
		return valueText(left) + "; " + valueText(right)
	}
	return valueText(left) + " in AD, " + valueText(right) + " in the cloud"
}

// longValue is how much of a value is shown.
const longValue = 64

func valueText(v match.Value) string {
	text := []rune(v.Text)
	switch {
	case len(text) == 0:
		return v.Name + " not set"
	case len(text) > longValue:
		return v.Name + " " + string(text[:longValue]) + "..."
	}
	return v.Name + " " + v.Text
}

// deciding are the steps of the rules that made a decision what it is: the
// deciding one, about the object of the decision.
func deciding(d *match.Decision) *match.Step {
	for i := range d.Trace {
		s := &d.Trace[i]
		if s.Verdict == match.Yes && d.Rule != nil && s.Rule.ID == d.Rule.ID && stranger(d, s) == 0 {
			return s
		}
	}
	i := slices.IndexFunc(d.Trace, func(s match.Step) bool {
		return s.Verdict == match.Yes && d.Rule != nil && s.Rule.ID == d.Rule.ID
	})
	if i < 0 {
		return nil
	}
	return &d.Trace[i]
}

// interval says when a rule is in force.
func interval(r *match.Rule) string {
	from, until := "", ""
	if !r.From.IsZero() {
		from = "from " + dayText(r.From)
	}
	if !r.Until.IsZero() {
		until = "until " + dayText(r.Until.AddDate(0, 0, -1))
	}
	return strings.TrimSpace(from + " " + until)
}

func cloudID(c *directory.CloudObject) string {
	if c == nil {
		return ""
	}
	return c.ID
}

func dayText(day time.Time) string { return day.Format("2 January 2006") }
