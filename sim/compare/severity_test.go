package compare_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/compare"
	"presync/sim/match"
)

// TestEveryPairOfOutcomesHasASeverity is the table as a reader sees it: w is
// worse, b better, c changed.
func TestEveryPairOfOutcomesHasASeverity(t *testing.T) {
	order := []match.Outcome{
		match.OutcomeUpdate, match.OutcomeHardMatch, match.OutcomeSoftMatch, match.OutcomeCreate,
		match.OutcomeCreateDuplicate, match.OutcomeError, match.OutcomeNotSynced,
	}
	require.ElementsMatch(t, match.Outcomes, order)
	letters := map[compare.Severity]string{compare.Worse: "w", compare.Better: "b", compare.Changed: "c"}
	for i, want := range []string{
		//      update hard soft create duplicate error not-synced
		/* update           */ ".ccwwww",
		/* hard-match       */ "c.cwwww",
		/* soft-match       */ "cc.wwww",
		/* create           */ "bbb.www",
		/* create-duplicate */ "bbbb.wc",
		/* error            */ "bbbbc.c",
		/* not-synced       */ "ccccww.",
	} {
		got := ""
		for _, to := range order {
			list := changes(run(t, []*compare.Verdict{person(0, outcome(order[i]))}, []*compare.Verdict{person(0, outcome(to))}))
			if len(list) == 0 {
				got += "."
				continue
			}
			got += letters[list[0].Severity]
			require.NotEqual(t, "the outcome is another one", list[0].Why, "%s to %s is not in the table", order[i], to)
		}
		require.Equal(t, want, got, "from %s", order[i])
	}
}

func TestTheSameOutcomeCanBeWorseToo(t *testing.T) {
	quarantined := func(v *compare.Verdict) { v.Result.Quarantined = "ProxyAddresses smtp:x@contoso.com" }
	doubt := func(v *compare.Verdict) { v.Confidence, v.Alternatives = match.Contested, "error by HM101" }
	for _, c := range []struct {
		name       string
		base, head func(*compare.Verdict)
		want       compare.Severity
		facts      []string
	}{
		{"an address is set aside", nothing, quarantined, compare.Worse, []string{"result.quarantined"}},
		{"it is not any more", quarantined, nothing, compare.Better, []string{"result.quarantined"}},
		{"another target", nothing, func(v *compare.Verdict) { v.Target = "id-z" }, compare.Changed, []string{"target"}},
		{"another rule", nothing, func(v *compare.Verdict) { v.Rule = "LK001" }, compare.Changed, []string{"rule"}},
		{"another error", nothing, func(v *compare.Verdict) { v.Error.Code = "LargeObject" }, compare.Changed, []string{"error.code"}},
		{"another way", nothing, func(v *compare.Verdict) { v.MatchedBy = "primarySMTP" }, compare.Changed, []string{"matchedBy"}},
		{"another result", nothing, func(v *compare.Verdict) { v.Result.Mail = "x@contoso.com" }, compare.Changed, []string{"result.mail"}},
		{"more doubt", nothing, doubt, compare.LessCertain, nil},
		{"less doubt", doubt, nothing, compare.MoreCertain, nil},
		{"the order decides", nothing, func(v *compare.Verdict) { v.OrderDependent = true }, compare.LessCertain, nil},
		{"a doubt goes and another comes", doubt, func(v *compare.Verdict) { v.Confidence, v.Alternatives = match.Inferred, "create by X" }, compare.LessCertain, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := changes(run(t, []*compare.Verdict{person(0, c.base)}, []*compare.Verdict{person(0, c.head)}))
			require.Len(t, list, 1)
			require.Equal(t, c.want, list[0].Severity)
			var names []string
			for _, f := range compare.Facts(list[0].Base, list[0].Head) {
				names = append(names, f.Name)
			}
			require.Equal(t, c.facts, names)
			require.Equal(t, c.want == compare.LessCertain || c.want == compare.MoreCertain, len(compare.Certainty(list[0].Base, list[0].Head)) > 0)
		})
	}
}

func nothing(*compare.Verdict) {}

func TestWhatIsForReadingIsNoDifference(t *testing.T) {
	c := run(t, []*compare.Verdict{person(0)}, []*compare.Verdict{person(0, func(v *compare.Verdict) {
		v.Reason, v.TargetName, v.User.DN, v.User.Origin.Line = "other words", "other name", "CN=a,OU=Moved", 99
	})})
	require.Empty(t, changes(c))
	require.Equal(t, 1, c.Same)
	require.False(t, c.Differs())
}

func TestTheOrderOfAlternativesIsNoDifference(t *testing.T) {
	a := person(0, func(v *compare.Verdict) { v.Alternatives = "create by A\nerror by B" })
	b := person(0, func(v *compare.Verdict) { v.Alternatives = "error by B\ncreate by A" })
	require.Empty(t, changes(run(t, []*compare.Verdict{a}, []*compare.Verdict{b})))
}

func TestDeletionsOfTheHeadAloneAreWorse(t *testing.T) {
	b := compare.NewBase(compare.Header{})
	b.Delete(compare.Cloud{ID: "1", Name: "both"})
	b.Delete(compare.Cloud{ID: "2", Name: "spared"})
	c := compare.Against(b, compare.Header{})
	c.Delete(compare.Cloud{ID: "1", Name: "both"})
	c.Finish()
	require.Equal(t, []compare.Cloud{{ID: "2", Name: "spared"}}, c.Spared)
	require.False(t, c.Worse())
	require.True(t, c.Differs())

	c = compare.Against(b, compare.Header{})
	c.Delete(compare.Cloud{ID: "3", Name: "new"})
	c.Finish()
	require.Equal(t, []compare.Cloud{{ID: "3", Name: "new"}}, c.NewDeletions)
	require.True(t, c.Worse())
}
