package sim

import (
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/provision"
)

// desk is where one person is exported, in steps: match, validate,
// compute, settle, carryOut.
type desk struct {
	engine *match.Engine
	world  *match.World
	person *directory.Candidate
	record *match.Record // room
	marks  *marks        // notes the holders of values that the person does not get; nil notes none

	fired          match.Fired // the rule that says who the person is
	target, before *directory.CloudObject
	plan           provision.Plan
	decision       *match.Decision // nil until there is one
	goes           bool            // the decision is to be carried out
}

// exportOne decides about one person in a world and applies the decision.
func (c *cycle) exportOne(e *match.Engine, w *match.World, u *directory.Candidate, rec *match.Record, m *marks) *match.Decision {
	at := desk{engine: e, world: w, person: u, record: rec, marks: m}
	c.match(&at)
	c.validate(&at)
	c.compute(&at)
	c.settle(&at)
	c.carryOut(&at)
	return at.decision
}

// match asks who the person is. Some rule always decides: a person who can be
// exported is created (CR001), and SA001, SA002 and JOIN keep the others out.
func (c *cycle) match(at *desk) {
	rec := at.record
	rec.Begin(c.quiet(at.person))
	rec.First = c.question(at.world, at.person)
	at.decision = nil
	at.fired, _ = at.engine.Match(&rec.First, rec)
	at.target = linked(at.fired)
	if !exports(at.fired) {
		at.decision = match.NewDecision(at.fired, rec)
	}
}

// validate asks whether the person can be exported at all.
func (c *cycle) validate(at *desk) {
	if at.decision != nil {
		return
	}
	w, rec := at.world, at.record
	at.engine.Ask(match.Validation, match.AboutUser, &rec.First, rec)
	if invalid, found := match.Deciding(rec.Fired, match.Validation, match.Validation); found {
		at.decision = match.NewDecision(invalid, rec)
		return
	}
	for _, f := range rec.Fired {
		if f.Rule.Then.Kind == match.Releases {
			w.Remove(f.Question.Cloud)
		}
	}
}

// compute finds out what the service would make of the person's values.
func (c *cycle) compute(at *desk) {
	if at.decision != nil {
		return
	}
	w, rec := at.world, at.record
	at.before = c.licensedCopy(at.target, at.person)
	at.plan = provision.ComputeIn(w.Room, at.person, at.before, &c.settings, at.taken)
	rec.Plan = planFacts(&at.plan)
}

// taken reports whether another object than the target has a name or address.
func (at *desk) taken(k directory.Key) bool { return at.world.Taken(k, at.target) }

// settle asks who else holds the values, and decides.
func (c *cycle) settle(at *desk) {
	at.goes = false
	if at.decision != nil {
		return
	}
	w, rec, plan := at.world, at.record, &at.plan
	q, facts := &rec.First, &rec.Plan
	claims := c.claims(w, at.target, plan)
	if o := rec.HolderOf(at.person.SID, at.target); o != nil {
		claims = append(claims, match.Claim{Property: provision.PropertySID, Value: string(at.person.SID), Holder: o})
	}
	for i := range claims {
		asked := *q
		asked.Cloud, asked.Claim, asked.Plan = at.target, &claims[i], facts
		at.engine.Ask(match.Exporting, match.AboutClaim, &asked, rec)
	}
	if failed, found := match.Deciding(rec.Fired, match.Exporting, match.Exporting); found {
		at.decision = match.NewDecision(failed, rec)
		return
	}
	at.decision = match.NewDecision(at.fired, rec)
	at.marks.holders(w, rec.Fired)
	at.goes = !w.VerdictOnly
}

// carryOut gives the person the values that nobody else holds, and puts the
// object into the world as it is then.
func (c *cycle) carryOut(at *desk) {
	if !at.goes {
		return
	}
	w, u, rec, plan := at.world, at.person, at.record, &at.plan
	q, facts := &rec.First, &rec.Plan
	quarantined, replaced := match.SetAside(rec.Fired)
	var placeholder directory.UPN
	if replaced != nil {
		placeholder = provision.Placeholder(plan.UPN.Prefix(), c.settings.InitialDomain, string(u.Anchor)+u.Source.DN, at.taken)
	}
	after, result := provision.FinishIn(w.Room, u, at.before, plan, quarantined, placeholder)
	// A licence of the tenant file holds for the cycle that names it.
	after.ExchangePlan = at.target != nil && at.target.ExchangePlan
	at.decision.Result = result
	if replaced != nil && facts.Rule == "UP-7" {
		facts.Rule = "" // the name that the domain would give is taken
	}
	outlook := &rec.Last
	*outlook = *q
	outlook.Cloud, outlook.Plan = at.target, facts
	at.engine.Ask(match.Outlook, match.AboutUser, outlook, rec)
	at.decision.Explain(rec)
	w.Put(at.target, after, u)
}

// holders notes who holds the values that are set aside.
func (m *marks) holders(w *match.World, fired []match.Fired) {
	if m == nil {
		return
	}
	for _, f := range fired {
		if f.Rule.Then.Kind == match.Quarantine || f.Rule.Then.Kind == match.Replace {
			if n := w.Number(f.Question.Claim.Holder); n >= 0 {
				m.touched.set(n)
			}
		}
	}
}

// linked gives the cloud object that a deciding rule ties the person to.
func linked(f match.Fired) *directory.CloudObject {
	if f.Rule.Then.Links {
		return f.Question.Cloud
	}
	return nil
}

// exports reports whether a decision reaches the export.
func exports(f match.Fired) bool {
	return f.Rule.Then.Outcome != match.OutcomeError && f.Rule.Then.Outcome != match.OutcomeNotSynced
}

// licensedCopy gives the object that is taken over with the Exchange licence
// that the tenant file adds; nil stays nil.
func (c *cycle) licensedCopy(o *directory.CloudObject, u *directory.Candidate) *directory.CloudObject {
	if o == nil || o.ExchangePlan {
		return o
	}
	if !u.ExchangePlan && !c.isLicensed(o) {
		return o
	}
	o = o.Clone()
	o.ExchangePlan = true
	return o
}

// isLicensed reports whether the tenant file names a cloud user as licensed.
func (c *cycle) isLicensed(o *directory.CloudObject) bool {
	return len(c.licensed) > 0 && (c.licensed[directory.Fold(o.ID)] || c.licensed[o.UserPrincipalName.Key()])
}

// claims lists the values of the plan that another live object holds now. A
// value that the object has already is no new claim.
func (c *cycle) claims(w *match.World, target *directory.CloudObject, plan *provision.Plan) []match.Claim {
	var out []match.Claim
	if target == nil || !target.UserPrincipalName.SameAs(plan.UPN) {
		key := plan.UPN.Key()
		for _, o := range w.Holders(key) {
			if !o.Deleted && !same(o, target) && o.UserPrincipalName.SameAs(plan.UPN) {
				out = append(out, match.Claim{Property: provision.PropertyUPN, Value: string(plan.UPN), Key: key, Holder: o})
				break
			}
		}
	}
	for _, a := range plan.Proxies {
		if !a.IsSMTP() || target != nil && match.HoldsAddress(target, a) {
			continue
		}
		for _, o := range w.Holders(a.Key()) {
			if !o.Deleted && !same(o, target) && match.HoldsAddress(o, a) {
				out = append(out, match.Claim{Property: provision.PropertyProxies, Value: a.String(), Key: a.Key(), Holder: o})
				break
			}
		}
	}
	return out
}

func same(a, b *directory.CloudObject) bool { return b != nil && a.ID == b.ID }

// planFacts gives the rules of the result what the calculation found.
func planFacts(plan *provision.Plan) match.PlanFacts {
	f := match.PlanFacts{UPN: string(plan.UPN), Rule: plan.UPNRule, Fallback: plan.Fallback, Why: plan.FallbackWhy}
	for _, d := range plan.Dropped {
		if f.Discarded == nil {
			f.Discarded = map[string][]string{}
		}
		f.Discarded[string(d.Why)] = append(f.Discarded[string(d.Why)], d.Value)
	}
	return f
}
