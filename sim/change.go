package sim

import (
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/nearmiss"
)

// Change is one edit, or two that belong together, with which a user would
// match. Each was checked by running the engine on the edited data.
type Change struct {
	// Side is ad, cloud or tenant; both for a pair of edits on two sides.
	Side    string
	Edit    string
	Outcome match.Outcome
	// Target names the cloud object that the user then matches.
	Target string
	// Rule is the one that decides then.
	Rule string
}

// WhatWouldChange finds the edits that lead the user with this on-premises DN
// to a match. A user who already matches needs none. The data are cut down to
// the users and cloud objects that share a key with this one first, so the
// cost does not grow with the forest.
func WhatWouldChange(in Input, dn string) []Change {
	small, d := cut(in, dn)
	if d == nil || matched(d.Outcome) {
		return nil
	}
	edits := editsFor(small, d)
	var out []Change
	for _, e := range edits {
		if c, works := try(small, dn, e); works {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		return out
	}
	for i, a := range edits {
		for _, b := range edits[i+1:] {
			if a.about != b.about || a.kind == b.kind {
				continue
			}
			if c, works := try(small, dn, a, b); works {
				out = append(out, c)
			}
			if len(out) == maxPairs {
				return out
			}
		}
	}
	return out
}

// maxPairs bounds the list of pairs of edits.
const maxPairs = 6

func matched(o match.Outcome) bool {
	return o == match.OutcomeHardMatch || o == match.OutcomeSoftMatch || o == match.OutcomeUpdate
}

// cut keeps the user, everyone who shares a key with them, and the cloud
// objects that these touch.
func cut(in Input, dn string) (Input, *match.Decision) {
	in.Trace, in.FullImport = false, false
	in.Tenant = unpacked(in.Tenant)
	c, err := newCycle(in)
	if err != nil {
		return in, nil
	}
	in.Tenant = cloneTenant(in.Tenant)
	in.Tenant.Settings.SourceAnchor = c.settings.SourceAnchor
	near := c.neighbours(dn)
	var keep []*directory.Object
	cloud := map[*directory.CloudObject]bool{}
	for _, u := range near {
		keep = append(keep, u.Objects()...)
		for _, o := range c.base.Related(u) {
			cloud[o] = true
		}
		if u.Source.DN == dn {
			for _, m := range c.near().Search().Find(nearmiss.Query{User: u, Verified: c.settings.IsVerified}) {
				cloud[c.base.At(m.Number)] = true
			}
		}
	}
	snap := *in.Snapshot
	snap.Objects = slices.DeleteFunc(slices.Clone(in.Snapshot.Objects), func(o *directory.Object) bool {
		if o.Type.IsPerson() {
			return o.DN != dn && !slices.Contains(keep, o)
		}
		return in.Tenant.Settings.Filter.Group == "" || o.Type != directory.TypeGroup
	})
	in.Snapshot = &snap
	in.Tenant.Objects = slices.DeleteFunc(in.Tenant.Objects, func(o *directory.CloudObject) bool { return !cloud[o] })
	return in, decisionFor(in, dn)
}

// neighbours gives the group of a user.
func (c *cycle) neighbours(dn string) []*directory.Candidate {
	people := c.all()
	for i, u := range people {
		if u.Has(func(o *directory.Object) bool { return o.DN == dn }) {
			var group []*directory.Candidate
			for _, m := range c.group.members(int32(i)) {
				group = append(group, people[m])
			}
			return group
		}
	}
	return nil
}

// all makes every person.
func (c *cycle) all() []*directory.Candidate {
	people := make([]*directory.Candidate, c.people.Len())
	for i := range people {
		people[i] = c.people.Candidate(i)
	}
	return people
}

func decisionFor(in Input, dn string) *match.Decision {
	p, err := Predict(in)
	if err != nil {
		return nil
	}
	for i := range p.Decisions {
		d := &p.Decisions[i]
		if d.Object.DN == dn || d.User != nil && slices.ContainsFunc(d.User.Joined, func(o *directory.Object) bool { return o.DN == dn }) {
			return d
		}
	}
	return nil
}

func cloneTenant(t *directory.Tenant) *directory.Tenant {
	c := *t
	c.Objects = slices.Clone(t.Objects)
	return &c
}

// try runs the engine on the edited data.
func try(in Input, dn string, edits ...edit) (Change, bool) {
	c := Change{}
	w := working{in: in, dn: dn}
	w.start()
	for i, e := range edits {
		e.apply(&w)
		if i > 0 {
			c.Edit += ", and "
		}
		c.Edit += e.text
		if c.Side != "" && c.Side != e.side {
			c.Side = "both"
		} else {
			c.Side = e.side
		}
	}
	d := decisionFor(w.in, dn)
	if d == nil || !matched(d.Outcome) || d.Target == nil || edits[0].about != "" && d.Target.ID != edits[0].about {
		return Change{}, false
	}
	c.Outcome, c.Rule, c.Target = d.Outcome, d.Rule.ID, match.CloudName(d.Target)
	return c, true
}
