package scenarios

import (
	"fmt"

	"presync/sim/match"
)

// Coverage collects, over many scenarios, what the steps say about each rule:
// whether it fired, whether it decided, whether its dates were tried, and for
// each of its conditions whether there is a step in which only that one does
// not hold. Such a near miss shows that the condition is needed. The zero value
// is ready to use.
type Coverage struct {
	rules map[string]*ruleCoverage
}

// ruleCoverage is what was seen of one rule.
type ruleCoverage struct {
	fired, decided bool
	// before and after: all conditions held on a day outside the interval.
	before, after bool
	missed        map[string]bool // condition -> it alone did not hold
}

// Add counts the steps of all cycles of a result. A scenario that fails counts
// like any other.
func (c *Coverage) Add(r Result) {
	for i, cycle := range r.Cycles {
		for at := range cycle.Prediction.Decisions {
			c.decision(&cycle.Prediction.Decisions[at], r.Scenario.Cycles[i].Run)
		}
	}
}

func (c *Coverage) decision(d *match.Decision, run RunSettings) {
	if d.Rule != nil {
		c.of(d.Rule.ID).decided = true
	}
	for _, s := range d.Trace {
		seen := c.of(s.Rule.ID)
		switch {
		case s.Verdict == match.Yes:
			seen.fired = true
		case s.Verdict == match.No && failed(s) == 1:
			seen.missed[theFailed(s)] = true
		case s.Verdict == match.NotInForce && failed(s) == 0:
			early := !s.Rule.From.IsZero() && run.AsOf.Before(s.Rule.From)
			seen.before = seen.before || early
			seen.after = seen.after || !early
		}
	}
}

func (c *Coverage) of(rule string) *ruleCoverage {
	if c.rules == nil {
		c.rules = make(map[string]*ruleCoverage)
	}
	if c.rules[rule] == nil {
		c.rules[rule] = &ruleCoverage{missed: make(map[string]bool)}
	}
	return c.rules[rule]
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

// point is one thing that the scenarios have to show about a rule.
type point struct {
	covered bool
	missing string // what to say when it is not
}

// points lists what the scenarios have to show about a rule.
func (c *Coverage) points(r *match.Rule) []point {
	seen := c.of(r.ID)
	points := []point{{seen.fired, fmt.Sprintf("%s: fires in no scenario", r.ID)}}
	if r.Then.Kind == match.Decides {
		points = append(points, point{seen.decided, fmt.Sprintf("%s: decides in no scenario", r.ID)})
	}
	for _, cond := range r.When {
		points = append(points, point{seen.missed[cond.Name],
			fmt.Sprintf("%s: no scenario in which only %q fails", r.ID, cond.Name)})
	}
	if !r.From.IsZero() {
		points = append(points, point{seen.before,
			fmt.Sprintf("%s: no scenario in which all conditions hold before %s", r.ID, r.From.Format("2006-01-02"))})
	}
	if !r.Until.IsZero() {
		points = append(points, point{seen.after,
			fmt.Sprintf("%s: no scenario in which all conditions hold on or after %s", r.ID, r.Until.Format("2006-01-02"))})
	}
	return points
}

// Missing lists what no scenario shows, one sentence each, in the order of the
// rules and of their conditions.
func (c *Coverage) Missing(rules []*match.Rule) []string {
	var missing []string
	for _, r := range rules {
		for _, p := range c.points(r) {
			if !p.covered {
				missing = append(missing, p.missing)
			}
		}
	}
	return missing
}

// Count gives how many things the scenarios show about the rules, and how many
// they have to show.
func (c *Coverage) Count(rules []*match.Rule) (covered, total int) {
	for _, r := range rules {
		for _, p := range c.points(r) {
			total++
			if p.covered {
				covered++
			}
		}
	}
	return covered, total
}
