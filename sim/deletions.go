package sim

import (
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/provision"
)

// deletions lists, with --full-import, the synced cloud users that no person
// in scope has the anchor of, and compares their number with the threshold
// (rulebook LC-1, LC-5, FLT-12). Nobody is deleted whose anchor could not be
// computed.
func (c *cycle) deletions(p *Prediction, people []*directory.Candidate) {
	if !c.in.FullImport {
		return
	}
	kept := make(map[directory.Anchor]bool, len(people))
	unknown := false
	for _, u := range people {
		if u.Anchor != "" {
			kept[u.Anchor] = true
		}
		unknown = unknown || u.AnchorUnknown
	}
	updated := map[string]bool{}
	for _, d := range c.decided {
		if d.Target != nil {
			updated[d.Target.ID] = true
		}
	}
	if unknown {
		return
	}
	for _, o := range c.in.Tenant.Objects {
		if o.Type == directory.TypeUser && !o.Deleted && o.SyncEnabled == directory.True && !o.CloudMastered &&
			!kept[o.ImmutableID] && !updated[o.ID] && !c.sameObject(o, people) {
			p.Deletions = append(p.Deletions, o)
		}
	}
	limit := c.settings.DeletionThreshold
	p.DeletionThresholdExceeded = limit > 0 && len(p.Deletions) > limit
}

// sameObject reports whether the cloud user came from an AD object that is in
// scope with another anchor now: the sync engine stops that user with an error
// and deletes nothing (rulebook SA-10).
func (c *cycle) sameObject(o *directory.CloudObject, people []*directory.Candidate) bool {
	if c.stopped == nil {
		c.stopped = map[string]bool{}
		for _, u := range people {
			if d := c.decided[u.Source]; d.Error != nil && d.Error.Code == "SourceAnchorChanged" && d.Other != nil {
				c.stopped[d.Other.ID] = true
			}
		}
	}
	return c.stopped[o.ID]
}

// unclaimed lists the cloud-managed users that no decision names: no target,
// no conflict, no holder of a value.
func (c *cycle) unclaimed(p *Prediction) {
	touched := map[string]bool{}
	for i := range p.Decisions {
		d := &p.Decisions[i]
		if d.Other != nil {
			touched[d.Other.ID] = true
		}
		if d.Target != nil {
			touched[d.Target.ID] = true
		}
		if d.Result != nil {
			for _, q := range d.Result.Quarantined {
				touched[q.HeldBy.ID] = true
			}
		}
	}
	for _, o := range c.in.Tenant.Objects {
		if isCloudManagedUser(o) && !touched[o.ID] {
			p.Unclaimed = append(p.Unclaimed, o)
		}
	}
}

func isCloudManagedUser(o *directory.CloudObject) bool {
	return o.Type == directory.TypeUser && !o.Deleted && o.ImmutableID == "" &&
		(o.SyncEnabled == directory.Null || o.SyncEnabled == directory.Unknown)
}

// after gives the tenant as the cycle leaves it. When the deletion threshold is
// exceeded nothing is exported at all (rulebook LC-5).
func (c *cycle) after(p *Prediction) *directory.Tenant {
	t := *c.in.Tenant
	if p.DeletionThresholdExceeded {
		t.Objects = slices.Clone(c.in.Tenant.Objects)
		return &t
	}
	gone := map[string]bool{}
	for _, o := range p.Deletions {
		gone[o.ID] = true
	}
	t.Objects = nil
	for _, o := range c.world.Objects() {
		if gone[o.ID] {
			o = provision.Delete(o, c.in.AsOf)
		}
		if o != nil {
			t.Objects = append(t.Objects, o)
		}
	}
	return &t
}

// findNearMisses compares the users whom nothing matched with the
// cloud-managed users that nobody claims.
func (c *cycle) findNearMisses() {
	var finder *nearFinder
	for _, u := range c.people {
		d := c.decided[u.Source]
		if d.Outcome != match.OutcomeCreate && d.Outcome != match.OutcomeCreateDuplicate {
			continue
		}
		if finder == nil {
			finder = c.newNearFinder()
		}
		finder.look(u, d)
	}
}
