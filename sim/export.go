package sim

import (
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/provision"
)

// exportOne decides about one person in a world and applies the decision. rec
// is room; m notes the holders of values that the person does not get, nil notes
// none.
func (c *cycle) exportOne(e *match.Engine, w *match.World, u *directory.Candidate, rec *match.Record, m *marks) *match.Decision {
	rec.Begin(c.quiet(u))
	q := &rec.First
	*q = c.question(w, u)
	fired, _ := e.Match(q, rec)
	// Some rule always decides: a person who can be exported is created
	// (CR001), and SA001, SA002 and JOIN keep the others out.
	target := linked(fired)
	if !exports(fired) {
		return match.NewDecision(fired, rec)
	}
	e.Ask(match.Validation, match.AboutUser, q, rec)
	if invalid, found := match.Deciding(rec.Fired, match.Validation, match.Validation); found {
		return match.NewDecision(invalid, rec)
	}
	for _, f := range rec.Fired {
		if f.Rule.Then.Kind == match.Releases {
			w.Remove(f.Question.Cloud)
		}
	}
	before := c.licensedCopy(target, u)
	taken := func(k directory.Key) bool { return w.Taken(k, target) }
	plan := provision.ComputeIn(w.Room, u, before, &c.settings, taken)
	rec.Plan = planFacts(plan)
	facts := &rec.Plan
	claims := c.claims(w, target, plan)
	for i := range claims {
		asked := *q
		asked.Cloud, asked.Claim, asked.Plan = target, &claims[i], facts
		e.Ask(match.Exporting, match.AboutClaim, &asked, rec)
	}
	if failed, found := match.Deciding(rec.Fired, match.Exporting, match.Exporting); found {
		return match.NewDecision(failed, rec)
	}
	d := match.NewDecision(fired, rec)
	m.holders(w, rec.Fired)
	if w.VerdictOnly {
		return d
	}
	quarantined, replaced := match.SetAside(rec.Fired)
	var placeholder directory.UPN
	if replaced != nil {
		placeholder = provision.Placeholder(plan.UPN.Prefix(), c.settings.InitialDomain, string(u.Anchor)+u.Source.DN, taken)
	}
	after, result := provision.FinishIn(w.Room, u, before, plan, quarantined, placeholder)
	// A licence of the tenant file holds for the cycle that names it.
	after.ExchangePlan = target != nil && target.ExchangePlan
	d.Result = result
	outlook := &rec.Last
	*outlook = *q
	outlook.Cloud, outlook.Plan = target, facts
	e.Ask(match.Outlook, match.AboutUser, outlook, rec)
	d.Explain(rec)
	w.Put(target, after, u)
	return d
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
func (c *cycle) claims(w *match.World, target *directory.CloudObject, plan provision.Plan) []match.Claim {
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
func planFacts(plan provision.Plan) match.PlanFacts {
	f := match.PlanFacts{UPN: string(plan.UPN), Rule: plan.UPNRule, Fallback: plan.Fallback, Why: plan.FallbackWhy}
	for _, d := range plan.Dropped {
		if f.Discarded == nil {
			f.Discarded = map[string][]string{}
		}
		f.Discarded[string(d.Why)] = append(f.Discarded[string(d.Why)], d.Value)
	}
	return f
}
