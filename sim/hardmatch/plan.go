package hardmatch

import (
	"slices"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// Pair names one AD object and one cloud user to link.
type Pair struct {
	AD    *directory.Object
	Cloud *directory.CloudObject

	// As a table named them, and what is wrong with that.
	adName, cloudName, problem string
}

// Planner makes the rows of plans.
type Planner struct {
	in        sim.Input
	near      *sim.Locality
	decisions map[*directory.Object]*match.Decision
	order     []*match.Decision
	anchor    string
	byName    map[directory.Key][]*directory.CloudObject
	byAnchor  map[directory.Anchor][]*directory.CloudObject
	byID      map[string]*directory.CloudObject
	// fedBy gives the decision that ends on a cloud object.
	fedBy map[string]*match.Decision
}

// NewPlanner takes an input and the prediction that [sim.Predict] made of it.
func NewPlanner(in sim.Input, p *sim.Prediction) (*Planner, error) {
	near, err := sim.NewLocality(in)
	if err != nil {
		return nil, err
	}
	n := len(in.Tenant.Objects)
	pl := &Planner{in: in, near: near, decisions: map[*directory.Object]*match.Decision{},
		byName: make(map[directory.Key][]*directory.CloudObject, 2*n), byAnchor: map[directory.Anchor][]*directory.CloudObject{},
		byID: make(map[string]*directory.CloudObject, n), fedBy: map[string]*match.Decision{}}
	pl.anchor, _ = near.SourceAnchor()
	for i := range p.Decisions {
		d := &p.Decisions[i]
		pl.order = append(pl.order, d)
		pl.decisions[d.Object] = d
		if d.User != nil {
			for _, o := range d.User.Objects() {
				pl.decisions[o] = d
			}
		}
		if d.Target != nil && linksNow(d.Outcome) {
			pl.fedBy[d.Target.ID] = d
		}
	}
	for _, o := range in.Tenant.Objects {
		pl.byID[o.ID] = o
		if o.ImmutableID != "" {
			pl.byAnchor[o.ImmutableID] = append(pl.byAnchor[o.ImmutableID], o)
		}
		for _, key := range match.NamesOf(o) {
			if had := pl.byName[key]; len(had) == 0 || had[len(had)-1] != o {
				pl.byName[key] = append(had, o)
			}
		}
	}
	return pl, nil
}

func linksNow(o match.Outcome) bool {
	return o == match.OutcomeUpdate || o == match.OutcomeHardMatch || o == match.OutcomeSoftMatch
}

// All plans a row for every user that would not match but should.
func (pl *Planner) All() *Plan {
	var rows []Row
	for _, d := range pl.order {
		if targets := pl.targets(d); len(targets) > 0 {
			rows = append(rows, pl.row(d, targets, false))
		}
	}
	return pl.finish(rows)
}

// Users plans rows for the users of some decisions. Who matches already gets a
// row too; who has no cloud user in reach gets one that says so.
func (pl *Planner) Users(chosen []match.Decision) *Plan {
	var rows []Row
	for i := range chosen {
		d := pl.decisions[chosen[i].Object]
		targets := pl.targets(d)
		if len(targets) == 0 && d.Target != nil {
			targets = []*directory.CloudObject{d.Target}
		}
		rows = append(rows, pl.row(d, targets, false))
	}
	return pl.finish(rows)
}

// Pairs plans a row for every pair.
func (pl *Planner) Pairs(pairs []Pair) *Plan {
	var rows []Row
	for _, p := range pairs {
		d := pl.decisions[p.AD]
		if p.problem == "" && d == nil {
			p.problem = "the AD user is no user of the exports"
		}
		if p.problem != "" {
			r := p.unknown()
			if d != nil {
				r.Before, r.After = string(d.Outcome), string(d.Outcome)
			}
			rows = append(rows, r)
			continue
		}
		rows = append(rows, pl.row(d, []*directory.CloudObject{pl.current(p.Cloud)}, true))
	}
	return pl.finish(rows)
}

// unknown is the row of a pair that names nobody, or more than one.
func (p *Pair) unknown() Row {
	r := Row{ADUser: ADUser{UserPrincipalName: p.adName}, CloudUser: CloudUser{UserPrincipalName: p.cloudName},
		Side: SideCloud, Status: StatusBlocked, Blockers: []Blocker{}, Problem: p.problem}
	if p.AD != nil {
		r.ADUser = ADUser{DN: p.AD.DN, Forest: p.AD.Forest, UserPrincipalName: p.AD.Attrs.First("userPrincipalName"), SAMAccountName: p.AD.Attrs.First("sAMAccountName")}
	}
	if p.Cloud != nil {
		r.CloudUser = cloudUser(p.Cloud)
	}
	return r
}

// current gives the object of the tenant with the same id.
func (pl *Planner) current(o *directory.CloudObject) *directory.CloudObject {
	if now := pl.byID[o.ID]; now != nil {
		return now
	}
	return o
}

// finish marks the cloud users that several rows, or a row and a match of
// somebody else, claim. Nobody is preferred. A pair that is given twice makes one row.
func (pl *Planner) finish(rows []Row) *Plan {
	type pair struct{ forest, dn, id string }
	seen := map[pair]bool{}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		p := pair{r.ADUser.Forest, r.ADUser.DN, r.CloudUser.ID}
		again := seen[p] && p.dn != "" && p.id != ""
		seen[p] = true
		return again
	})
	claims := map[string][]string{}
	users := map[string][]string{}
	for i := range rows {
		r := &rows[i]
		dn, id := r.ADUser.DN, r.CloudUser.ID
		if id == "" || dn == "" {
			continue
		}
		if !slices.Contains(claims[id], dn) {
			claims[id] = append(claims[id], dn)
		}
		if !slices.Contains(users[dn], id) {
			users[dn] = append(users[dn], id)
		}
	}
	for i := range rows {
		r := &rows[i]
		switch {
		case r.Status == StatusLinked || r.CloudUser.ID == "" || r.ADUser.DN == "":
		case len(claims[r.CloudUser.ID]) > 1:
			r.ambiguous("the cloud user is claimed by " + list(claims[r.CloudUser.ID]))
		case len(users[r.ADUser.DN]) > 1:
			r.ambiguous("the AD user is paired with " + list(users[r.ADUser.DN]))
		}
	}
	return &Plan{Schema: Schema, SourceAnchor: pl.anchor, Client: string(pl.in.Tenant.Settings.Client), Rows: rows}
}

func (r *Row) ambiguous(why string) {
	r.Status, r.Problem = StatusAmbiguous, why+": choose one pair, and give it with --pairs"
	if r.Candidates == nil && r.CloudUser.ID != "" {
		r.Candidates = []CloudUser{r.CloudUser}
	}
	r.After = r.Before
}

// Findings reports whether the plan has a row that cannot be carried out.
func (p *Plan) Findings() bool {
	return slices.ContainsFunc(p.Rows, func(r Row) bool { return !r.Doable() })
}
