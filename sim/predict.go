package sim

import (
	"slices"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
	"presync/sim/syncrule"
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

// Predict runs one cycle. It reports an error only for settings that no
// installation could have; the message names the setting.
func Predict(in Input) (*Prediction, error) {
	c, err := newCycle(in)
	if err != nil {
		return nil, err
	}
	people := c.project()
	c.tryOrders(people)
	c.export(people)
	c.findNearMisses()
	p := &Prediction{Decisions: c.inOrder(), Settings: c.settings}
	c.deletions(p, people)
	c.unclaimed(p)
	p.Gaps = append(append([]directory.Gap{}, in.Gaps...), c.gaps()...)
	p.After = c.after(p)
	return p, nil
}

// cycle is one synchronisation cycle while it runs.
type cycle struct {
	in       Input
	settings directory.Settings
	why      string // why the sourceAnchor attribute was chosen
	engine   *match.Engine
	scope    *syncrule.Scope
	world    *match.World
	inputs   *match.Inputs
	licensed map[directory.Key]bool

	// decided holds the decisions by the place of the object in the exports.
	decided map[*directory.Object]*match.Decision
	orders  map[*directory.Candidate][]match.Alternative
	people  []*directory.Candidate
	stopped map[string]bool // see sameObject
}

func newCycle(in Input) (*cycle, error) {
	c := &cycle{in: in, settings: in.Tenant.Settings, decided: map[*directory.Object]*match.Decision{},
		orders: map[*directory.Candidate][]match.Alternative{}, licensed: map[directory.Key]bool{}}
	set := in.Rules
	if set == nil {
		set = rules.All()
	}
	in.AsOf = in.AsOf.UTC().Truncate(24 * time.Hour)
	c.engine = match.NewEngine(set, in.AsOf, in.Trace)
	c.in.AsOf = in.AsOf
	c.settings.SourceAnchor, c.why = syncrule.ResolveAnchor(in.Snapshot, &c.settings)
	for _, u := range c.settings.ExchangeLicensed {
		c.licensed[directory.Fold(u)] = true
	}
	var err error
	if c.scope, err = syncrule.NewScope(in.Snapshot, &c.settings); err != nil {
		return nil, err
	}
	c.world = match.NewWorld(in.Tenant.Objects)
	c.inputs = &match.Inputs{Known: in.Tenant.Known, Has: func(attribute string) bool {
		return in.Snapshot.Attributes[string(directory.Fold(attribute))]
	}}
	return c, nil
}

// project asks the scope rules about every user of the exports and takes those
// that are let in into the metaverse.
func (c *cycle) project() []*directory.Candidate {
	var inScope []*directory.Object
	for _, o := range c.in.Snapshot.Objects {
		if !o.Type.IsPerson() {
			continue
		}
		facts := c.scope.Facts(o)
		q := c.question(nil)
		q.Object, q.Scope = o, &facts
		rec := match.Record{Quiet: c.in.Traced != nil && !c.in.Traced(o)}
		c.engine.Ask(match.Scope, match.AboutObject, &q, &rec)
		if f, found := match.Deciding(rec.Fired, match.Scope, match.Scope); found {
			c.decided[o] = match.NewDecision(f, &rec)
			continue
		}
		inScope = append(inScope, o)
		if c.in.Trace {
			c.decided[o] = &match.Decision{Object: o, Trace: rec.Trace}
		}
	}
	c.people = syncrule.Project(c.in.Snapshot, inScope, &c.settings, c.settings.SourceAnchor)
	return c.people
}

// quiet reports whether no steps are wanted about a person.
func (c *cycle) quiet(u *directory.Candidate) bool {
	return c.in.Traced != nil && !slices.ContainsFunc(u.Objects(), c.in.Traced)
}

func (c *cycle) question(u *directory.Candidate) match.Question {
	return match.Question{User: u, Settings: &c.settings, World: c.world, Inputs: c.inputs, Day: c.in.AsOf}
}

// export takes one user after another, and applies each decision before the
// next is taken: who comes first can take an address.
func (c *cycle) export(people []*directory.Candidate) {
	for _, u := range people {
		d := c.exportOne(c.world, u)
		if before := c.decided[u.Source]; before != nil {
			d.Trace = append(before.Trace, d.Trace...)
		}
		if others := c.orders[u]; len(others) > 0 {
			d.OrderDependent = true
			d.Alternatives = append(d.Alternatives, others...)
		}
		c.decided[u.Source] = d
	}
}

// inOrder gives the decisions in the order of the exports; a person with
// several objects stands where the first of them does.
func (c *cycle) inOrder() []match.Decision {
	joined := map[*directory.Object]*directory.Candidate{}
	for _, u := range c.people {
		for _, o := range u.Joined {
			joined[o], joined[u.Source] = u, u
		}
	}
	done := map[*directory.Candidate]bool{}
	out := make([]match.Decision, 0, len(c.decided))
	for _, o := range c.in.Snapshot.Objects {
		if u := joined[o]; u != nil {
			if !done[u] {
				done[u] = true
				out = append(out, *c.decided[u.Source])
			}
		} else if d := c.decided[o]; d != nil {
			out = append(out, *d)
		}
	}
	return out
}
