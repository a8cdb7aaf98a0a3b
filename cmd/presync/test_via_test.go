package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/internal/wire"
	"presync/scenarios"
	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

func TestScenariosGiveTheSameOverTheWire(t *testing.T) {
	for _, way := range []string{"memory", "wire", "both"} {
		var out, talk bytes.Buffer
		require.Equal(t, exitOK, run(testApp(&out, &talk), "test", "--run", "^(SM001|HM00)", "--via", way), out.String())
		require.Regexp(t, `^[1-9]\d* passed, 0 failed\n$`, out.String())
	}
}

// differing checks a scenario against a second prediction that change makes of
// the first.
func differing(t *testing.T, change func(*sim.Prediction)) scenarios.Result {
	t.Helper()
	return scenarios.RunData(t.Context(), "zoe.txtar", []byte(zoe), scenarios.Options{
		Check: func(_ context.Context, in sim.Input, p *sim.Prediction) ([]scenarios.Failure, error) {
			other, err := sim.Predict(in)
			if err != nil {
				return nil, err
			}
			change(other)
			return compareReports(in, p, other)
		},
	})
}

func TestADifferenceOfReportsNamesTheField(t *testing.T) {
	require.True(t, func() bool { r := differing(t, func(*sim.Prediction) {}); return r.Passed() }())

	r := differing(t, func(p *sim.Prediction) {
		p.Decisions[0].Outcome = match.OutcomeUpdate
		p.Decisions[0].Result.MailNickname = "Zoe"
		p.Decisions[0].Trace = p.Decisions[0].Trace[:len(p.Decisions[0].Trace)-1]
	})
	require.Equal(t, scenarios.Failed, r.Status())
	require.Equal(t, "CN=Zoe,OU=Staff,DC=contoso,DC=com", r.Failures[0].Subject)
	require.Equal(t, 14, r.Failures[0].Line, "the line of the user")
	require.Equal(t, scenarios.Field{Key: "outcome", Want: `"create"`, Got: `"update"`}, r.Failures[0].Fields[0])
	require.Equal(t, scenarios.Field{Key: "result.mailNickname", Want: `"zoe"`, Got: `"Zoe"`}, r.Failures[0].Fields[1])
	require.Regexp(t, `^trace\[\d+\]$`, r.Failures[0].Fields[2].Key)
	require.Equal(t, "null", r.Failures[0].Fields[2].Got)
	require.Equal(t, []string{"the cycle"}, subjects(r.Failures[1:]))

	r = differing(t, func(p *sim.Prediction) {
		p.Deletions = []*directory.CloudObject{{ID: "c0"}}
		p.Decisions = nil
	})
	require.Equal(t, []string{"the cycle"}, subjects(r.Failures))
	require.Equal(t, 14, r.Failures[0].Line)
	require.Contains(t, r.Failures[0].Fields, scenarios.Field{Key: "decisions", Want: "1", Got: "0"})
}

func subjects(failures []scenarios.Failure) []string {
	var names []string
	for _, f := range failures {
		names = append(names, f.Subject)
	}
	return names
}

func TestManyDifferencesAreCounted(t *testing.T) {
	r := differing(t, func(p *sim.Prediction) { p.Decisions[0].Trace = nil })
	require.Len(t, r.Failures[0].Fields, mostFields)
	require.Regexp(t, `; \d+ more fields differ$`, r.Failures[0].Problem)
}

func TestWhatTheWireLosesIsAFailureAtItsLine(t *testing.T) {
	in := sim.Input{Snapshot: &directory.Snapshot{Objects: []*directory.Object{{Origin: directory.Origin{Source: "x", Line: 4}}}},
		Tenant: &directory.Tenant{Objects: []*directory.CloudObject{{Origin: directory.Origin{Source: "x", Line: 9}}}}}
	for _, line := range []int{4, 9} {
		lost := &wire.LostError{What: "zoe", Part: "mail", Origin: directory.Origin{Source: "x", Line: line}}
		require.Equal(t, line, lineIn(lost, in))
		require.Equal(t, "mail did not come back over the wire as it was", lostText(lost))
	}
	require.Zero(t, lineIn(&wire.LostError{What: "the tenant", Part: "the features"}, in))
	require.Equal(t, "did not come back over the wire", lostText(&wire.LostError{What: "zoe"}))
}

func TestFoldersToWatchAreThoseWhereFilesCanAppear(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"a/b", "a/.git", "c"} {
		require.NoError(t, os.MkdirAll(filepath.FromSlash(dir), 0o755))
	}
	require.NoError(t, os.WriteFile("c/x.txtar", []byte(zoe), 0o644))
	require.Equal(t, []string{"a", "a/b", "c"}, foldersOf([]string{"a", "c/x.txtar", "a/b"}))
	require.Equal(t, []string{".", "a", "a/b", "c"}, foldersOf([]string{"**/*.txtar"}))
	require.Equal(t, []string{"a", "a/b"}, foldersOf([]string{"a/**/x*"}))
	require.Empty(t, foldersOf([]string{"nowhere/*"}))
}
