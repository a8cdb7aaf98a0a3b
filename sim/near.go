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

// lookAround compares a user whom nothing matched with the cloud-managed users
// that nobody claims, and lists the near misses. When rule ND001 fires, a
// creation becomes a duplicate.
func (c *cycle) lookAround(d *match.Decision) {
	u := d.User
	var taken func(*directory.CloudObject) bool
	if d.Other != nil {
		taken = func(o *directory.CloudObject) bool { return d.Other.ID == o.ID }
	}
	found := c.near().Find(u, c.settings.IsVerified, taken)
	rec := match.Record{Trace: d.Trace, Quiet: c.quiet(u)}
	for i := range found {
		n := c.base.Number(found[i].Cloud)
		if c.fates != nil && c.takenOver(n, found[i].Cloud) {
			continue
		}
		w := c.worldAfter(n)
		pair := c.question(w, u)
		pair.Cloud, pair.Near = w.Now(found[i].Cloud), &found[i]
		c.engine.Ask(match.NearMisses, match.AboutPair, &pair, &rec)
		if w.ExportedAs(pair.Cloud) == nil {
			d.Candidates = append(d.Candidates, found[i])
		}
	}
	d.Trace = rec.Trace
	if f, same := match.Deciding(rec.Fired, match.NearMisses, match.NearMisses); same && d.Outcome == match.OutcomeCreate {
		d.Double(f)
	}
}

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
func (c *cycle) takenOver(n int32, o *directory.CloudObject) bool {
	if n < 0 || c.group.touch[n] < 0 {
		return false
	}
	word, shift := &c.fates[n/16], 2*(n%16)
	fate := atomic.LoadUint32(word) >> shift
	if fate&fateKnown == 0 {
		fate = fateKnown
		if w := c.worldAfter(n); w.ExportedAs(w.Now(o)) != nil {
			fate |= fateTaken
		}
		atomic.OrUint32(word, fate<<shift)
	}
	return fate&fateTaken != 0
}
