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

// TestNoScenarioThatIsLeftOutWouldNotice runs some mutants on all scenarios,
// also on those in which their rule answers as before.
func TestNoScenarioThatIsLeftOutWouldNotice(t *testing.T) {
	r, err := shipped()
	require.NoError(t, err)
	list, err := library()
	require.NoError(t, err)
	set := rules.All()
	for i := 0; i < len(r.Fates); i += 97 {
		f := &r.Fates[i]
		changed := slices.Clone(set)
		at := slices.Index(set, f.Rule)
		if f.Changed == nil {
			changed = slices.Delete(changed, at, at+1)
		} else {
			changed[at] = f.Changed
		}
		acts := make(map[string]bool)
		for _, s := range f.Acts {
			acts[scenarioName(s)] = true
		}
		for _, s := range list {
			if acts[scenarioName(s)] {
				continue
			}
			_, noticed := notices(context.Background(), s, changed)
			require.False(t, noticed, "%s on %s", f.ID(), s.Name)
		}
	}
}
