package sim

import (
	"cmp"
	"slices"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/provision"
)

// Input is all that a prediction depends on.
type Input struct {
	Snapshot *directory.Snapshot
	Tenant   *directory.Tenant
	// AsOf picks the rules in force; only the date counts.
	AsOf time.Time
	// FullImport says that the on-premises exports are complete: synced cloud
	// users that they lack will be deleted.
	FullImport bool
	// Trace keeps every step of every decision.
	Trace bool
	// Traced limits Trace to the people with an object for which it holds; nil
	// traces all. A trace takes some 100 kB a person.
	Traced func(*directory.Object) bool
	// Rules replaces the shipped rule set; nil uses it.
	Rules []*match.Rule
	// Gaps are those that the readers found.
	Gaps []directory.Gap
}

// Prediction is what one synchronisation cycle does.
type Prediction struct {
	// Decisions has one entry per person, in the order of the exports. Objects
	// that never become a person have one too.
	Decisions []match.Decision
	// Settings are the effective ones; SourceAnchor is the resolved attribute.
	Settings directory.Settings
	Gaps     []directory.Gap

	Deletions                 []*directory.CloudObject
	DeletionThresholdExceeded bool
	// Unclaimed are cloud-managed users that no on-premises user touches.
	Unclaimed []*directory.CloudObject

	// After is the tenant as this cycle leaves it: the next cycle's tenant.
	After *directory.Tenant
}

// Predict runs one cycle and keeps all of it. It reports an error only for
// settings that no installation could have; the message names the setting.
// [NewRun] is for inputs whose decisions are looked at one after another.
func Predict(in Input) (*Prediction, error) {
	in.Tenant = unpacked(in.Tenant)
	r, err := NewRun(in)
	if err != nil {
		return nil, err
	}
	p := &Prediction{Decisions: make([]match.Decision, 0, len(r.cycle.plan)), Settings: r.Settings(), Gaps: r.Gaps()}
	r.cycle.keep = true
	nothing := func(*Block) struct{} { return struct{}{} }
	rest, err := each(r, &batch{keeps: true}, nothing, func(b *Block, _ struct{}) error {
		for _, d := range b.Decisions {
			p.Decisions = append(p.Decisions, *d)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.Deletions, p.DeletionThresholdExceeded, p.Unclaimed = rest.Deletions.objects(), rest.DeletionThresholdExceeded, rest.Unclaimed.objects()
	p.After = r.cycle.after(rest)
	return p, nil
}

// unpacked gives a tenant whose objects are all made.
func unpacked(t *directory.Tenant) *directory.Tenant {
	all := *t
	all.Unpack()
	return &all
}

// after gives the tenant as the cycle leaves it. When the deletion threshold is
// exceeded nothing is exported at all (rulebook LC-5).
func (c *cycle) after(rest *Rest) *directory.Tenant {
	t := *c.in.Tenant
	t.Objects = slices.Clone(c.in.Tenant.Objects)
	if rest.DeletionThresholdExceeded {
		return &t
	}
	slices.SortFunc(c.changes, func(a, b match.Change) int {
		return cmp.Or(cmp.Compare(orderOf(a), orderOf(b)), cmp.Compare(a.Number, b.Number))
	})
	for _, x := range c.changes {
		if x.Number < c.base.Len() {
			t.Objects[x.Number] = x.After
		} else {
			t.Objects = append(t.Objects, x.After)
		}
	}
	for _, n := range rest.Deletions.numbers {
		if t.Objects[n] != nil {
			t.Objects[n] = provision.Delete(t.Objects[n], c.in.AsOf)
		}
	}
	t.Objects = slices.DeleteFunc(t.Objects, func(o *directory.CloudObject) bool { return o == nil })
	return &t
}

func orderOf(x match.Change) int {
	if x.By == nil {
		return -1
	}
	return x.By.Index
}
