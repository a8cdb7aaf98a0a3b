package match

import (
	"cmp"
	"slices"

	"presync/sim/directory"
)

// NewDecision derives the decision from the rule that decided and everything
// else that fired: values set aside, doubts, and further refusals.
func NewDecision(f Fired, rec *Record) *Decision {
	q := f.Question
	d := q.World.room().decision()
	*d = Decision{
		User: q.User, Object: q.Object, Outcome: f.Rule.Then.Outcome, Rule: f.Rule, MatchedBy: f.Rule.Then.By,
		Other: q.Cloud, Confidence: f.Rule.Evidence.Confidence, Reason: q.sentence(f.Rule.Reason), Trace: rec.Trace,
	}
	if q.User != nil {
		d.Object = q.User.Source
	}
	if f.Rule.Then.Links {
		d.Target = q.Cloud
	}
	if f.Rule.Then.Failure != nil {
		d.Error = newError(f.Rule.Then.Failure, q)
	}
	if q.Claim != nil {
		d.Other = q.Claim.Holder
	}
	d.setAside(rec.Fired)
	d.Rules = firedRules(f.Rule, rec.Fired, q.World.room())
	d.doubt(rec.Fired)
	return d
}

// setAside turns a creation into a duplicate when a value of the person stays
// with another object.
func (d *Decision) setAside(fired []Fired) {
	if d.Outcome == OutcomeError || d.Outcome == OutcomeNotSynced {
		return
	}
	for _, f := range fired {
		if f.Rule.Then.Kind != Quarantine && f.Rule.Then.Kind != Replace {
			continue
		}
		d.Confidence = Worst(d.Confidence, f.Rule.Evidence.Confidence)
		sentence := f.Question.sentence(f.Rule.Reason)
		if d.Outcome == OutcomeCreate {
			d.Outcome, d.Rule, d.Reason, d.Other = f.Rule.Then.Outcome, f.Rule, sentence, f.Question.Claim.Holder
			continue
		}
		d.Reason += "; " + sentence
	}
}

// firedRules lists the rules that fired, the deciding one first. Rules that
// would have decided in a later phase are left out: the vendor never gets there.
func firedRules(first *Rule, fired []Fired, room *Room) []*Rule {
	list := room.addRule(nil, first)
	for _, f := range fired {
		late := f.Rule.Then.Kind == Decides && f.Rule.Phase > first.Phase && f.Rule.Phase <= Provision
		if !late && f.Rule.Then.Kind != Doubts && !slices.Contains(list, f.Rule) {
			list = room.addRule(list, f.Rule)
		}
	}
	slices.SortFunc(list[1:], func(a, b *Rule) int {
		return cmp.Or(cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// doubt applies the doubts that are about this decision.
func (d *Decision) doubt(fired []Fired) {
	for _, f := range fired {
		doubt := f.Rule.Then.Doubt
		if doubt == nil || !slices.Contains(doubt.About, d.Outcome) || !d.concerns(f) {
			continue
		}
		if doubt.Code != "" && (d.Error == nil || d.Error.Code != doubt.Code) {
			continue
		}
		d.Confidence = Worst(d.Confidence, doubt.Confidence)
		d.Alternatives = f.Question.World.room().addAlternative(d.Alternatives,
			Alternative{Outcome: doubt.Outcome, Because: f.Question.sentence(doubt.Because), Rule: f.Rule.ID})
	}
}

// concerns reports whether a doubt was asked about the object that the
// decision is about.
func (d *Decision) concerns(f Fired) bool {
	return f.Question.Cloud == nil || d.Other == nil || f.Question.Cloud == d.Other || f.Question.Claim != nil
}

// SetAside lists the values that the fired rules take away from the person;
// replaced is the claim whose userPrincipalName becomes a placeholder.
func SetAside(fired []Fired) (quarantined []Quarantined, replaced *Claim) {
	for _, f := range fired {
		if f.Rule.Then.Kind != Quarantine && f.Rule.Then.Kind != Replace {
			continue
		}
		c := f.Question.Claim
		if f.Rule.Then.Kind == Replace {
			replaced = c
		}
		quarantined = append(quarantined, Quarantined{Property: c.Property, Value: c.Value, HeldBy: holderOf(c.Holder, f.Question.World)})
	}
	return quarantined, replaced
}

func newError(f *Failure, q *Question) *Error {
	e := q.World.room().namedError()
	e.Error = Error{Code: f.Code, Number: f.Number, Message: q.sentence(f.Message), Attribute: f.Attribute}
	switch {
	case q.Claim != nil:
		e.holder = holderOf(q.Claim.Holder, q.World)
		e.ConflictsWith = &e.holder
	case q.Cloud != nil:
		e.holder = holderOf(q.Cloud, q.World)
		e.ConflictsWith = &e.holder
	}
	return &e.Error
}

// holderOf names the object that holds a value. An object that this run
// creates has no id yet; it is named by the DN it comes from.
func holderOf(o *directory.CloudObject, w *World) Holder {
	h := Holder{ID: o.ID, Type: o.Type, Name: o.DisplayName}
	if o.UserPrincipalName != "" {
		h.Name = string(o.UserPrincipalName)
	}
	if u := w.ExportedAs(o); u != nil {
		h.DN = u.Source.DN
		if o.IsNew() {
			h.ID = ""
		}
	}
	return h
}

// Explain adds the sentences of the rules that explain the result.
func (d *Decision) Explain(rec *Record) {
	d.Trace = rec.Trace
	for _, f := range rec.Fired {
		if f.Rule.Then.Kind == Notes || f.Rule.Then.Kind == Releases {
			room := f.Question.World.room()
			d.Notes = room.addNote(d.Notes, f.Question.sentence(f.Rule.Reason))
			if !slices.Contains(d.Rules, f.Rule) {
				d.Rules = room.addRule(d.Rules, f.Rule)
			}
		}
	}
}

// Double turns a creation into a duplicate by a rule that was asked after it.
func (d *Decision) Double(f Fired) {
	d.Outcome, d.Rule, d.Other = f.Rule.Then.Outcome, f.Rule, f.Question.Cloud
	d.Reason = f.Question.sentence(f.Rule.Reason)
	d.Rules = append([]*Rule{f.Rule}, d.Rules...)
	d.Confidence = Worst(d.Confidence, f.Rule.Evidence.Confidence)
}
