package mutation

import (
	"fmt"
	"time"

	"presync/sim/match"
)

// Kind says what was done to a rule.
type Kind string

// The kinds of mutants.
const (
	RuleDropped      Kind = "rule dropped"
	ConditionDropped Kind = "condition dropped"
	ConditionNegated Kind = "condition negated"
	Outcome          Kind = "outcome"
	Effect           Kind = "effect"
	MatchedBy        Kind = "matched by"
	Link             Kind = "link"
	ErrorCode        Kind = "error code"
	ErrorNumber      Kind = "error number"
	ErrorAttribute   Kind = "error attribute"
	Confidence       Kind = "confidence"
	DoubtOutcome     Kind = "doubt outcome"
	DoubtAbout       Kind = "doubt about"
	DoubtCode        Kind = "doubt code"
	DoubtConfidence  Kind = "doubt confidence"
	Date             Kind = "date"
)

// Kinds lists them in the order in which [Of] makes them.
var Kinds = []Kind{
	RuleDropped, ConditionDropped, ConditionNegated, Outcome, Effect, MatchedBy, Link, ErrorCode, ErrorNumber,
	ErrorAttribute, Confidence, DoubtOutcome, DoubtAbout, DoubtCode, DoubtConfidence, Date,
}

// Mutant is a rule with one change.
type Mutant struct {
	// Rule is the rule as it was; it is not touched.
	Rule *match.Rule
	Kind Kind
	// Change says what was changed, without the ID of the rule.
	Change string
	// Changed is the rule with the change; nil when the rule is dropped.
	Changed *match.Rule
	// cond is the place of the condition that was dropped or negated, else -1.
	cond int
}

// ID names a mutant in the same way in every run.
func (m *Mutant) ID() string { return m.Rule.ID + ": " + m.Change }

// Of gives the mutants of a rule, always in the same order.
func Of(r *match.Rule) []Mutant {
	list := []Mutant{{Rule: r, Kind: RuleDropped, Change: "the rule is dropped", cond: -1}}
	list = append(list, conditions(r)...)
	list = append(list, effects(r)...)
	return append(list, dates(r)...)
}

// conditions drops and negates every condition.
func conditions(r *match.Rule) []Mutant {
	var list []Mutant
	for i, c := range r.When {
		dropped, negated := *r, *r
		dropped.When = append(append([]match.Cond{}, r.When[:i]...), r.When[i+1:]...)
		negated.When = append([]match.Cond{}, r.When...)
		negated.When[i] = negate(c)
		list = append(list,
			Mutant{r, ConditionDropped, fmt.Sprintf("condition %q is dropped", c.Name), &dropped, i},
			Mutant{r, ConditionNegated, fmt.Sprintf("condition %q becomes %q", c.Name, c.Not), &negated, i})
	}
	return list
}

// negate turns a condition round.
func negate(c match.Cond) match.Cond {
	test := c.Test
	c.Name, c.Not = c.Not, c.Name
	c.Test = func(q *match.Question) bool { return !test(q) }
	return c
}

// dates removes each date and moves it by a day, so that scenarios have to
// stand on both sides of it.
func dates(r *match.Rule) []Mutant {
	var list []Mutant
	for _, d := range []struct {
		name string
		of   func(*match.Rule) *time.Time
	}{
		{"from", func(r *match.Rule) *time.Time { return &r.From }},
		{"until", func(r *match.Rule) *time.Time { return &r.Until }},
	} {
		day := *d.of(r)
		if day.IsZero() {
			continue
		}
		for _, to := range []time.Time{{}, day.AddDate(0, 0, -1), day.AddDate(0, 0, 1)} {
			changed := *r
			*d.of(&changed) = to
			text := fmt.Sprintf("%s %s is removed", d.name, day.Format(time.DateOnly))
			if !to.IsZero() {
				text = fmt.Sprintf("%s %s becomes %s", d.name, day.Format(time.DateOnly), to.Format(time.DateOnly))
			}
			list = append(list, Mutant{r, Date, text, &changed, -1})
		}
	}
	return list
}
