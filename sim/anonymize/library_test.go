package anonymize_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"presync/scenarios"
	"presync/sim/anonymize"
	"presync/sim/directory"
	"presync/sim/source"
)

// verdictsOf runs the first cycle of a scenario: outcome, rules and error of
// each user.
func verdictsOf(t *testing.T, a *txtar.Archive) []string {
	t.Helper()
	r := scenarios.RunData(context.Background(), "x", txtar.Format(a), scenarios.Options{})
	require.NoError(t, r.Err)
	var out []string
	for _, d := range r.Cycles[0].Prediction.Decisions {
		line := string(d.Outcome)
		for _, rule := range d.Rules {
			line += " " + rule.ID
		}
		if d.Error != nil {
			line += " " + d.Error.Code
		}
		out = append(out, line)
	}
	return out
}

// TestEveryVerdictOfTheLibraryStays goes through all scenarios, and so through
// every condition of every rule.
func TestEveryVerdictOfTheLibraryStays(t *testing.T) {
	list, err := fs.Glob(scenarios.Library, "*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, name := range list {
		t.Run(name, func(t *testing.T) {
			data, err := fs.ReadFile(scenarios.Library, name)
			require.NoError(t, err)
			before := firstCycle(txtar.Parse(data))
			if before == nil {
				return // a table of variants has placeholders in its sections
			}
			want := verdictsOf(t, before)
			after, r := replaced(t, before)
			require.Equal(t, want, verdictsOf(t, after))
			for _, f := range after.Files {
				if strings.HasPrefix(f.Name, "want/") || f.Name == "run.yaml" {
					continue
				}
				found, err := r.Survivors(f.Name, bytes.NewReader(f.Data))
				require.NoError(t, err)
				require.Empty(t, found, "%v", found)
			}
		})
	}
}

// firstCycle leaves out the other cycles and asserts nothing.
func firstCycle(a *txtar.Archive) *txtar.Archive {
	out := &txtar.Archive{Comment: a.Comment}
	for _, f := range a.Files {
		switch {
		case f.Name == "variants.csv":
			return nil
		case strings.HasPrefix(f.Name, "cycle"), strings.HasPrefix(f.Name, "want/"), f.Name == "flags.yaml":
		default:
			out.Files = append(out.Files, f)
		}
	}
	out.Files = append(out.Files, txtar.File{Name: "want/decisions", Data: []byte("-\n")})
	return out
}

func replaced(t *testing.T, a *txtar.Archive) (*txtar.Archive, *anonymize.Replacer) {
	t.Helper()
	opt := anonymize.Options{Salt: []byte("library")}
	var files []anonymize.File
	for _, f := range a.Files {
		role := anonymize.Export
		switch {
		case strings.HasPrefix(f.Name, "want/"), f.Name == "run.yaml":
			continue
		case f.Name == "tenant.yaml":
			role = anonymize.TenantFile
			settings, err := source.ParseTenantFile(f.Name, f.Data)
			require.NoError(t, err)
			tenant := &directory.Tenant{Settings: directory.DefaultSettings()}
			require.NoError(t, settings.Apply(tenant))
			opt.Extra = anonymize.NamedAttributes(&tenant.Settings)
		}
		files = append(files, anonymize.File{Name: f.Name, Role: role,
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.Data)), nil }})
	}
	r := anonymize.New(opt)
	for _, f := range files {
		require.NoError(t, r.LearnFile(f))
	}
	out := &txtar.Archive{Comment: a.Comment}
	for _, f := range a.Files {
		n := txtar.File{Name: f.Name, Data: f.Data}
		for _, in := range files {
			if in.Name == f.Name {
				var b bytes.Buffer
				require.NoError(t, r.WriteFile(in, &b, &anonymize.Report{}))
				n.Data = b.Bytes()
			}
		}
		out.Files = append(out.Files, n)
	}
	return out, r
}
