package scenarios

import (
	"fmt"
	"slices"
	"time"

	"presync/sim/match"
)

// CoverageSummary is how much of the rules the scenarios show.
type CoverageSummary struct {
	Covered int `json:"covered"`
	// Total are the points that can be shown.
	Total   int             `json:"total"`
	Missing []string        `json:"missing"`
	Groups  []CoverageGroup `json:"groups"`
}

// CoverageGroup is the points of one kind.
type CoverageGroup struct {
	Name string `json:"name"`
	// About says what is to be shown, in a few words.
	About   string          `json:"about"`
	Covered int             `json:"covered"`
	Total   int             `json:"total"`
	Cannot  int             `json:"cannotBeShown"`
	Points  []CoveragePoint `json:"points"`
}

// CoveragePoint is one thing that scenarios have to show.
type CoveragePoint struct {
	// Subject is the rule, the setting, the error, ...
	Subject string `json:"subject"`
	// What has to be seen of it.
	What string `json:"what"`
	// By is the first scenario that shows it, "" when none does.
	By string `json:"shownBy,omitempty"`
	// Missing says in one sentence what no scenario shows.
	Missing string `json:"missing,omitempty"`
	// Cannot is the reason why no scenario can show it; such a point is not
	// part of the total. One that is shown all the same is missing, with what
	// is wrong with the reason.
	Cannot string `json:"cannot,omitempty"`

	key string
}

// Percent is the covered part, 100 when there is nothing to cover.
func (c *CoverageSummary) Percent() float64 { return percent(c.Covered, c.Total) }

func percent(covered, total int) float64 {
	if total == 0 {
		return 100
	}
	return 100 * float64(covered) / float64(total)
}

// Summary gives what the scenarios show, and what they have to show, in the
// order of the rules. It runs scenarios again with other settings, to see which
// settings matter in them.
func (c *Coverage) Summary(rules []*match.Rule) *CoverageSummary {
	c.trySettings(rules)
	s := &CoverageSummary{Missing: []string{}}
	for _, g := range groupsOf(rules) {
		if len(g.Points) == 0 {
			continue
		}
		for i := range g.Points {
			c.settle(&g.Points[i])
			p := &g.Points[i]
			switch {
			case p.Missing != "":
				s.Missing = append(s.Missing, p.Missing)
				g.Total++
			case p.By != "":
				g.Covered++
				g.Total++
			default:
				g.Cannot++
			}
		}
		s.Covered, s.Total = s.Covered+g.Covered, s.Total+g.Total
		s.Groups = append(s.Groups, g)
	}
	return s
}

// settle says of a point whether it was shown.
func (c *Coverage) settle(p *CoveragePoint) {
	p.By, p.Cannot = c.shown[p.key], cannotBeShown()[p.key]
	switch {
	case p.By != "" && p.Cannot != "":
		p.Missing = fmt.Sprintf("%s: %s is shown by %s, although it is said that it cannot be: %s", p.Subject, p.What, p.By, p.Cannot)
	case p.By != "" || p.Cannot != "":
		p.Missing = ""
	}
}

// groupsOf lists the points of a rule set.
func groupsOf(rules []*match.Rule) []CoverageGroup {
	return []CoverageGroup{
		{Name: "rules", About: "each rule fires and decides", Points: rulePoints(rules)},
		{Name: "conditions", About: "each condition is the only one that fails", Points: conditionPoints(rules)},
		{Name: "dates", About: "each date keeps a rule from firing", Points: datePoints(rules)},
		{Name: "outcomes", About: "each outcome comes out", Points: outcomePoints(rules)},
		{Name: "errors", About: "each error of a rule comes out", Points: errorPoints(rules)},
		{Name: "facts", About: "each kind of thing that a line asserts", Points: factPoints(rules)},
		{Name: "settings", About: "each setting changes what comes out", Points: settingPoints(rules)},
		{Name: "sources", About: "each document that a rule cites", Points: sourcePoints(rules)},
	}
}

func rulePoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	for _, r := range rules {
		points = append(points, CoveragePoint{key: keyFires(r), Subject: r.ID, What: "fires", Missing: r.ID + ": fires in no scenario"})
		if r.Then.Kind == match.Decides {
			points = append(points, CoveragePoint{key: keyDecides(r), Subject: r.ID, What: "decides", Missing: r.ID + ": decides in no scenario"})
		}
	}
	return points
}

func conditionPoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	for _, r := range rules {
		for _, cond := range r.When {
			points = append(points, CoveragePoint{key: keyAlone(r, cond.Name), Subject: r.ID, What: fmt.Sprintf("only %q fails", cond.Name),
				Missing: fmt.Sprintf("%s: no scenario in which only %q fails", r.ID, cond.Name)})
		}
	}
	return points
}

func datePoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	add := func(r *match.Rule, key, when string, day time.Time) {
		what := fmt.Sprintf("all conditions hold %s %s", when, day.Format(time.DateOnly))
		points = append(points, CoveragePoint{key: key, Subject: r.ID, What: what, Missing: fmt.Sprintf("%s: no scenario in which %s", r.ID, what)})
	}
	for _, r := range rules {
		if !r.From.IsZero() {
			add(r, keyBefore(r), "before", r.From)
		}
		if !r.Until.IsZero() {
			add(r, keyAfter(r), "on or after", r.Until)
		}
	}
	return points
}

// outcomePoints are those that some rule gives.
func outcomePoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	for _, o := range match.Outcomes {
		if slices.ContainsFunc(rules, func(r *match.Rule) bool { return r.Then.Outcome == o }) {
			points = append(points, CoveragePoint{key: keyOutcome(o), Subject: string(o), What: "comes out",
				Missing: fmt.Sprintf("%s: comes out in no scenario", o)})
		}
	}
	return points
}

func errorPoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	for _, r := range rules {
		f := r.Then.Failure
		if f == nil || slices.ContainsFunc(points, func(p CoveragePoint) bool { return p.key == keyError(f.Code, f.Number) }) {
			continue
		}
		name := errorText(f.Code, f.Number)
		points = append(points, CoveragePoint{key: keyError(f.Code, f.Number), Subject: name, What: "comes out",
			Missing: fmt.Sprintf("%s: comes out in no scenario", name)})
	}
	slices.SortFunc(points, bySubject)
	return points
}

func errorText(code string, number int) string {
	if number == 0 {
		return code
	}
	return fmt.Sprintf("%s (%d)", code, number)
}

func sourcePoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	citing := make(map[string]int)
	for _, r := range rules {
		if citing[r.Evidence.Source]++; r.Evidence.Source != "" && citing[r.Evidence.Source] == 1 {
			points = append(points, CoveragePoint{key: keySource(r.Evidence.Source), Subject: r.Evidence.Source,
				Missing: fmt.Sprintf("%s: no rule that cites it fires in a scenario", r.Evidence.Source)})
		}
	}
	for i := range points {
		points[i].What = fmt.Sprintf("a rule that cites it fires (of %d)", citing[points[i].Subject])
	}
	slices.SortFunc(points, bySubject)
	return points
}
