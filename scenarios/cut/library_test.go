package cut

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/scenarios"
	"presync/sim"
)

// TestAUserOfEachRuleCanBeCut goes through the library, one scenario for each
// rule that decides: what was cut has the verdict.
func TestAUserOfEachRuleCanBeCut(t *testing.T) {
	list, err := fs.Glob(scenarios.Library, "*.txtar")
	require.NoError(t, err)
	stop := errors.New("the inputs are enough")
	seen := map[string]bool{}
	for _, name := range list {
		t.Run(name, func(t *testing.T) {
			data, err := fs.ReadFile(scenarios.Library, name)
			require.NoError(t, err)
			var in sim.Input
			scenarios.RunData(context.Background(), name, data, scenarios.Options{Predict: func(_ context.Context, got sim.Input) (*sim.Prediction, error) {
				in = got
				return nil, stop
			}})
			if in.Snapshot == nil {
				return // a table of variants
			}
			p, err := sim.Predict(in)
			require.NoError(t, err)
			d := &p.Decisions[len(p.Decisions)-1]
			if seen[d.Rule.ID] {
				return
			}
			seen[d.Rule.ID] = true
			r, err := Scenario(context.Background(), in, d, Options{Salt: []byte("salt")})
			require.NoError(t, err)
			if d.Rule.ID == "VD009" {
				require.Equal(t, "333 values of proxyAddresses", r.Needs)
				require.Less(t, r.Trials, 150, "their number is found by halving")
			} else {
				require.LessOrEqual(t, r.Lines, Goal)
			}
			again := scenarios.RunData(context.Background(), "x", r.Data, scenarios.Options{})
			require.NoError(t, again.Err)
			require.Empty(t, again.Failures)
			var found []string
			for j := range again.Cycles[0].Prediction.Decisions {
				found = append(found, essence(&again.Cycles[0].Prediction.Decisions[j]))
			}
			require.Contains(t, found, essence(d))
		})
	}
	require.Greater(t, len(seen), 60)
}
