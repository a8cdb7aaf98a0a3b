package report

import (
	"math"
	"sync"

	"presync/sim/directory"
	"presync/sim/match"
)

// evidences has what a decision says of its rule, as JSON. It is the same text
// for all of them, and a third of each.
type evidences struct{ texts sync.Map } // of *match.Rule to []byte

// of gives the fields evidence and fix of a rule.
func (v *evidences) of(r *match.Rule) []byte {
	if text, found := v.texts.Load(r); found {
		return text.([]byte)
	}
	e := encoder{[]byte(`,"evidence":`)}
	e.evidence(&r.Evidence)
	e.field("fix", r.Fix)
	v.texts.Store(r, e.b)
	return e.b
}

// appendDecision appends one decision to other text.
func appendDecision(b []byte, d *match.Decision, steps bool, known *evidences) []byte {
	e := encoder{b}
	e.decision(d, steps, known)
	return e.b
}

// decision writes one decision in the shape of CONTRACT section 4; what is
// added to the contract stands between orderDependent and trace. steps says
// whether the trace is wanted. Fields that are always there are written
// together with what comes before their value.
func (e *encoder) decision(d *match.Decision, steps bool, known *evidences) {
	e.raw(`{"user":`)
	e.user(d)
	e.raw(`,"outcome":`)
	e.string(string(d.Outcome))
	e.raw(`,"rule":`)
	e.string(ruleID(d))
	e.fieldOrNull("matchedBy", d.MatchedBy)
	e.target("target", d.Target)
	e.failure(d.Error)
	e.raw(`,"reason":`)
	e.string(d.Reason)
	e.result(resultOf(d))
	e.raw(`,"confidence":`)
	e.string(string(d.Confidence))
	e.raw(`,"alternatives":[`)
	for i := range d.Alternatives {
		e.open('{')
		e.field("outcome", string(d.Alternatives[i].Outcome))
		e.field("because", d.Alternatives[i].Because)
		e.field("rule", d.Alternatives[i].Rule)
		e.close('}')
	}
	e.raw(`],"orderDependent":`)
	e.bool(d.OrderDependent)
	e.added(d, known)
	e.raw(`,"trace":[`)
	if steps {
		for i := range d.Trace {
			e.step(&d.Trace[i])
		}
	}
	e.raw(`]}`)
}

// added writes the fields that are not in the contract: the object in the
// way, all rules that fired, the evidence of the one that decided, what to do,
// and users that may be the same person.
func (e *encoder) added(d *match.Decision, known *evidences) {
	other := d.Other
	if other == d.Target {
		other = nil
	}
	e.target("other", other)
	e.raw(`,"rules":[`)
	for _, r := range d.Rules {
		e.string(r.ID)
	}
	e.raw(`]`)
	e.strings("notes", d.Notes)
	if d.Rule == nil {
		e.raw(`,"evidence":null,"fix":""`)
	} else {
		e.b = append(e.b, known.of(d.Rule)...)
	}
	e.raw(`,"candidates":[`)
	for i := range d.Candidates {
		c := &d.Candidates[i]
		e.open('{')
		e.field("id", c.Cloud.ID)
		e.field("userPrincipalName", string(c.Cloud.UserPrincipalName))
		e.name("score")
		e.float(score(c))
		e.strings("reasons", c.Reasons)
		e.close('}')
	}
	e.close(']')
}

// score is rounded to three digits, which is finer than it is known.
func score(n *match.NearMiss) float64 { return math.Round(n.Score*1000) / 1000 }

func ruleID(d *match.Decision) string {
	if d.Rule == nil {
		return ""
	}
	return d.Rule.ID
}

// user describes the person, or the bare object when it never became one.
func (e *encoder) user(d *match.Decision) {
	e.raw(`{"dn":`)
	e.string(d.Object.DN)
	e.raw(`,"forest":`)
	e.string(d.Object.Forest)
	e.raw(`,"userPrincipalName":`)
	e.string(UserPrincipalName(d))
	e.raw(`,"sAMAccountName":`)
	e.string(SAMAccountName(d))
	e.raw(`,"objectGUID":"`)
	e.b = appendGUID(e.b, d)
	e.raw(`","sourceAnchor":`)
	e.string(sourceAnchor(d))
	e.origin(d.Object.Origin)
	e.raw(`,"joined":[`)
	if d.User != nil {
		for _, o := range d.User.Joined {
			e.open('{')
			e.field("dn", o.DN)
			e.field("forest", o.Forest)
			e.origin(o.Origin)
			e.close('}')
		}
	}
	e.raw(`]}`)
}

// origin writes the field origin, which is not the first.
func (e *encoder) origin(o directory.Origin) {
	e.raw(`,"origin":{"source":`)
	e.string(o.Source)
	if o.Line != 0 {
		e.raw(`,"line":`)
		e.int(o.Line)
	}
	e.close('}')
}

// target writes a field with a cloud object, or null. deleted is added for
// objects in the recycle bin.
func (e *encoder) target(name string, c *directory.CloudObject) {
	e.name(name)
	if c == nil {
		e.null()
		return
	}
	e.cloudObject(c)
}

func (e *encoder) cloudObject(c *directory.CloudObject) {
	e.open('{')
	e.raw(`"id":`)
	e.string(c.ID)
	e.raw(`,"type":`)
	e.string(string(c.Type))
	e.raw(`,"userPrincipalName":`)
	e.string(string(c.UserPrincipalName))
	e.raw(`,"displayName":`)
	e.string(c.DisplayName)
	if c.Deleted {
		e.name("deleted")
		e.bool(true)
	}
	e.close('}')
}

// failure writes the field error.
func (e *encoder) failure(f *match.Error) {
	e.name("error")
	if f == nil {
		e.null()
		return
	}
	e.open('{')
	e.field("code", f.Code)
	e.name("number")
	if f.Number == 0 {
		e.null()
	} else {
		e.int(f.Number)
	}
	e.field("message", f.Message)
	e.field("attribute", f.Attribute)
	e.name("conflictsWith")
	if f.ConflictsWith == nil {
		e.null()
	} else {
		e.holder(f.ConflictsWith)
	}
	e.close('}')
}

// holder writes an id, or the on-premises dn of an object that this run
// creates.
func (e *encoder) holder(h *match.Holder) {
	e.open('{')
	if h.ID != "" {
		e.field("id", h.ID)
	} else if h.DN != "" {
		e.field("dn", h.DN)
	}
	e.close('}')
}

// result writes the field result.
func (e *encoder) result(r *match.Result) {
	e.name("result")
	if r == nil {
		e.null()
		return
	}
	e.raw(`{"userPrincipalName":`)
	e.string(r.UserPrincipalName)
	e.raw(`,"mailNickname":`)
	e.string(r.MailNickname)
	e.fieldOrNull("mail", r.Mail)
	e.name("proxyAddresses")
	e.open('[')
	for i := range r.ProxyAddresses {
		e.address(&r.ProxyAddresses[i])
	}
	e.close(']')
	e.raw(`,"onPremisesImmutableId":`)
	e.string(string(r.ImmutableID))
	e.raw(`,"quarantined":[`)
	for i := range r.Quarantined {
		q := &r.Quarantined[i]
		e.open('{')
		e.field("property", q.Property)
		e.field("value", q.Value)
		e.name("heldBy")
		e.holder(&q.HeldBy)
		e.close('}')
	}
	e.raw(`],"overwrites":[`)
	for i := range r.Overwrites {
		o := &r.Overwrites[i]
		e.open('{')
		e.field("property", o.Property)
		e.field("before", o.Before)
		e.field("after", o.After)
		e.close('}')
	}
	e.raw(`]}`)
}

func (e *encoder) evidence(v *match.Evidence) {
	e.open('{')
	e.field("section", v.Section)
	e.field("source", v.Source)
	e.field("url", v.URL)
	e.field("read", v.Read)
	e.field("why", v.Why)
	e.close('}')
}

// step writes one rule that was asked.
func (e *encoder) step(s *match.Step) {
	e.open('{')
	e.field("rule", s.Rule.ID)
	e.field("title", s.Rule.Title)
	e.field("phase", s.Rule.Phase.String())
	e.target("target", s.Cloud)
	if s.Claim != nil {
		e.name("claim")
		e.open('{')
		e.field("property", s.Claim.Property)
		e.field("value", s.Claim.Value)
		e.close('}')
	}
	e.field("verdict", string(s.Verdict))
	e.name("checks")
	e.open('[')
	for i := range s.Checks {
		c := &s.Checks[i]
		e.open('{')
		e.field("condition", c.Cond.Name)
		e.name("held")
		e.bool(c.Held)
		e.value("left", &c.Left)
		e.value("right", &c.Right)
		e.close('}')
	}
	e.close(']')
	e.close('}')
}

// value writes a compared value, or null where a condition compares nothing.
func (e *encoder) value(name string, v *match.Value) {
	e.name(name)
	if *v == (match.Value{}) {
		e.null()
		return
	}
	e.open('{')
	e.field("name", v.Name)
	e.field("value", v.Text)
	e.origin(v.Origin)
	e.close('}')
}
