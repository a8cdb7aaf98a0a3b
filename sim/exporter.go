package sim

import (
	"presync/sim/directory"
	"presync/sim/match"
)

// exporter is the room that one goroutine at a time works in.
type exporter struct {
	*batch
	marks
	world  *match.World
	record match.Record
	around *looker // nil until somebody is created

	desks   [perBlock]desk // for those who are alone in their groups
	seated  []int          // the desks in use
	numbers []int32        // room for fetch
	scope   scopeWork      // room for leftOut
}

func (b *batch) newExporter() *exporter {
	x := &exporter{batch: b, marks: newMarks(b.cycle.base.Len()), world: b.cycle.base.Fork()}
	x.world.Silent, x.world.VerdictOnly = b.foresees, b.foresees
	for k := range x.desks {
		w := b.cycle.base.Fork()
		w.Silent, w.VerdictOnly = b.foresees, b.foresees
		x.desks[k] = desk{engine: b.cycle.engine, world: w, record: &match.Record{}, marks: &x.marks}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.exporters = append(b.exporters, x)
	return x
}

// fetch brings the cloud objects that some people are related to into the cache.
func (x *exporter) fetch(entries []int32) {
	x.numbers = x.numbers[:0]
	for _, entry := range entries {
		if entry >= 0 {
			x.numbers = append(x.numbers, x.cycle.group.relatedTo(entry)...)
		}
	}
	x.cycle.in.Tenant.Fetch(x.numbers)
}

// decide makes the decisions of a block of the plan. People who are alone in their
// groups go through the same steps side by side, so that the code of each step,
// and what it looks at, stay in the cache: one person after the other takes a
// fifth more time. The search for near misses comes last.
func (x *exporter) decide(entries []int32, to *Block) {
	c := x.cycle
	x.fetch(entries)
	x.seated = x.seated[:0]
	for k, entry := range entries {
		if entry >= 0 && c.group.alone(entry) {
			x.desks[k].person = c.person(entry, x.world.Room)
			x.seated = append(x.seated, k)
		}
	}
	for _, k := range x.seated {
		w := x.desks[k].world
		w.Room = x.world.Room
		w.Reset()
		w.Expect(x.desks[k].person)
	}
	for _, k := range x.seated {
		c.match(&x.desks[k])
	}
	for _, k := range x.seated {
		c.validate(&x.desks[k])
	}
	for _, k := range x.seated {
		c.compute(&x.desks[k])
	}
	for _, k := range x.seated {
		c.settle(&x.desks[k])
	}
	for _, k := range x.seated {
		at := &x.desks[k]
		c.carryOut(at)
		if !creates(at.decision) {
			x.finish(at.world, at.decision)
		}
	}
	for k, entry := range entries {
		to.Decisions = append(to.Decisions, x.decideOne(entry, &x.desks[k]))
	}
}

// creates reports whether a decision makes a new cloud user.
func creates(d *match.Decision) bool {
	return d.Outcome == match.OutcomeCreate || d.Outcome == match.OutcomeCreateDuplicate
}

// decideOne makes one of them; at is a desk that may be in use.
func (x *exporter) decideOne(entry int32, at *desk) *match.Decision {
	c := x.cycle
	switch {
	case entry < 0:
		return c.leftOut(x.world, c.in.Snapshot.Objects[^entry], &x.scope)
	case !c.group.alone(entry):
		return x.fromGroup(entry)
	}
	if creates(at.decision) {
		x.finish(at.world, at.decision)
	}
	x.keepChanges(at.world)
	return at.decision
}

// person reads a person into a room.
func (c *cycle) person(i int32, room *match.Room) *directory.Candidate {
	u := room.Candidate()
	c.people.Read(int(i), u, room.Texts())
	u.Sound = c.sound.has(i)
	return u
}

// fromGroup gives the decision about a member of a group. Who comes first
// exports the whole group.
func (x *exporter) fromGroup(i int32) *match.Decision {
	root := x.cycle.group.parent[i]
	x.mu.Lock()
	g := x.groups[root]
	if g == nil {
		g = &together{left: len(x.cycle.group.members(root))}
		x.groups[root] = g
	}
	if g.left--; g.left == 0 {
		delete(x.groups, root)
	}
	x.mu.Unlock()
	g.once.Do(func() { g.decisions = x.exportGroup(x.cycle.group.members(root)) })
	return g.decisions[i]
}

// exportGroup takes one member after another, and applies each decision before
// the next is taken: who comes first can take an address.
func (x *exporter) exportGroup(members []int32) map[int32]*match.Decision {
	c, w := x.cycle, x.cycle.base.Fork()
	people := make([]*directory.Candidate, len(members))
	for k, i := range members {
		people[k] = c.people.Candidate(int(i))
	}
	var others map[*directory.Candidate][]match.Alternative
	w.Silent = x.foresees
	if !x.foresees {
		others = c.tryGroup(people)
	}
	decisions := make(map[int32]*match.Decision, len(members))
	for k, i := range members {
		decisions[i] = c.exportOne(c.engine, w, people[k], &x.record, &x.marks)
	}
	for k, i := range members {
		d := decisions[i]
		if list := others[people[k]]; len(list) > 0 {
			d.OrderDependent = true
			d.Alternatives = append(d.Alternatives, list...)
		}
		x.finish(w, d)
	}
	x.keepChanges(w)
	return decisions
}

// finish adds to a decision what comes before and after the export.
func (x *exporter) finish(w *match.World, d *match.Decision) {
	c := x.cycle
	if before := c.scopeTrace(d.User); before != nil {
		d.Trace = append(before, d.Trace...)
	}
	if creates(d) {
		x.lookAround(w, d)
	}
	x.mark(w, d)
}

// mark notes the cloud objects that a decision names.
func (x *exporter) mark(w *match.World, d *match.Decision) {
	if d.Other != nil {
		if n := w.Number(d.Other); n >= 0 {
			x.touched.set(n)
			if d.Error != nil && d.Error.Code == sourceAnchorChanged {
				x.stopped.set(n)
			}
		}
	}
	if d.Target != nil {
		if n := w.Number(d.Target); n >= 0 {
			x.touched.set(n)
			x.updated.set(n)
			x.noteFate(w, d, n)
		}
	}
}

// keepChanges keeps what a group leaves behind, where somebody wants to know.
func (x *exporter) keepChanges(w *match.World) {
	if !x.cycle.keep {
		return
	}
	x.cycle.mu.Lock()
	defer x.cycle.mu.Unlock()
	x.cycle.changes = append(x.cycle.changes, w.Changes()...)
}
