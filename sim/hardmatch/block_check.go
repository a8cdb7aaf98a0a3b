package hardmatch

import (
	"fmt"
	"slices"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/syncrule"
)

// settle finds the blockers that count, runs the engine on the changed data,
// and says how the row ends.
func (l *link) settle() {
	r := l.row
	small := l.near.Around(l.user.Source, l.involved()...)
	all := l.blockers()
	d := l.try(small, all)
	if l.wanted(d) {
		// What the rules of the day let through is in nobody's way.
		for i := len(all) - 1; i >= 0; i-- {
			if !judged(all[i].ID) {
				continue
			}
			rest := slices.Delete(slices.Clone(all), i, i+1)
			if without := l.try(small, rest); l.wanted(without) {
				all, d = rest, without
			}
		}
	}
	r.Blockers = append([]Blocker{}, all...)
	r.Status = StatusReady
	if len(all) > 0 {
		r.Status = StatusBlocked
	}
	if d == nil {
		r.Status, r.Problem = StatusBlocked, "the engine has no verdict about the user on the changed data"
		return
	}
	r.After = string(d.Outcome)
	if !l.wanted(d) {
		r.Status, r.Problem = StatusBlocked, fmt.Sprintf("even then the outcome is %s (%s): %s", d.Outcome, ruleID(d), d.Reason)
	}
}

func ruleID(d *match.Decision) string {
	if d.Rule == nil {
		return "no rule"
	}
	return d.Rule.ID
}

// judged are the blockers that block only as far as a rule says so.
func judged(id string) bool {
	switch id {
	case BlockSourceOfAuthority, BlockObjectIdentifier, BlockAdminRole, BlockHardMatchFlag:
		return true
	}
	return false
}

// involved are the cloud objects that the row is about.
func (l *link) involved() []*directory.CloudObject {
	out := []*directory.CloudObject{l.cloud}
	return append(out, l.byAnchor[directory.Anchor(l.row.NewImmutableID)]...)
}

// wanted reports whether the user ends on the cloud user by the anchor.
func (l *link) wanted(d *match.Decision) bool {
	return d != nil && d.Target != nil && d.Target.ID == l.cloud.ID &&
		(d.Outcome == match.OutcomeHardMatch || d.Outcome == match.OutcomeUpdate)
}

// try decides about the user on data without the blockers and with the change.
func (l *link) try(in sim.Input, cleared []Blocker) *match.Decision {
	snap, tenant := *in.Snapshot, *in.Tenant
	snap.Objects, tenant.Objects = slices.Clone(snap.Objects), slices.Clone(tenant.Objects)
	in.Snapshot, in.Tenant = &snap, &tenant
	c := l.cloud.Clone()
	for i, o := range tenant.Objects {
		if o.ID == c.ID {
			tenant.Objects[i] = c
		}
	}
	for i := range cleared {
		l.clear(&cleared[i], &snap, &tenant, c)
	}
	if l.row.Side == SideAD {
		l.stamp(&snap)
	} else {
		c.ImmutableID = directory.Anchor(l.row.NewImmutableID)
	}
	return sim.DecisionAbout(in, l.user.Source.DN)
}

// clear does to the data what clearing a blocker does.
func (l *link) clear(b *Blocker, snap *directory.Snapshot, tenant *directory.Tenant, c *directory.CloudObject) {
	switch b.ID {
	case BlockSourceOfAuthority:
		c.CloudMastered = false
	case BlockQuarantined, BlockRecycleBin:
		tenant.Objects = slices.DeleteFunc(tenant.Objects, func(o *directory.CloudObject) bool { return o.ID == b.Object })
	case BlockTargetDeleted:
		c.Deleted = false
	case BlockOnPremMastered:
		c.SyncEnabled = directory.False
		if l.feeder != nil {
			gone := []*directory.Object{l.feeder.Object}
			if l.feeder.User != nil {
				gone = l.feeder.User.Objects()
			}
			snap.Objects = slices.DeleteFunc(snap.Objects, func(o *directory.Object) bool { return slices.Contains(gone, o) })
		}
	case BlockObjectIdentifier:
		c.ObjectIdentifier = directory.GUID{}
	case BlockAdminRole:
		c.Roles = nil
	case BlockHardMatchFlag:
		tenant.Settings.Features.BlockCloudObjectTakeoverThroughHardMatch = false
	}
}

// stamp gives the AD user the anchor of the cloud user.
func (l *link) stamp(snap *directory.Snapshot) {
	raw, _ := l.stampable()
	for i, o := range snap.Objects {
		if o == l.user.Source {
			o = o.Clone()
			o.Attrs.Set(syncrule.ConsistencyGUID, raw)
			snap.Objects[i] = o
		}
	}
}
