package mutation

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
	"presync/sim/match/rules"
)

// written describes everything about a rule that a mutant can change.
func written(r *match.Rule) string {
	if r == nil {
		return "no rule"
	}
	text := fmt.Sprintf("%s %d %d %d\n", r.ID, r.Phase, r.About, r.Rank)
	for _, c := range r.When {
		text += fmt.Sprintf("when %s/%s %t\n", c.Name, c.Not, c.Test(&match.Question{}))
	}
	then := r.Then
	then.Failure, then.Doubt = nil, nil
	text += fmt.Sprintf("then %+v\n", then)
	if r.Then.Failure != nil {
		text += fmt.Sprintf("failure %+v\n", *r.Then.Failure)
	}
	if r.Then.Doubt != nil {
		text += fmt.Sprintf("doubt %+v\n", *r.Then.Doubt)
	}
	return text + fmt.Sprintf("from %s until %s %s\n", r.From, r.Until, r.Evidence.Confidence)
}

// always makes a condition with a fixed answer.
func always(name string, answer bool) match.Cond {
	return match.Cond{Name: name, Not: "not " + name, Test: func(*match.Question) bool { return answer }}
}

// oneOfEach are rules that together have everything that can be changed.
func oneOfEach() []*match.Rule {
	june := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	evidence := match.Evidence{Confidence: match.Documented}
	when := []match.Cond{always("one", true), always("two", false)}
	return []*match.Rule{
		{ID: "AA001", When: when, Then: match.Fail(match.Failure{Code: "InvalidHardMatch", Number: 103, Attribute: "SourceAnchor"}),
			From: june, Until: june.AddDate(0, 1, 0), Evidence: evidence},
		{ID: "AA002", When: when, Then: match.Link(match.OutcomeHardMatch, "sourceAnchor"), Evidence: evidence},
		{ID: "AA003", When: when, Then: match.Link(match.OutcomeSoftMatch, "primarySMTP"), Evidence: evidence},
		{ID: "AA004", When: when, Then: match.TakeAway(), Evidence: evidence},
		{ID: "AA005", When: when, Then: match.PutPlaceholder(), Evidence: evidence},
		{ID: "AA006", When: when, Then: match.Release(), Evidence: evidence},
		{ID: "AA007", When: when, Then: match.Note(), Evidence: evidence},
		{ID: "AA008", When: when, Then: match.DoubtThat(match.Doubt{Confidence: match.Contested, Outcome: match.OutcomeCreate,
			Because: "x", About: []match.Outcome{match.OutcomeError, match.OutcomeUpdate}, Code: "InvalidHardMatch"}), Evidence: evidence},
		{ID: "AA009", When: when, Then: match.Duplicate(&match.Failure{Code: "AttributeValueMustBeUnique"}), Evidence: evidence},
	}
}

func TestEveryMutantDiffersFromItsRuleAndFromAllOthers(t *testing.T) {
	kinds := make(map[Kind]int)
	for _, r := range oneOfEach() {
		before, seen := written(r), map[string]string{}
		for _, m := range Of(r) {
			after := written(m.Changed)
			require.NotEqual(t, before, after, m.ID())
			require.Empty(t, seen[after], "%s changes what another mutant does", m.ID())
			seen[after] = m.ID()
			kinds[m.Kind]++
		}
		require.Equal(t, before, written(r), "the rule itself was changed")
	}
	for _, k := range Kinds {
		require.Positive(t, kinds[k], "no mutant of kind %s", k)
	}
}

func TestMutantsOfTheShippedRulesHaveNamesOfTheirOwn(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range rules.All() {
		for _, m := range Of(r) {
			require.False(t, seen[m.ID()], m.ID())
			seen[m.ID()] = true
		}
	}
}

func TestAMutantSaysWhatWasChanged(t *testing.T) {
	changes := func(id string) []string {
		for _, r := range oneOfEach() {
			if r.ID == id {
				var list []string
				for _, m := range Of(r)[5:] { // the rule and its two conditions are the same for all
					list = append(list, string(m.Kind)+": "+m.Change)
				}
				return list
			}
		}
		return nil
	}
	require.Equal(t, []string{
		"outcome: outcome error becomes not-synced",
		"error code: error InvalidHardMatch becomes AttributeValueMustBeUnique",
		"error number: error number 103 becomes 104",
		"error attribute: the error no longer names SourceAnchor",
		"confidence: confidence documented becomes contested",
		"date: from 2026-06-01 is removed",
		"date: from 2026-06-01 becomes 2026-05-31",
		"date: from 2026-06-01 becomes 2026-06-02",
		"date: until 2026-07-01 is removed",
		"date: until 2026-07-01 becomes 2026-06-30",
		"date: until 2026-07-01 becomes 2026-07-02",
	}, changes("AA001"))
	require.Equal(t, []string{
		"outcome: outcome hard-match becomes soft-match",
		"matched by: matched by sourceAnchor becomes primarySMTP",
		"link: the cloud object is no longer linked",
		"confidence: confidence documented becomes contested",
	}, changes("AA002"))
	require.Equal(t, "matched by: matched by primarySMTP becomes sourceAnchor", changes("AA003")[1])
	require.Equal(t, "effect: the value is no longer quarantined", changes("AA004")[1])
	require.Equal(t, "effect: the value is quarantined, but no placeholder replaces it", changes("AA005")[1])
	require.Equal(t, []string{"effect: the cloud object is no longer released"}, changes("AA006"))
	require.Empty(t, changes("AA007"))
	require.Equal(t, []string{
		"doubt outcome: the doubt names create-duplicate in place of create",
		"doubt about: the doubt is no longer about error",
		"doubt about: the doubt is no longer about update",
		"doubt code: the doubt is about any error, not only InvalidHardMatch",
		"doubt confidence: the doubt leaves the decision documented, not contested",
	}, changes("AA008"))
	require.Equal(t, "error code: error AttributeValueMustBeUnique becomes InvalidSoftMatch", changes("AA009")[1])
}

func TestConditionsAreDroppedAndNegatedOneByOne(t *testing.T) {
	r := oneOfEach()[1]
	list := Of(r)
	require.Equal(t, "AA002: the rule is dropped", list[0].ID())
	require.Nil(t, list[0].Changed)
	require.Equal(t, `AA002: condition "two" is dropped`, list[3].ID())
	require.Len(t, list[3].Changed.When, 1)
	require.Equal(t, "one", list[3].Changed.When[0].Name)
	require.Equal(t, `AA002: condition "two" becomes "not two"`, list[4].ID())
	negated := list[4].Changed.When[1]
	require.Equal(t, [2]string{"not two", "two"}, [2]string{negated.Name, negated.Not})
	require.True(t, negated.Test(nil))
	require.False(t, r.When[1].Test(nil))
}

// TestAnAnswerTellsWhetherAMutantActs compares the shortcut with the rule
// itself, for all answers that two conditions can give on three days.
func TestAnAnswerTellsWhetherAMutantActs(t *testing.T) {
	for _, r := range oneOfEach() {
		for _, m := range Of(r) {
			for held := range uint64(4) {
				for _, day := range []int{31, 32, 61} {
					a := answer{day: time.Date(2026, 5, day, 0, 0, 0, 0, time.UTC), held: held}
					before, after := firing(r, a), firing(m.Changed, a)
					if m.Kind == ConditionDropped {
						after = firing(&match.Rule{When: r.When, From: r.From, Until: r.Until}, answer{day: a.day, held: held | 1<<m.cond})
					}
					if m.Kind == ConditionNegated {
						after = firing(r, answer{day: a.day, held: held ^ 1<<m.cond})
					}
					acts := before != after
					if m.Changed != nil && before && after && m.cond < 0 && m.Kind != Date {
						acts = true // what it does when it fires is another thing
					}
					require.Equal(t, acts, m.differs(a), "%s %+v", m.ID(), a)
				}
			}
		}
	}
}

// firing reports whether a rule fires on an answer.
func firing(r *match.Rule, a answer) bool {
	if r == nil || !r.InForce(a.day) {
		return false
	}
	for i := range r.When {
		if a.held&(1<<i) == 0 {
			return false
		}
	}
	return true
}
