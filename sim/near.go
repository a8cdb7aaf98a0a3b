package sim

import (
	"sync/atomic"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
	"presync/sim/nearmiss"
)

// newNearFinder looks for cloud users who are probably the same person as a user
// whom nothing matched.
func (c *cycle) newNearFinder() *nearmiss.Finder {
	var numbers []int32
	for i := range c.in.Tenant.Len() {
		if c.in.Tenant.Glance(i).IsCloudManagedUser() {
			numbers = append(numbers, int32(i))
		}
	}
	return nearmiss.New(c.in.Tenant, numbers)
}

// looker is the room for near misses: a search, and a world beside the one that
// people are exported in.
type looker struct {
	search   *nearmiss.Search
	verified func(domain string) bool
	drop     func(number int32) bool
	world    *match.World
	room     match.Room
	rec      match.Record
}

// newLooker makes the room, which a pass that creates nobody never needs.
func (x *exporter) newLooker() *looker {
	c := x.cycle
	l := &looker{search: c.near().Search(), verified: c.settings.IsVerified, world: c.base.Fork()}
	l.world.Silent = x.foresees
	if c.fates != nil {
		l.drop = x.takenOver
	}
	return l
}

// lookAround compares a user whom nothing matched with the cloud-managed users
// that nobody claims, and lists the near misses. When rule ND001 fires, a
// creation becomes a duplicate. w is the world that the decision was made in.
func (x *exporter) lookAround(w *match.World, d *match.Decision) {
	if x.cycle.strangers.has(d.User.Index) {
		return
	}
	if x.around == nil {
		x.around = x.newLooker()
	}
	c, l := x.cycle, x.around
	query := nearmiss.Query{User: d.User, Verified: l.verified, Drop: l.drop}
	if d.Other != nil {
		n := w.Number(d.Other)
		query.Skip = func(number int32) bool { return number == n }
	}
	found := l.search.Find(query)
	if len(found) == 0 {
		c.strangers.add(d.User.Index)
		return
	}
	l.rec.Begin(c.quiet(d.User))
	l.rec.Trace = d.Trace
	near := x.nearMisses(w, found)
	if c.fates != nil {
		d.Candidates = near
		for i := range near {
			l.world.Reset()
			x.askNear(d.User, &near[i], near[i].Cloud, l.world)
		}
	} else {
		for i := range near {
			after := c.worldAfter(found[i].Number)
			now := after.Now(near[i].Cloud)
			x.askNear(d.User, &near[i], now, after)
			if after.ExportedAs(now) == nil {
				d.Candidates = append(d.Candidates, near[i])
			}
		}
	}
	d.Trace = l.rec.Trace
	f, same := match.Deciding(l.rec.Fired, match.NearMisses, match.NearMisses)
	if !same || d.Outcome != match.OutcomeCreate {
		return
	}
	for i := range near {
		if x.brief && !x.foresees && f.Question.Near == &near[i] { // the sentence has them
			near[i].Reasons = l.search.Reasons(found[i])
		}
	}
	d.Double(f)
}

// nearMisses makes those that were found, with reasons unless nobody reads them.
func (x *exporter) nearMisses(w *match.World, found []nearmiss.Found) []match.NearMiss {
	near := w.Room.NearMisses(len(found))
	for i, f := range found {
		near[i] = match.NearMiss{Cloud: w.Room.CloudObject(x.cycle.in.Tenant, int(f.Number)), Score: f.Score}
		if !x.brief {
			near[i].Reasons = x.around.search.Reasons(f)
		}
	}
	return near
}

// askNear asks the rules about a near miss, as the cloud user is in a world.
func (x *exporter) askNear(u *directory.Candidate, near *match.NearMiss, now *directory.CloudObject, w *match.World) {
	pair := x.cycle.question(w, u)
	pair.Cloud, pair.Near = now, near
	x.cycle.engine.Ask(match.NearMisses, match.AboutPair, &pair, &x.around.rec)
}

// strangers are the people whom a pass found nobody near to, which the next one,
// that of json behind its sums, need not find out again.
type strangers []uint32

func (s strangers) has(person int) bool {
	return atomic.LoadUint32(&s[person/32])>>(person%32)&1 != 0
}

func (s strangers) add(person int) { atomic.OrUint32(&s[person/32], 1<<(person%32)) }

// fates says of each cloud object whether somebody is exported onto it, two bits
// each: whether that was found out, and what.
type fates []uint32

const (
	fateKnown = 1 << iota
	fateTaken
)

// newFates gives room for what takenOver finds out. It gives none where a rule
// could fire for an object that somebody is exported onto, or where the steps
// are wanted: then everything is asked.
func (c *cycle) newFates() fates {
	if c.in.Trace || !c.engine.Demands(match.NearMisses, match.AboutPair, rules.NotTakenOver) {
		return nil
	}
	return make(fates, (c.base.Len()+15)/16)
}

// takenOver reports whether somebody is exported onto a cloud object. Namesakes
// of many are asked about many times.
func (x *exporter) takenOver(n int32) bool {
	c := x.cycle
	if c.group.touch[n] < 0 {
		return false
	}
	fate := c.fates.get(n)
	if fate&fateKnown == 0 {
		fate = fateKnown
		if x.exportsOnto(n) {
			fate |= fateTaken
		}
		c.fates.set(n, fate)
	}
	return fate&fateTaken != 0
}

// exportsOnto exports the people who touch a cloud object, for a look only.
func (x *exporter) exportsOnto(n int32) bool {
	c, l := x.cycle, x.around
	i := c.group.touch[n]
	if !c.group.alone(i) {
		return c.worldAfter(n).ExportedOnto(n)
	}
	w := l.world
	l.room.Reset()
	w.Reset()
	w.Room, w.Silent, w.VerdictOnly = &l.room, true, true
	d := c.exportOne(c.quietly, w, c.person(i, w.Room), &l.rec, nil)
	taken := d.Target != nil && matched(d.Outcome) && w.Number(d.Target) == n
	w.Room, w.Silent, w.VerdictOnly = nil, x.foresees, false
	return taken
}

// noteFate keeps for takenOver that a pass exports somebody onto a cloud object.
func (x *exporter) noteFate(w *match.World, d *match.Decision, n int32) {
	// Nobody is near to an object that is linked already.
	if x.cycle.fates != nil && matched(d.Outcome) && d.Outcome != match.OutcomeUpdate && (w.VerdictOnly || w.ExportedOnto(n)) {
		x.cycle.fates.set(n, fateKnown|fateTaken)
	}
}

func (f fates) get(n int32) uint32 { return atomic.LoadUint32(&f[n/16]) >> (2 * (n % 16)) }

func (f fates) set(n int32, fate uint32) { atomic.OrUint32(&f[n/16], fate<<(2*(n%16))) }
