package match

import (
	"cmp"
	"slices"
	"time"

	"presync/sim/directory"
)

// Engine holds the rules of a day, sorted so that the order in which they were
// registered cannot matter.
type Engine struct {
	rules [phases][subjects][]*Rule
	// inForce are those of rules that can fire on the day.
	inForce [phases][subjects][]*Rule
	day     time.Time
	tracer  bool
}

// NewEngine sorts the rules. With trace every step is kept; without, only the
// rules that fired are.
func NewEngine(rules []*Rule, day time.Time, trace bool) *Engine {
	e := &Engine{day: day, tracer: trace}
	sorted := slices.Clone(rules)
	slices.SortFunc(sorted, func(a, b *Rule) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	for _, r := range sorted {
		all, now := &e.rules[r.Phase][r.About], &e.inForce[r.Phase][r.About]
		*all = append(*all, r)
		if r.InForce(day) {
			*now = append(*now, r)
		}
	}
	return e
}

// Fired is a rule all of whose conditions hold for an object.
type Fired struct {
	Rule     *Rule
	Question *Question
}

// Record collects what was asked about one person.
type Record struct {
	// Quiet keeps the steps out of Trace, although the engine traces.
	Quiet bool
	Fired []Fired
	Trace Trace
}

// Ask asks every rule of a phase that has the subject the question about it.
// Rules that are not in force never fire.
func (e *Engine) Ask(phase Phase, about Subject, q *Question, rec *Record) {
	if e.tracer && !rec.Quiet {
		for _, r := range e.rules[phase][about] {
			e.askAll(r, q, rec)
		}
		return
	}
	for _, r := range e.inForce[phase][about] {
		if holds(r, q) {
			rec.Fired = append(rec.Fired, Fired{Rule: r, Question: q})
		}
	}
}

func holds(r *Rule, q *Question) bool {
	for i := range r.When {
		if !r.When[i].Test(q) {
			return false
		}
	}
	return true
}

// askAll asks every condition and keeps both compared values.
func (e *Engine) askAll(r *Rule, q *Question, rec *Record) {
	step := Step{Rule: r, Cloud: q.Cloud, Claim: q.Claim, Verdict: Yes}
	for i := range r.When {
		c := &r.When[i]
		check := Check{Cond: c, Held: c.Test(q)}
		if c.Left != nil {
			check.Left = c.Left(q)
		}
		if c.Right != nil {
			check.Right = c.Right(q)
		}
		if !check.Held {
			step.Verdict = No
		}
		step.Checks = append(step.Checks, check)
	}
	if !r.InForce(e.day) {
		step.Verdict = NotInForce
	}
	rec.Trace = append(rec.Trace, step)
	if step.Verdict == Yes {
		rec.Fired = append(rec.Fired, Fired{Rule: r, Question: q})
	}
}

// Match asks the phases from the anchor to provisioning about a person and all
// cloud objects that share a key with them, and returns the rule that decides.
func (e *Engine) Match(q *Question, rec *Record) (Fired, bool) {
	related := q.World.Related(q.User)
	pairs := make([]Question, len(related))
	for i, c := range related {
		pairs[i] = *q
		pairs[i].Cloud = c
	}
	for phase := SourceAnchor; phase <= Provision; phase++ {
		e.Ask(phase, AboutUser, q, rec)
		for i := range pairs {
			e.Ask(phase, AboutPair, &pairs[i], rec)
		}
	}
	return Deciding(rec.Fired, SourceAnchor, Provision)
}

// Deciding picks the rule that speaks among those that fired in the phases
// from first to last: the earliest phase, the lowest rank, the lowest ID, then
// the object that comes first in the tenant.
func Deciding(fired []Fired, first, last Phase) (Fired, bool) {
	best := -1
	for i, f := range fired {
		if f.Rule.Phase < first || f.Rule.Phase > last || f.Rule.Then.Kind != Decides {
			continue
		}
		if best < 0 || before(f, fired[best]) {
			best = i
		}
	}
	if best < 0 {
		return Fired{}, false
	}
	return fired[best], true
}

func before(a, b Fired) bool {
	return cmp.Or(cmp.Compare(a.Rule.Phase, b.Rule.Phase), cmp.Compare(a.Rule.Rank, b.Rule.Rank),
		cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(idOf(a.Question.Cloud), idOf(b.Question.Cloud))) < 0
}

func idOf(c *directory.CloudObject) string {
	if c == nil {
		return ""
	}
	return c.ID
}

// Quiet gives the same rules without a trace.
func (e *Engine) Quiet() *Engine {
	q := *e
	q.tracer = false
	return &q
}
