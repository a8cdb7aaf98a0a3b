package mutation

import (
	"context"
	"io/fs"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/scenarios"
	"presync/sim/match/rules"
)

// library parses the shipped scenarios.
func library() ([]*scenarios.Scenario, error) {
	names, err := fs.Glob(scenarios.Library, "*.txtar")
	if err != nil {
		return nil, err
	}
	var list []*scenarios.Scenario
	for _, name := range names {
		data, err := scenarios.Library.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := scenarios.Parse(name, data)
		if err != nil {
			return nil, err
		}
		list = append(list, s.Each()...)
	}
	return list, nil
}

// shipped is what became of the mutants of the shipped rules; they are tried
// once.
var shipped = sync.OnceValues(func() (*Result, error) {
	list, err := library()
	if err != nil {
		return nil, err
	}
	return Run(context.Background(), list, Options{Rules: rules.All(), Equivalent: Argued()})
})

func TestTheLibraryLeavesNoMutantAlive(t *testing.T) {
	r, err := shipped()
	require.NoError(t, err)
	require.Empty(t, ids(r, Alive))
	require.Empty(t, ids(r, Contradicted))
	require.Greater(t, len(r.Fates), 1000)
}

func TestEveryArgumentIsAboutAMutant(t *testing.T) {
	r, err := shipped()
	require.NoError(t, err)
	known := ids(r, Equivalent)
	n := 0
	for _, a := range arguments {
		require.NotEmpty(t, a.reason)
		for _, m := range a.mutants {
			n++
			require.Contains(t, known, m)
		}
	}
	require.Len(t, known, n, "an argument stands twice")
}

func TestEveryRuleThatIsMutatedHasAPlace(t *testing.T) {
	for _, r := range rules.All() {
		require.Regexp(t, `^sim/match/rules/[a-z0-9_]+\.go:\d+$`, rules.Place(r.ID))
	}
	require.Empty(t, rules.Place("XX999"))
}

// TestNoScenarioThatIsLeftOutWouldNotice runs mutants that nothing notices on
// the scenarios in which their rule answers as before, too.
func TestNoScenarioThatIsLeftOutWouldNotice(t *testing.T) {
	r, err := shipped()
	require.NoError(t, err)
	list, err := library()
	require.NoError(t, err)
	set, nth := rules.All(), 0
	for i := range r.Fates {
		f := &r.Fates[i]
		if f.Status != Equivalent {
			continue
		}
		if nth++; nth%6 != 0 {
			continue // each takes as long as the whole library
		}
		changed := slices.Clone(set)
		changed[slices.Index(set, f.Rule)] = f.Changed
		for _, s := range list {
			_, noticed := notices(context.Background(), s, changed)
			require.False(t, noticed, "%s on %s", f.ID(), s.Name)
		}
	}
}
