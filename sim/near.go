package sim

import (
	"presync/sim/directory"
	"presync/sim/match"
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
		w := c.worldAfter(c.base.Number(found[i].Cloud))
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
