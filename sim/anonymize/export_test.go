package anonymize

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/source"
)

func onDisk(name string, role Role) File {
	return File{Name: name, Role: role, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
}

// anonymized learns and writes files into a folder.
func anonymized(t *testing.T, opt Options, files map[string]File, to string) *Replacer {
	t.Helper()
	r := New(opt)
	for _, name := range names(files) {
		require.NoError(t, r.LearnFile(files[name]))
	}
	report := &Report{}
	for _, name := range names(files) {
		var out bytes.Buffer
		require.NoError(t, r.WriteFile(files[name], &out, report))
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(to, name), out.Bytes(), 0o644))
		found, err := r.Survivors(name, bytes.NewReader(out.Bytes()))
		require.NoError(t, err)
		require.Empty(t, found, "%v", found)
	}
	t.Log(report.Dropped())
	return r
}

// verdicts predicts and gives outcome, rule and error of each user in order.
func verdicts(t *testing.T, ad, cloud, tenant string) []string {
	t.Helper()
	ctx := context.Background()
	settings := &source.TenantFile{}
	var err error
	if tenant != "" {
		settings, err = source.ReadTenantFile(tenant)
		require.NoError(t, err)
	}
	snap, _, gaps, err := source.ReadAD(ctx, []source.ADSource{{Name: "ad", Path: ad}}, source.Options{Keep: []string{"*"}})
	require.NoError(t, err)
	tnt, _, cloudGaps, err := source.ReadCloud(ctx, cloud, source.CloudOptions{})
	require.NoError(t, err)
	require.NoError(t, settings.Apply(tnt))
	p, err := sim.Predict(sim.Input{Snapshot: snap, Tenant: tnt, Gaps: append(gaps, cloudGaps...), AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	var out []string
	for _, d := range p.Decisions {
		line := string(d.Outcome) + " " + d.Rule.ID + " " + d.MatchedBy + " " + string(d.Confidence)
		if d.Error != nil {
			line += " " + d.Error.Code
		}
		if d.Result != nil {
			line += fmt.Sprint(" ", len(d.Result.Quarantined))
		}
		out = append(out, line)
	}
	return out
}

func TestTheVerdictsOfContosoStay(t *testing.T) {
	root := filepath.Join("..", "..", "examples", "contoso")
	files := map[string]File{"ad.ldif": onDisk(filepath.Join(root, "ad.ldif"), Export), "tenant.yaml": onDisk(filepath.Join(root, "tenant.yaml"), TenantFile)}
	entries, err := os.ReadDir(filepath.Join(root, "tenant"))
	require.NoError(t, err)
	for _, e := range entries {
		files["tenant/"+e.Name()] = onDisk(filepath.Join(root, "tenant", e.Name()), Export)
	}
	before := verdicts(t, filepath.Join(root, "ad.ldif"), filepath.Join(root, "tenant"), filepath.Join(root, "tenant.yaml"))
	for _, salt := range []string{"one", "two", "three"} {
		out := filepath.Join(t.TempDir(), "out")
		if dir := os.Getenv("ANON_OUT"); dir != "" {
			out = dir
		}
		anonymized(t, Options{Salt: []byte(salt)}, files, out)
		require.Equal(t, before, verdicts(t, filepath.Join(out, "ad.ldif"), filepath.Join(out, "tenant"), filepath.Join(out, "tenant.yaml")), salt)
	}
}
