package cut

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"presync/scenarios"
	"presync/sim"
	"presync/sim/anonymize"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/source"
)

// Goal is how many lines a scenario is to have at most.
const Goal = 60

// Options say how a scenario is cut.
type Options struct {
	// Salt is the secret that replacements follow from.
	Salt []byte
	// Keep are literal strings that stay.
	Keep []string
	// Lines is how long the file may get before doubts are given up; 0 stands
	// for [Goal].
	Lines int
}

// Result is a scenario that was cut.
type Result struct {
	Data []byte
	// Lines is how many it has; Trials is how many scenarios were run for it.
	Lines, Trials int
	// People and Objects are what the part of the exports had that the
	// search began with.
	People, Objects int
	// Needs says what the verdict needs most of, such as "333 values of
	// proxyAddresses": the reason why a long result is long.
	Needs string
	// Doubts says that the confidence and the doubts are those of the original.
	Doubts bool
}

// SurvivedError says that original values are left in the result.
type SurvivedError struct{ Found []anonymize.Survivor }

func (e *SurvivedError) Error() string {
	lines := []string{"originals would be left in the scenario:"}
	for _, s := range e.Found {
		lines = append(lines, s.String())
	}
	return strings.Join(lines, "\n")
}

// Hint says what to do about it.
func (e *SurvivedError) Hint() string {
	return "allow a text with --keep TEXT if it may be seen by anybody"
}

// Scenario cuts the scenario of one user out of an input. d is the decision
// about that user on the whole input.
//
// It reports an error when no part of the input gives the verdict, when no
// replacement of the names keeps it, and a [*SurvivedError] when an original
// value is left.
func Scenario(ctx context.Context, in sim.Input, d *match.Decision, opt Options) (*Result, error) {
	if opt.Lines == 0 {
		opt.Lines = Goal
	}
	c := &cutter{ctx: ctx, want: verdictOf(d), dn: d.Object.DN, forest: d.Object.Forest}
	part, err := c.part(in, d)
	if err != nil {
		return nil, err
	}
	m, err := newModel(part, d)
	if err != nil {
		return nil, err
	}
	doubts, err := c.shrink(m)
	if err != nil {
		return nil, err
	}
	r, err := c.replaced(m, opt)
	if err == nil && doubts && r.Lines > opt.Lines {
		c.reduceAll(m, false)
		doubts = false
		r, err = c.replaced(m, opt)
	}
	if err != nil {
		return nil, err
	}
	r.Trials, r.Doubts, r.Needs = c.trials, doubts, m.needs()
	r.People, r.Objects = len(part.Snapshot.Objects), len(part.Tenant.Objects)
	return r, ctx.Err()
}

// cutter looks for the smallest part that keeps a verdict.
type cutter struct {
	ctx    context.Context
	want   verdict
	dn     string
	forest string
	trials int
}

// part cuts an input down to what can matter to the user.
func (c *cutter) part(in sim.Input, d *match.Decision) (sim.Input, error) {
	in.Trace, in.Gaps = false, nil
	locality, err := sim.NewLocality(in)
	if err != nil {
		return in, err
	}
	named := map[string]bool{}
	for _, o := range []*directory.CloudObject{d.Target, d.Other} {
		if o != nil {
			named[o.ID] = true
		}
	}
	for _, n := range d.Candidates {
		named[n.Cloud.ID] = true
	}
	var also []*directory.CloudObject // as they were before the run
	for _, o := range in.Tenant.Objects {
		if named[o.ID] {
			also = append(also, o)
		}
	}
	part := withUsers(locality.Around(d.Object, also...), in.Snapshot)
	if found := sim.DecisionAbout(part, c.dn); found != nil && c.want.same(verdictOf(found), false) {
		return part, nil
	}
	return c.halve(in)
}

// withUsers adds a user to each forest that has none left: an export without
// users is none.
func withUsers(part sim.Input, all *directory.Snapshot) sim.Input {
	persons := map[string]int{}
	for _, o := range part.Snapshot.Objects {
		if persons[o.Forest] += 0; o.Type.IsPerson() {
			persons[o.Forest]++
		}
	}
	snapshot := *part.Snapshot
	snapshot.Objects = slices.Clone(snapshot.Objects)
	for _, o := range all.Objects {
		if n, used := persons[o.Forest]; used && n == 0 && o.Type.IsPerson() {
			persons[o.Forest]++
			snapshot.Objects = append(snapshot.Objects, o)
		}
	}
	part.Snapshot = &snapshot
	return part
}

// halve is for a verdict that objects share no key about: it takes away parts of
// the whole input.
func (c *cutter) halve(in sim.Input) (sim.Input, error) {
	keeps := func(in sim.Input) bool {
		c.trials++
		found := sim.DecisionAbout(in, c.dn)
		return found != nil && c.want.same(verdictOf(found), false)
	}
	if !keeps(in) {
		return in, fmt.Errorf("cut: the verdict about %q is another when it is predicted again", c.dn)
	}
	cloud := reduce(c.ctx, in.Tenant.Objects, func(left []*directory.CloudObject) bool {
		tenant := *in.Tenant
		tenant.Objects = left
		trial := in
		trial.Tenant = &tenant
		return keeps(trial)
	})
	tenant := *in.Tenant
	tenant.Objects = cloud
	in.Tenant = &tenant
	people := reduce(c.ctx, in.Snapshot.Objects, func(left []*directory.Object) bool {
		snapshot := *in.Snapshot
		snapshot.Objects = left
		trial := in
		trial.Snapshot = &snapshot
		return keeps(trial)
	})
	snapshot := *in.Snapshot
	snapshot.Objects = people
	in.Snapshot = &snapshot
	return in, c.ctx.Err()
}

// reduce is delta debugging: it takes away as much of a list as it can, first
// halves, then smaller and smaller parts.
func reduce[T any](ctx context.Context, all []T, keeps func([]T) bool) []T {
	for parts := 2; len(all) > 0 && ctx.Err() == nil; {
		size := (len(all) + parts - 1) / parts
		smaller := false
		for from := 0; from < len(all) && ctx.Err() == nil; {
			to := min(from+size, len(all))
			if left := slices.Concat(all[:from], all[to:]); keeps(left) {
				all, smaller = left, true
			} else {
				from = to
			}
		}
		switch {
		case size == 1 && !smaller:
			return all
		case size > 1:
			parts = min(2*parts, max(len(all), 1))
		}
	}
	return all
}

// shrink takes away what does not matter. doubts says that the confidence and
// the doubts stayed, too.
func (c *cutter) shrink(m *model) (doubts bool, err error) {
	found, err := c.decision(m, c.dn)
	if err != nil {
		return false, fmt.Errorf("cut: %w", err)
	}
	got := verdictOf(found)
	if !c.want.same(got, false) {
		return false, fmt.Errorf("cut: the part of the exports around the user gives another verdict: %s instead of %s", got, c.want)
	}
	doubts = c.want.same(got, true)
	c.reduceAll(m, doubts)
	return doubts, nil
}

// reduceAll goes through the levels until nothing can be taken away.
func (c *cutter) reduceAll(m *model, strictly bool) {
	keeps := func() bool {
		found, err := c.decision(m, c.dn)
		return err == nil && c.want.same(verdictOf(found), strictly)
	}
	for before := m.left() + 1; before != m.left() && c.ctx.Err() == nil; {
		for before != m.left() {
			before = m.left()
			m.reduce(c.ctx, objects, nil, keeps)
			m.reduce(c.ctx, parts, nil, keeps)
		}
		m.reduce(c.ctx, values, m.count(c.ctx, keeps), keeps)
	}
}

// reduce takes away the pieces of a level that nobody misses. Those that are
// needed stay without a trial.
func (m *model) reduce(ctx context.Context, l level, needed map[*piece]bool, keeps func() bool) {
	var all []*piece
	for _, p := range m.pieces {
		if p.level == l && p.there() && !needed[p] {
			all = append(all, p)
		}
	}
	for _, p := range all {
		p.gone = true
	}
	set := func(left []*piece, gone bool) {
		for _, p := range left {
			p.gone = gone
		}
	}
	left := reduce(ctx, all, func(left []*piece) bool {
		set(all, true)
		set(left, false)
		return keeps()
	})
	set(all, true)
	set(left, false)
}

func (m *model) left() int {
	n := 0
	for _, p := range m.pieces {
		if p.there() {
			n++
		}
	}
	return n
}

// decision runs the model as a scenario.
func (c *cutter) decision(m *model, dn string) (*match.Decision, error) {
	p, err := c.run(m)
	if err != nil {
		return nil, err
	}
	for i := range p.Decisions {
		if p.Decisions[i].IsNamed(dn, match.ByDN) {
			return &p.Decisions[i], nil
		}
	}
	return nil, errors.New("there is no decision about the user")
}

func (c *cutter) run(m *model) (*sim.Prediction, error) {
	c.trials++
	parts, err := m.sections()
	if err != nil {
		return nil, err
	}
	return predict(c.ctx, file("CUT: trial\n", append(parts, section{"want/decisions", []byte("-\n")})))
}

// predict reads a scenario file and gives the prediction of its only cycle.
func predict(ctx context.Context, data []byte) (*sim.Prediction, error) {
	r := scenarios.RunData(ctx, "scenario", data, scenarios.Options{Predict: func(_ context.Context, in sim.Input) (*sim.Prediction, error) {
		in.Trace = false
		return sim.Predict(in)
	}})
	if r.Err != nil {
		return nil, r.Err
	}
	return r.Cycles[0].Prediction, nil
}

// newModel takes a part of the exports to pieces.
func newModel(in sim.Input, d *match.Decision) (*model, error) {
	m := &model{asOf: in.AsOf}
	m.asOfGone = m.add(parts, nil)
	if in.FullImport {
		m.full = m.add(parts, nil)
	}
	if !in.Tenant.Known.LastPage {
		m.nextLink = m.add(parts, nil)
	}
	used := map[string]bool{}
	for _, o := range in.Snapshot.Objects {
		used[o.Forest] = true
	}
	for _, f := range in.Snapshot.Forests {
		if used[f] {
			m.forests = append(m.forests, f)
		}
	}
	var exported []string
	for _, name := range source.ADAttributes() {
		if name == "objectGUID" || name == "objectSid" {
			continue // they cannot be empty
		}
		if in.Snapshot.ForestAttributes[d.Object.Forest][strings.ToLower(name)] || in.Snapshot.Attributes[strings.ToLower(name)] {
			exported = append(exported, name)
		}
	}
	for _, o := range in.Snapshot.Objects {
		subject := o.DN == d.Object.DN && o.Forest == d.Object.Forest
		if subject {
			m.addAD(o, true, exported)
		} else {
			m.addAD(o, false, nil)
		}
	}
	users := 0
	for _, o := range in.Tenant.Objects {
		if m.addCloud(o); o.Type == directory.TypeUser && !o.Deleted {
			users++
		}
	}
	if m.nextLink != nil && users == 0 {
		m.addCloud(&directory.CloudObject{ID: "00000000-0000-4000-8000-000000000001", Type: directory.TypeUser})
	}
	if err := m.addSettings(in.Tenant); err != nil {
		return nil, err
	}
	m.addFiles(in.Tenant)
	return m, nil
}
