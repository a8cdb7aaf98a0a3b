package scenarios

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/match"
)

// stepOf makes a step in which the named conditions do not hold.
func stepOf(r *match.Rule, verdict match.Verdict, failing ...string) match.Step {
	s := match.Step{Rule: r, Verdict: verdict}
	for i := range r.When {
		c := match.Check{Cond: &r.When[i], Held: true}
		for _, f := range failing {
			c.Held = c.Held && f != c.Cond.Name
		}
		s.Checks = append(s.Checks, c)
	}
	return s
}

// on makes the result of a scenario of one cycle that was run on a day.
func on(day time.Time, decided *match.Rule, steps ...match.Step) Result {
	return Result{
		Name:     "x.txtar",
		Scenario: &Scenario{Cycles: []Cycle{{Number: 1, Run: RunSettings{AsOf: day}}}},
		Cycles: []CycleResult{{Number: 1, Prediction: &sim.Prediction{
			Decisions: []match.Decision{{Rule: decided, Trace: steps}},
		}}},
	}
}

// ofRules are the groups of points that are about rules one by one.
func ofRules(c *Coverage, rules []*match.Rule) []CoverageGroup {
	return slices.DeleteFunc(c.Summary(rules).Groups, func(g CoverageGroup) bool {
		return !slices.Contains([]string{"rules", "conditions", "dates"}, g.Name)
	})
}

// missing lists what is not shown about the rules.
func missing(c *Coverage, rules []*match.Rule) []string {
	var list []string
	for _, g := range ofRules(c, rules) {
		for _, p := range g.Points {
			if p.Missing != "" {
				list = append(list, p.Missing)
			}
		}
	}
	return list
}

func count(c *Coverage, rules []*match.Rule) (covered, total int) {
	for _, g := range ofRules(c, rules) {
		covered, total = covered+g.Covered, total+g.Total
	}
	return covered, total
}

func TestCoverageNamesWhatNoScenarioShows(t *testing.T) {
	july := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	r := &match.Rule{ID: "HM002", From: july, Until: july.AddDate(1, 0, 0),
		When: []match.Cond{{Name: "the anchors are equal"}, {Name: "the cloud user holds a role"}}}
	doubt := &match.Rule{ID: "DB001", Then: match.DoubtThat(match.Doubt{})}
	rules := []*match.Rule{r, doubt}
	var c Coverage
	require.Equal(t, []string{
		"HM002: fires in no scenario",
		"HM002: decides in no scenario",
		"DB001: fires in no scenario",
		`HM002: no scenario in which only "the anchors are equal" fails`,
		`HM002: no scenario in which only "the cloud user holds a role" fails`,
		"HM002: no scenario in which all conditions hold before 2026-07-01",
		"HM002: no scenario in which all conditions hold on or after 2027-07-01",
	}, missing(&c, rules))

	// Neither a step with two failing conditions, nor one out of force with
	// one, nor a firing that does not decide is enough.
	c.Add(on(july, doubt,
		stepOf(r, match.No, "the anchors are equal", "the cloud user holds a role"),
		stepOf(r, match.NotInForce, "the anchors are equal"),
		stepOf(r, match.Yes), stepOf(doubt, match.Yes)))
	covered, total := count(&c, rules)
	require.Equal(t, 2, covered)
	require.Equal(t, 7, total)

	c.Add(on(july, r, stepOf(r, match.No, "the anchors are equal")))
	c.Add(on(july.AddDate(0, 0, -1), nil, stepOf(r, match.NotInForce)))
	require.Equal(t, []string{
		`HM002: no scenario in which only "the cloud user holds a role" fails`,
		"HM002: no scenario in which all conditions hold on or after 2027-07-01",
	}, missing(&c, rules))

	c.Add(on(july, nil, stepOf(r, match.No, "the cloud user holds a role")))
	c.Add(on(july.AddDate(1, 0, 0), nil, stepOf(r, match.NotInForce)))
	require.Empty(t, missing(&c, rules))
	covered, total = count(&c, rules)
	require.Equal(t, total, covered)
}

func TestCoverageOfNoRulesIsComplete(t *testing.T) {
	require.InDelta(t, 100, (&CoverageSummary{}).Percent(), 0)
	require.InDelta(t, 25, (&CoverageSummary{Covered: 1, Total: 4}).Percent(), 0)
}
