package cut

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/scenarios"
	"presync/sim"
	"presync/sim/match"
	"presync/sim/source"
)

// contoso reads the example.
func contoso(t *testing.T) sim.Input {
	t.Helper()
	root := filepath.Join("..", "..", "examples", "contoso")
	return read(t, filepath.Join(root, "ad.ldif"), filepath.Join(root, "tenant"), filepath.Join(root, "tenant.yaml"))
}

func read(t *testing.T, ad, cloud, tenant string) sim.Input {
	t.Helper()
	ctx := context.Background()
	settings := &source.TenantFile{}
	if tenant != "" {
		var err error
		settings, err = source.ReadTenantFile(tenant)
		require.NoError(t, err)
	}
	snapshot, _, gaps, err := source.ReadAD(ctx, []source.ADSource{{Name: "corp", Path: ad}}, source.Options{})
	require.NoError(t, err)
	tnt, _, cloudGaps, err := source.ReadCloud(ctx, cloud, source.CloudOptions{})
	require.NoError(t, err)
	require.NoError(t, settings.Apply(tnt))
	return sim.Input{Snapshot: snapshot, Tenant: tnt, Gaps: append(gaps, cloudGaps...), AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}
}

// essence is what must be equal before and after.
func essence(d *match.Decision) string {
	v := verdictOf(d)
	return strings.Join(v.must, ", ")
}

func TestEveryUserOfContosoCanBeCut(t *testing.T) {
	in := contoso(t)
	p, err := sim.Predict(in)
	require.NoError(t, err)
	for i := range p.Decisions {
		d := &p.Decisions[i]
		t.Run(fmt.Sprint(i, " ", d.Rule.ID), func(t *testing.T) {
			r, err := Scenario(context.Background(), in, d, Options{Salt: []byte("salt")})
			require.NoError(t, err)
			require.LessOrEqual(t, r.Lines, 60)
			if dir := os.Getenv("CUT_OUT"); dir != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d_%s.txtar", i, d.Rule.ID)), r.Data, 0o644))
			}
			again := scenarios.RunData(context.Background(), "x", r.Data, scenarios.Options{})
			require.NoError(t, again.Err)
			require.Empty(t, again.Failures)
			var found []string
			for j := range again.Cycles[0].Prediction.Decisions {
				found = append(found, essence(&again.Cycles[0].Prediction.Decisions[j]))
			}
			require.Contains(t, found, essence(d))
			_, sections, _ := strings.Cut(string(r.Data), "\n-- ")
			for _, name := range []string{"contoso", "moretti", "fabrikam", "30475e40", "berlin", "1004336348"} {
				require.NotContains(t, strings.ToLower(sections), name)
			}
		})
	}
}
