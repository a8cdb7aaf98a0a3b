package mutation

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"presync/scenarios"
	"presync/sim"
	"presync/sim/match"
)

// answer is how a rule answered once: on which day, and which of its
// conditions held, one bit each.
type answer struct {
	day  time.Time
	held uint64
}

// maxConditions is how many conditions fit an answer.
const maxConditions = 63

// asked collects how the rules answered in one scenario, by the place of the
// rule in the set.
type asked []map[answer]bool

// observe runs a scenario and notes how every rule answered, every time that
// it was asked. A mutant whose rule would have given the same answers changes
// nothing in that scenario, so that it need not be run with it.
func observe(ctx context.Context, s *scenarios.Scenario, rules []*match.Rule) asked {
	var lock sync.Mutex
	seen := make(asked, len(rules))
	probes := make([]*match.Rule, len(rules))
	for i, r := range rules {
		seen[i] = make(map[answer]bool)
		probes[i] = probe(r, func(a answer) {
			lock.Lock()
			defer lock.Unlock()
			seen[i][a] = true
		})
	}
	scenarios.Run(ctx, s, scenarios.Options{Rules: probes, Predict: quick})
	return seen
}

// probe makes a rule that decides as the given one does and tells every
// answer. It asks all conditions, always, and looks at the dates itself.
func probe(r *match.Rule, tell func(answer)) *match.Rule {
	p := *r
	p.From, p.Until = time.Time{}, time.Time{}
	p.When = []match.Cond{{
		Name: fmt.Sprintf("all conditions of %s hold", r.ID), Not: fmt.Sprintf("a condition of %s does not hold", r.ID),
		Test: func(q *match.Question) bool {
			a := answer{day: q.Day}
			for i := range r.When {
				if r.When[i].Test(q) {
					a.held |= 1 << i
				}
			}
			tell(a)
			return fires(r, len(r.When), a)
		},
	}}
	return &p
}

// fires reports whether a rule with so many conditions fires on an answer.
func fires(r *match.Rule, conditions int, a answer) bool {
	return r.InForce(a.day) && a.held == 1<<conditions-1
}

// differs reports whether the mutant acts in another way than its rule when it
// is asked as it was.
func (m *Mutant) differs(a answer) bool {
	before := fires(m.Rule, len(m.Rule.When), a)
	switch {
	case m.Changed == nil:
		return before
	case m.Kind == ConditionDropped:
		a.held |= 1 << m.cond
	case m.Kind == ConditionNegated:
		a.held ^= 1 << m.cond
	}
	after := fires(m.Changed, len(m.Rule.When), a)
	if m.Kind == ConditionDropped || m.Kind == ConditionNegated || m.Kind == Date {
		return before != after
	}
	return before
}

// quick is a predictor that keeps no trace.
func quick(_ context.Context, in sim.Input) (*sim.Prediction, error) {
	in.Trace = false
	return sim.Predict(in)
}

// tracing reports whether a scenario asserts a trace. In it a rule shows even
// where it acts as before.
func tracing(s *scenarios.Scenario) bool {
	return slices.ContainsFunc(s.Cycles, func(c scenarios.Cycle) bool { return c.Want.Trace != nil })
}
