package sim

import (
	"slices"
	"sync"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
	"presync/sim/nearmiss"
	"presync/sim/parallel"
	"presync/sim/syncrule"
)

// cycle is one synchronisation cycle: what is known before the first export.
// It does not change while people are exported, so that those who have nothing
// in common can be exported at the same time.
type cycle struct {
	in       Input
	settings directory.Settings
	why      string // why the sourceAnchor attribute was chosen
	engine   *match.Engine
	scope    *syncrule.Scope
	base     *match.Base
	inputs   *match.Inputs
	licensed map[directory.Key]bool

	people *syncrule.People
	// plan has an entry a decision, in the order of the exports: the number of
	// a person, or ^i for the i-th object, which never becomes one.
	plan  []int32
	found facts
	group groups
	sound bitset // the people whose Sound is known to be true
	near  func() *nearmiss.Finder
	fates fates

	strangers strangers
	// quietly is the engine without a trace.
	quietly *match.Engine

	// keep collects in changes what each group leaves behind. worlds are those
	// of the groups that near misses asked for, by first member.
	mu      sync.Mutex
	keep    bool
	changes []match.Change
	worlds  map[int32]func() *match.World
}

func newCycle(in Input) (*cycle, error) {
	c := &cycle{in: in, settings: in.Tenant.Settings, licensed: map[directory.Key]bool{}, worlds: map[int32]func() *match.World{}}
	set := in.Rules
	if set == nil {
		set = rules.All()
	}
	in.AsOf = in.AsOf.UTC().Truncate(24 * time.Hour)
	c.engine = match.NewEngine(set, in.AsOf, in.Trace)
	c.in.AsOf = in.AsOf
	c.settings.SourceAnchor, c.why = syncrule.ResolveAnchor(in.Snapshot, &c.settings)
	for _, u := range c.settings.ExchangeLicensed {
		c.licensed[directory.Fold(u)] = true
	}
	var err error
	if c.scope, err = syncrule.NewScope(in.Snapshot, &c.settings); err != nil {
		return nil, err
	}
	c.base = match.NewBase(in.Tenant)
	c.inputs = &match.Inputs{Known: in.Tenant.Known, Has: func(attribute string) bool {
		return in.Snapshot.Attributes[string(directory.Fold(attribute))]
	}}
	c.engine.Settle(c.question(nil, nil))
	c.quietly = c.engine.Quiet()
	c.near = sync.OnceValue(c.newNearFinder)
	c.fates = c.newFates()
	c.project()
	c.strangers = make(strangers, c.people.Len()/32+1)
	c.relate()
	return c, nil
}

// project asks the scope rules about every user of the exports and takes those
// that are let in into the metaverse.
func (c *cycle) project() {
	objects := c.in.Snapshot.Objects
	out := make([]bool, len(objects))
	parallel.Ranges(len(objects), func(from, to int) {
		var w scopeWork
		for i := from; i < to; i++ {
			if objects[i].Type.IsPerson() {
				_, out[i] = c.outOfScope(c.quietly, objects[i], true, &w)
			}
		}
	})
	var inScope []*directory.Object
	var places []int32
	for i, o := range objects {
		if o.Type.IsPerson() && !out[i] {
			inScope, places = append(inScope, o), append(places, int32(i))
		}
	}
	c.people = syncrule.Join(c.in.Snapshot, inScope, &c.settings, c.settings.SourceAnchor)
	c.plan = make([]int32, 0, len(objects))
	next := 0
	for i, o := range objects {
		switch {
		case !o.Type.IsPerson():
		case out[i]:
			c.plan = append(c.plan, ^int32(i))
		case next < c.people.Len() && places[c.people.Order(next)] == int32(i):
			c.plan = append(c.plan, int32(next))
			next++
		}
	}
}

// scopeWork is room for asking the scope rules.
type scopeWork struct {
	known  syncrule.Places
	facts  directory.ScopeFacts
	firsts match.Firsts
	q      match.Question
	rec    match.Record
}

// outOfScope asks the scope rules about an object; the answers stay in w, with
// their steps unless quiet.
func (c *cycle) outOfScope(e *match.Engine, o *directory.Object, quiet bool, w *scopeWork) (match.Fired, bool) {
	w.facts = c.scope.Facts(o, &w.known)
	w.q = c.question(nil, nil)
	w.firsts.Read(o)
	w.q.Object, w.q.Firsts, w.q.Scope = o, &w.firsts, &w.facts
	w.rec = match.Record{Quiet: quiet, Fired: w.rec.Fired[:0]}
	e.Ask(match.Scope, match.AboutObject, &w.q, &w.rec)
	return match.Deciding(w.rec.Fired, match.Scope, match.Scope)
}

// leftOut is the decision about an object that never becomes a person.
func (c *cycle) leftOut(in *match.World, o *directory.Object, w *scopeWork) *match.Decision {
	f, _ := c.outOfScope(c.engine, o, c.in.Traced != nil && !c.in.Traced(o), w)
	w.q.World = in
	return match.NewDecision(f, &w.rec)
}

// scopeTrace is what the scope rules answered about a person who was let in.
func (c *cycle) scopeTrace(u *directory.Candidate) match.Trace {
	if !c.in.Trace {
		return nil
	}
	var w scopeWork
	c.outOfScope(c.engine, u.Source, c.quiet(u), &w)
	return w.rec.Trace
}

// quiet reports whether no steps are wanted about a person.
func (c *cycle) quiet(u *directory.Candidate) bool {
	return c.in.Traced != nil && !slices.ContainsFunc(u.Objects(), c.in.Traced)
}

func (c *cycle) question(w *match.World, u *directory.Candidate) match.Question {
	return match.Question{User: u, Settings: &c.settings, World: w, Inputs: c.inputs, Day: c.in.AsOf}
}
