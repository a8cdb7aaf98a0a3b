package mutation

import (
	"fmt"
	"slices"

	"presync/sim/match"
)

// effects changes each part of what a rule does.
func effects(r *match.Rule) []Mutant {
	if r.Then.Doubt != nil {
		return doubts(r)
	}
	var list []Mutant
	add := func(kind Kind, change string, edit func(*match.Rule)) {
		changed := *r
		if r.Then.Failure != nil {
			failure := *r.Then.Failure
			changed.Then.Failure = &failure
		}
		edit(&changed)
		list = append(list, Mutant{r, kind, change, &changed, -1})
	}
	if o := r.Then.Outcome; o != "" {
		other := otherOutcome[o]
		add(Outcome, fmt.Sprintf("outcome %s becomes %s", o, other), func(r *match.Rule) { r.Then.Outcome = other })
	}
	switch r.Then.Kind {
	case match.Quarantine:
		add(Effect, "the value is no longer quarantined", func(r *match.Rule) { r.Then.Kind = match.Notes })
	case match.Replace:
		add(Effect, "the value is quarantined, but no placeholder replaces it", func(r *match.Rule) { r.Then.Kind = match.Quarantine })
	case match.Releases:
		add(Effect, "the cloud object is no longer released", func(r *match.Rule) { r.Then.Kind = match.Notes })
	}
	if by := r.Then.By; by != "" {
		other := "sourceAnchor"
		if by == other {
			other = "primarySMTP"
		}
		add(MatchedBy, fmt.Sprintf("matched by %s becomes %s", by, other), func(r *match.Rule) { r.Then.By = other })
	}
	if r.Then.Links {
		add(Link, "the cloud object is no longer linked", func(r *match.Rule) { r.Then.Links = false })
	}
	if f := r.Then.Failure; f != nil {
		failures(f, add)
	}
	if shows(r) {
		other := otherConfidence[r.Evidence.Confidence]
		add(Confidence, fmt.Sprintf("confidence %s becomes %s", r.Evidence.Confidence, other),
			func(r *match.Rule) { r.Evidence.Confidence = other })
	}
	return list
}

// shows reports whether the confidence of a rule is part of a decision: notes
// and releases only explain.
func shows(r *match.Rule) bool {
	return r.Then.Kind == match.Decides || r.Then.Kind == match.Quarantine || r.Then.Kind == match.Replace
}

// failures changes the parts of an error.
func failures(f *match.Failure, add func(Kind, string, func(*match.Rule))) {
	other := "AttributeValueMustBeUnique"
	if f.Code == other {
		other = "InvalidSoftMatch"
	}
	add(ErrorCode, fmt.Sprintf("error %s becomes %s", f.Code, other), func(r *match.Rule) { r.Then.Failure.Code = other })
	if n := f.Number; n != 0 {
		add(ErrorNumber, fmt.Sprintf("error number %d becomes %d", n, n+1), func(r *match.Rule) { r.Then.Failure.Number = n + 1 })
	}
	if a := f.Attribute; a != "" {
		add(ErrorAttribute, fmt.Sprintf("the error no longer names %s", a), func(r *match.Rule) { r.Then.Failure.Attribute = "" })
	}
}

// doubts changes the parts of a doubt.
func doubts(r *match.Rule) []Mutant {
	var list []Mutant
	add := func(kind Kind, change string, edit func(*match.Doubt)) {
		changed, doubt := *r, *r.Then.Doubt
		edit(&doubt)
		changed.Then.Doubt = &doubt
		list = append(list, Mutant{r, kind, change, &changed, -1})
	}
	d := r.Then.Doubt
	outcome := otherOutcome[d.Outcome]
	add(DoubtOutcome, fmt.Sprintf("the doubt names %s in place of %s", outcome, d.Outcome), func(d *match.Doubt) { d.Outcome = outcome })
	for i, o := range d.About {
		if len(d.About) > 1 { // a doubt about nothing is a rule that is dropped
			add(DoubtAbout, fmt.Sprintf("the doubt is no longer about %s", o), func(d *match.Doubt) {
				d.About = slices.Delete(slices.Clone(d.About), i, i+1)
			})
		}
	}
	if d.Code != "" {
		add(DoubtCode, fmt.Sprintf("the doubt is about any error, not only %s", d.Code), func(d *match.Doubt) { d.Code = "" })
	}
	if d.Confidence != "" { // without one the decision stays as certain as it is
		confidence := otherConfidence[d.Confidence]
		add(DoubtConfidence, fmt.Sprintf("the doubt leaves the decision %s, not %s", confidence, d.Confidence),
			func(d *match.Doubt) { d.Confidence = confidence })
	}
	return list
}

// otherOutcome is what each outcome is changed to.
var otherOutcome = map[match.Outcome]match.Outcome{
	match.OutcomeHardMatch:       match.OutcomeSoftMatch,
	match.OutcomeSoftMatch:       match.OutcomeHardMatch,
	match.OutcomeCreate:          match.OutcomeCreateDuplicate,
	match.OutcomeCreateDuplicate: match.OutcomeCreate,
	match.OutcomeUpdate:          match.OutcomeHardMatch,
	match.OutcomeError:           match.OutcomeNotSynced,
	match.OutcomeNotSynced:       match.OutcomeError,
}

// otherConfidence is what each confidence is changed to: the worst, and the
// worst to the best.
var otherConfidence = map[match.Confidence]match.Confidence{
	match.Documented: match.Contested,
	match.Observed:   match.Contested,
	match.Inferred:   match.Contested,
	match.Contested:  match.Documented,
}
