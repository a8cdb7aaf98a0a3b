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
	// quick are those that can fire, for everybody whose steps nobody wants;
	// matching are those of all phases that Match asks.
	quick    [phases][subjects]*program
	matching [subjects]*program

	day    time.Time
	tracer bool
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
		all := &e.rules[r.Phase][r.About]
		*all = append(*all, r)
	}
	e.compile(nil)
	return e
}

// Settle tells the engine the settings, inputs and day of all questions to
// come, so that what is the same for everybody is asked once.
func (e *Engine) Settle(q Question) {
	e.compile(&Question{Settings: q.Settings, Inputs: q.Inputs, Day: q.Day})
}

func (e *Engine) compile(fixed *Question) {
	c := &compiler{known: map[[2]string]clause{}}
	for about := range e.matching {
		e.matching[about] = &program{}
	}
	for phase := range e.rules {
		for about, list := range e.rules[phase] {
			p := &program{}
			for _, r := range list {
				if s, possible := c.compile(r, fixed); possible && r.InForce(e.day) {
					p.rules = append(p.rules, s)
				}
			}
			e.quick[phase][about] = p
			if Phase(phase) >= SourceAnchor && Phase(phase) <= Provision {
				e.matching[about].rules = append(e.matching[about].rules, p.rules...)
			}
		}
	}
}

// Fired is a rule all of whose conditions hold for an object.
type Fired struct {
	Rule     *Rule
	Question *Question
}

// Record collects what was asked about one person. It serves one after another:
// what Fired names is good until the next Begin.
type Record struct {
	// Quiet keeps the steps out of Trace, although the engine traces.
	Quiet bool
	Fired []Fired
	Trace Trace

	// First and Last are room for the questions before and after the result,
	// Plan for what they say about it.
	First, Last Question
	Plan        PlanFacts

	// Room for Match.
	related []*directory.CloudObject
	pairs   []Question
}

// HolderOf gives the live cloud object with the security identifier of the
// person that Match was asked about, other than one; nil for none.
func (rec *Record) HolderOf(sid directory.SID, but *directory.CloudObject) *directory.CloudObject {
	if sid == "" || but != nil && but.SecurityID == sid {
		return nil
	}
	for _, o := range rec.related {
		if o.SecurityID == sid && !o.Deleted && (but == nil || o.ID != but.ID) {
			return o
		}
	}
	return nil
}

// Begin empties a record for the next person. Traces are kept by whoever has
// them.
func (rec *Record) Begin(quiet bool) {
	clear(rec.Fired)
	clear(rec.pairs)
	rec.Quiet, rec.Trace, rec.First, rec.Last = quiet, nil, Question{}, Question{}
	rec.Fired, rec.related, rec.pairs = rec.Fired[:0], rec.related[:0], rec.pairs[:0]
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
	e.quick[phase][about].fire(q, rec)
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

// Demands reports whether no rule of a phase fires unless a condition holds.
func (e *Engine) Demands(phase Phase, about Subject, name string) bool {
	return !slices.ContainsFunc(e.rules[phase][about], func(r *Rule) bool {
		return !slices.ContainsFunc(r.When, func(c Cond) bool { return c.Name == name })
	})
}

// Match asks the phases from the anchor to provisioning about a person and all
// cloud objects that share a key with them, and returns the rule that decides.
func (e *Engine) Match(q *Question, rec *Record) (Fired, bool) {
	rec.related = q.World.AppendRelated(rec.related[:0], q.User)
	rec.pairs = slices.Grow(rec.pairs[:0], len(rec.related))[:len(rec.related)]
	for i, c := range rec.related {
		rec.pairs[i] = *q
		rec.pairs[i].Cloud = c
	}
	if e.tracer && !rec.Quiet {
		for phase := SourceAnchor; phase <= Provision; phase++ {
			e.Ask(phase, AboutUser, q, rec)
			for i := range rec.pairs {
				e.Ask(phase, AboutPair, &rec.pairs[i], rec)
			}
		}
		return Deciding(rec.Fired, SourceAnchor, Provision)
	}
	e.matching[AboutUser].fire(q, rec)
	for i := range rec.pairs {
		e.matching[AboutPair].fire(&rec.pairs[i], rec)
	}
	// As if each phase had been asked about everything before the next.
	slices.SortStableFunc(rec.Fired, func(a, b Fired) int { return cmp.Compare(a.Rule.Phase, b.Rule.Phase) })
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
