package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/scenarios"
	"presync/sim"
	"presync/sim/directory"
	"presync/sim/report"
	"presync/sim/source"
	"presync/sim/syncrule"
)

// Over the wire go all attributes that presync can use, and with a trace they
// are read, too.
func TestPredictSaysTheSameWithTheAttributesThatItNeeds(t *testing.T) {
	dir := t.TempDir()
	var talk bytes.Buffer
	require.Zero(t, run(testApp(&talk, &talk), "generate", "--quiet", "--users", "400", "--seed", "7", "--out", dir), talk.String())
	invented := []string{"--ad", filepath.Join(dir, "ad.ldif"), "--cloud", filepath.Join(dir, "tenant"), "--tenant", filepath.Join(dir, "tenant.yaml")}
	example := []string{"--ad", contoso + "ad.ldif", "--cloud", contoso + "tenant", "--tenant", contoso + "tenant.yaml"}
	for name, input := range map[string][]string{
		"invented": invented,
		"contoso":  example,
		"a group":  append(slices.Clone(invented), "--set", "filter.group=VPN Users Austin"),
		"a filter": append(slices.Clone(example), "--set", "filter.attribute=(&(objectClass=user)(!(extensionAttribute1=HRM)))"),
		"an anchor": append(slices.Clone(invented), "--set", "sourceAnchor=extensionAttribute1", "--set", "userMatching=sAMAccountName",
			"--set", "alternateLoginID=targetAddress"),
	} {
		formats := []string{"text", "csv", "md", "ndjson", "json"}
		if strings.HasPrefix(name, "a") {
			formats = formats[4:]
		}
		for _, format := range formats {
			say := func(via string) []string {
				var out, talk bytes.Buffer
				args := append([]string{"predict", "--via", via, "--format", format, "--full-import"}, input...)
				require.Contains(t, []int{exitOK, exitFindings}, run(testApp(&out, &talk), args...), talk.String())
				return strings.Split(strings.Replace(strings.ReplaceAll(out.String(), `"via": "`, `"via":"`), `"via":"`+via, `"via":"`, 1), "\n")
			}
			want, got := say("wire"), say("memory")
			require.Len(t, got, len(want), "%s, %s", name, format)
			for i := range want {
				require.Equal(t, want[i], got[i], "%s, %s", name, format)
			}
		}
	}
}

func TestLargeExportsAreReadForAPrediction(t *testing.T) {
	small, err := os.ReadFile(contoso + "ad.ldif")
	require.NoError(t, err)
	large := filepath.Join(t.TempDir(), "contoso.ldif")
	comment := append(bytes.Repeat([]byte("#"), 1<<20), '\n')
	require.NoError(t, os.WriteFile(large, append(small, bytes.Repeat(comment, largeExports>>20)...), 0o600))
	for _, c := range []struct {
		via, cloud string
		ad         []string
		want       source.Purpose
	}{
		{"memory", "x", []string{contoso + "ad.ldif"}, source.ForPrediction},
		{"auto", "x", []string{contoso + "ad.ldif"}, source.ForAll},
		{"auto", "x", []string{contoso + "ad.ldif", "contoso=" + large}, source.ForPrediction},
		{"auto", "-", []string{large}, source.ForAll},
		{"auto", "x", []string{large, "-"}, source.ForAll},
		{"wire", "x", []string{large}, source.ForAll},
	} {
		o := inputOptions{lean: true, ad: c.ad, cloud: c.cloud, via: choice{value: c.via}}
		require.Equal(t, c.want, o.purpose(), "%v", c)
		o.lean = false
		require.Equal(t, source.ForAll, o.purpose())
	}
	// There are few objects in it after all, so that they go over the wire.
	predict := func(ad string) string {
		var out, talk bytes.Buffer
		code := run(testApp(&out, &talk), "predict", "--ad", "contoso="+ad, "--cloud", contoso+"tenant", "--tenant", contoso+"tenant.yaml", "--format", "ndjson")
		require.Equal(t, exitFindings, code, talk.String())
		require.Contains(t, out.String(), `"via":"wire"`)
		_, decisions, _ := strings.Cut(out.String(), "\n")
		return strings.ReplaceAll(decisions, ad, "ad.ldif")
	}
	require.True(t, predict(contoso+"ad.ldif") == predict(large), "the same decisions")
}

// needed is an input without what Options drop for a prediction.
func needed(in sim.Input) sim.Input {
	opt := source.Options{Keep: syncrule.Attributes(&in.Tenant.Settings), For: source.ForPrediction}
	if in.Tenant.Settings.Filter.Group != "" {
		opt.Keep = append(opt.Keep, "member", "memberOf")
	}
	snapshot := *in.Snapshot
	snapshot.Objects = make([]*directory.Object, len(in.Snapshot.Objects))
	for i, o := range in.Snapshot.Objects {
		c := o.Clone()
		for _, a := range o.Attrs.All() {
			if opt.Drops(a.Name) {
				c.Attrs.Set(a.Name)
			}
		}
		snapshot.Objects[i] = c
	}
	in.Snapshot, in.Trace = &snapshot, false
	return in
}

func TestNoScenarioNeedsAnAttributeThatIsDropped(t *testing.T) {
	json := func(in sim.Input) (string, error) {
		p, err := sim.Predict(in)
		if err != nil {
			return "", err
		}
		var b bytes.Buffer
		err = report.Write(report.NewJSON(&b, false), report.Run{AsOf: in.AsOf}, p, nil)
		return b.String(), err
	}
	seen := 0
	for r := range scenarios.RunFS(t.Context(), scenarios.Library, scenarios.Options{
		Parallel: 2,
		Check: func(_ context.Context, in sim.Input, _ *sim.Prediction) ([]scenarios.Failure, error) {
			in.Trace = false
			want, err := json(in)
			if err != nil {
				return nil, err
			}
			got, err := json(needed(in))
			if err == nil && got != want {
				err = errors.New("with the needed attributes the prediction is another one")
			}
			return nil, err
		},
	}) {
		seen++
		require.True(t, r.Passed(), "%s: %v", r.Name, r.Err)
	}
	require.Positive(t, seen)
}
