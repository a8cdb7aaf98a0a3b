package sim

import (
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/nearmiss"
)

// nearFinder looks for cloud users who are probably the same person as a user
// whom nothing matched.
type nearFinder struct {
	cycle  *cycle
	finder *nearmiss.Finder
}

func (c *cycle) newNearFinder() *nearFinder {
	var users []*directory.CloudObject
	for _, o := range c.in.Tenant.Objects {
		if isCloudManagedUser(o) {
			users = append(users, o)
		}
	}
	return &nearFinder{cycle: c, finder: nearmiss.New(users)}
}

// look compares one user with the cloud users and lists the near misses. When
// rule ND001 fires, a creation becomes a duplicate.
func (n *nearFinder) look(u *directory.Candidate, d *match.Decision) {
	c := n.cycle
	taken := func(o *directory.CloudObject) bool { return d.Other != nil && d.Other.ID == o.ID }
	found := n.finder.Find(u, c.settings.IsVerified, taken)
	rec := match.Record{Trace: d.Trace, Quiet: c.quiet(u)}
	q := c.question(u)
	for i := range found {
		pair := q
		pair.Cloud, pair.Near = c.world.Now(found[i].Cloud), &found[i]
		c.engine.Ask(match.NearMisses, match.AboutPair, &pair, &rec)
		if c.world.ExportedAs(pair.Cloud) == nil {
			d.Candidates = append(d.Candidates, found[i])
		}
	}
	d.Trace = rec.Trace
	if f, same := match.Deciding(rec.Fired, match.NearMisses, match.NearMisses); same && d.Outcome == match.OutcomeCreate {
		d.Double(f)
	}
}
