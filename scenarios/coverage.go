package scenarios

import (
	"presync/sim/match"
)

// Coverage collects, over many scenarios, what they show: which rules fire and
// decide, whether there is a step in which only one condition of a rule does
// not hold, whether the dates were tried, what comes out, and with which
// settings. A step in which only one condition does not hold shows that the
// condition is needed. The zero value is ready to use.
type Coverage struct {
	// shown is, for each point by its key, the first scenario that shows it.
	shown map[string]string
	// passed are the scenarios that can be run again with other settings.
	passed []trial
	// tried says that the settings have been tried on all of passed.
	tried bool
}

// Add counts the cycles of a result. A scenario that fails counts like any
// other, except for the settings: what they change is seen only where a
// scenario holds without the change.
func (c *Coverage) Add(r Result) {
	if c.shown == nil {
		c.shown = make(map[string]string)
	}
	by := shownBy(&r)
	for i, cycle := range r.Cycles {
		p := cycle.Prediction
		for at := range p.Decisions {
			c.decision(&p.Decisions[at], r.Scenario.Cycles[i].Run, by)
		}
		c.deletions(p, by)
	}
	if r.Passed() && len(r.Cycles) > 0 {
		c.passed, c.tried = append(c.passed, newTrial(&r)), false
	}
}

// shownBy names a scenario: its file, and for a variant its name.
func shownBy(r *Result) string {
	if r.Scenario == nil || r.Scenario.Variant == "" {
		return r.Name
	}
	return r.Name + " (" + r.Scenario.Variant + ")"
}

// show notes the first scenario that shows a point.
func (c *Coverage) show(key, by string) {
	if c.shown[key] == "" {
		c.shown[key] = by
	}
}

func (c *Coverage) decision(d *match.Decision, run RunSettings, by string) {
	if d.Rule != nil {
		c.show(keyDecides(d.Rule), by)
	}
	for _, s := range d.Trace {
		switch {
		case s.Verdict == match.Yes:
			c.show(keyFires(s.Rule), by)
			c.show(keySource(s.Rule.Evidence.Source), by)
		case s.Verdict == match.No && failed(s) == 1:
			c.show(keyAlone(s.Rule, theFailed(s)), by)
		case s.Verdict == match.NotInForce && failed(s) == 0:
			if !s.Rule.From.IsZero() && run.AsOf.Before(s.Rule.From) {
				c.show(keyBefore(s.Rule), by)
			} else {
				c.show(keyAfter(s.Rule), by)
			}
		}
	}
	for _, f := range facts() {
		if f.holds != nil && f.holds(d) {
			c.show(f.key(), by)
		}
	}
	c.show(keyOutcome(d.Outcome), by)
	if d.Error != nil {
		c.show(keyError(d.Error.Code, d.Error.Number), by)
	}
}

// theFailed names the condition that does not hold in a near miss.
func theFailed(s match.Step) string {
	for _, check := range s.Checks {
		if !check.Held {
			return condName(check)
		}
	}
	return none
}

// The keys of points.

func keyFires(r *match.Rule) string              { return "fires/" + r.ID }
func keyDecides(r *match.Rule) string            { return "decides/" + r.ID }
func keyAlone(r *match.Rule, cond string) string { return "alone/" + r.ID + "/" + cond }
func keyBefore(r *match.Rule) string             { return "before/" + r.ID }
func keyAfter(r *match.Rule) string              { return "after/" + r.ID }
func keySource(source string) string             { return "source/" + source }
func keyOutcome(o match.Outcome) string          { return "outcome/" + string(o) }
func keyError(code string, number int) string    { return "error/" + errorText(code, number) }
