package tutor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"presync/scenarios"
	"presync/scenarios/lessons"
	"presync/sim"
	"presync/sim/match"
)

// step is one sync of a lesson that asks for a verdict.
type step struct {
	// changes are the cycles whose data come before the question: the asked one
	// last, and those before it that assert nothing.
	changes []*scenarios.Cycle
	in      sim.Input
	p       *sim.Prediction
	// decision is about the user of the lesson; asserted is what the scenario
	// says about it, by key.
	decision *match.Decision
	asserted map[string]string
	// about is the rule that the lesson is named after.
	about string
	// situation is that of the lesson.
	situation string
}

// play runs a lesson and gives the syncs that it asks about.
func play(ctx context.Context, l *lessons.Lesson) ([]step, error) {
	var inputs []sim.Input
	r := scenarios.Run(ctx, l.Played(), scenarios.Options{
		Predict: func(_ context.Context, in sim.Input) (*sim.Prediction, error) {
			inputs = append(inputs, in)
			return sim.Predict(in)
		},
	})
	if r.Err != nil {
		return nil, fmt.Errorf("lesson: %w", r.Err)
	}
	var steps []step
	var waiting []*scenarios.Cycle
	for i := range r.Cycles {
		c := &l.Played().Cycles[i]
		waiting = append(waiting, c)
		d := subjectOf(l, c, r.Cycles[i].Prediction.Decisions)
		if d == nil {
			continue
		}
		steps = append(steps, step{changes: waiting, in: inputs[i], p: r.Cycles[i].Prediction, decision: d, situation: l.Situation, about: l.Scenario.ID, asserted: asserted(c, r.Cycles[i].Prediction.Decisions, d)})
		waiting = nil
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("lesson %s: no sync decides about anybody", l.Name)
	}
	return steps, nil
}

// subjectOf picks the decision that a sync asks about: that of the user of the
// lesson, or of the first user whom the scenario names. A verdict that is known
// to differ from the service's teaches nothing and is not asked for.
func subjectOf(l *lessons.Lesson, c *scenarios.Cycle, decisions []match.Decision) *match.Decision {
	if c.Want.Decisions == nil || len(c.Want.Decisions.Lines) == 0 {
		return nil
	}
	lines := slices.Clone(c.Want.Decisions.Lines)
	slices.SortStableFunc(lines, func(a, b scenarios.WantLine) int { return rank(a.Who == l.Who()) - rank(b.Who == l.Who()) })
	for _, line := range lines {
		if found := match.FindNamed(decisions, line.Who); len(found) > 0 && decisions[found[0]].Outcome == line.Outcome {
			return &decisions[found[0]]
		}
	}
	return nil
}

// rank puts what holds first.
func rank(holds bool) int {
	if holds {
		return 0
	}
	return 1
}

// asserted are the keys and values that a scenario asserts about a user.
func asserted(c *scenarios.Cycle, decisions []match.Decision, d *match.Decision) map[string]string {
	values := make(map[string]string)
	for _, line := range c.Want.Decisions.Lines {
		found := match.FindNamed(decisions, line.Who)
		if len(found) == 0 || &decisions[found[0]] != d {
			continue
		}
		for _, a := range line.Asserts {
			values[a.Key] = a.Value
		}
	}
	return values
}

// tells reports whether the scenario itself names an alternative, by its outcome
// or by the rule of the doubt, or is about that rule. Other doubts come from
// data that are short for the lesson.
func (s *step) tells(a match.Alternative) bool {
	return a.Rule == s.about || slices.Contains(strings.Split(s.asserted["alternatives"], ","), string(a.Outcome)) ||
		slices.Contains(strings.Split(s.asserted["doubts"], ","), a.Rule)
}
