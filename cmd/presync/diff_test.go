package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
	"presync/sim/match/rules"
)

var contosoInputs = []string{"--ad", contoso + "ad.ldif", "--cloud", contoso + "tenant", "--tenant", contoso + "tenant.yaml"}

func with(args ...string) []string { return append(args, contosoInputs...) }

// diffed is what a test reads of presync diff --format json.
type diffed struct {
	Summary     map[string]any
	Differences []struct{ Name, Base, Head string }
	Changes     []diffedUser
	Certainty   []diffedUser
	Added       []diffedUser
	Removed     []diffedUser
}

type diffedUser struct {
	User       struct{ SAMAccountName string }
	Severity   string
	Base, Head *struct{ Outcome, Rule, Error string }
}

// line is a user as a line of text.
func (u *diffedUser) line() string {
	return strings.Join([]string{u.User.SAMAccountName, u.Severity, u.Base.Outcome, u.Base.Rule, u.Head.Outcome, u.Head.Rule, u.Head.Error}, " ")
}

func diffJSON(t *testing.T, code int, args ...string) diffed {
	t.Helper()
	var stdout, stderr bytes.Buffer
	require.Equal(t, code, run(testApp(&stdout, &stderr), append([]string{"diff", "--format", "json"}, args...)...), stderr.String())
	var d diffed
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &d))
	return d
}

// TestTheHardeningHitsExactlyTheseUsersOfContoso pins who gets another verdict
// between the last day before the hardening and the day of the example.
func TestTheHardeningHitsExactlyTheseUsersOfContoso(t *testing.T) {
	for _, via := range []string{"memory", "wire"} {
		d := diffJSON(t, exitFindings, with("--base", "as-of=2026-05-31", "--head", "as-of=2026-11-22", "--via", via)...)
		var changed []string
		for i := range d.Changes {
			changed = append(changed, d.Changes[i].line())
		}
		require.Equal(t, []string{
			"lars.admin worse hard-match HM001 error HM004 InvalidHardMatch",
			"nils.moved worse hard-match HM001 error HM008 AttributeUpdateNotAllowed",
		}, changed, via)
		require.Len(t, d.Certainty, 1)
		require.Equal(t, "doris.ebel less-certain hard-match HM002 hard-match HM002 ", d.Certainty[0].line(), "the service may refuse her from July on, see HM101")
		require.Empty(t, d.Added)
		require.Empty(t, d.Removed)
	}
}

// TestTheHardeningHitsWhomTheTableOfContosoSays holds the same list against
// the table in the README of the example and the dates of the rules: those who
// change are those whose rule came into force between the two days.
func TestTheHardeningHitsWhomTheTableOfContosoSays(t *testing.T) {
	dated := map[string]bool{}
	for _, r := range rules.All() {
		after := r.From.Format("2006-01-02") > "2026-05-31" && r.From.Format("2006-01-02") <= "2026-11-22"
		if after && r.Then.Kind != match.Doubts {
			dated[r.ID] = true
		}
	}
	require.True(t, dated["HM004"] && dated["HM008"])
	readme, err := os.ReadFile(contoso + "README.md")
	require.NoError(t, err)
	var want []string
	for line := range strings.Lines(string(readme)) {
		if cells := strings.Split(line, "|"); len(cells) == 7 && dated[strings.TrimSpace(cells[4])] {
			want = append(want, strings.TrimSpace(cells[1]))
		}
	}
	var got []string
	for _, u := range diffJSON(t, exitFindings, with("2026-05-31", "2026-11-22")...).Changes {
		got = append(got, u.User.SAMAccountName)
	}
	require.ElementsMatch(t, want, got)
	require.Len(t, want, 2)
}

// TestTheDayOfEachRuleIsTheDayOfTheChange walks over the two days of the
// hardening.
func TestTheDayOfEachRuleIsTheDayOfTheChange(t *testing.T) {
	require.Empty(t, diffJSON(t, exitOK, with("2026-05-30", "2026-05-31")...).Changes)
	june := diffJSON(t, exitFindings, with("2026-05-31", "2026-06-01")...)
	require.Len(t, june.Changes, 1, "the roles, from the first of June")
	require.Equal(t, "lars.admin worse hard-match HM001 error HM005 InvalidHardMatch", june.Changes[0].line())
	july := diffJSON(t, exitFindings, with("2026-06-30", "2026-07-01")...)
	require.Len(t, july.Changes, 2, "the mapped identifier, from the first of July; and the role rule is another one")
	require.Equal(t, "lars.admin changed error HM005 error HM004 InvalidHardMatch", july.Changes[0].line())
	require.Equal(t, "nils.moved worse hard-match HM001 error HM008 AttributeUpdateNotAllowed", july.Changes[1].line())
}

// TestEveryWayToNameTheSidesGivesTheSame compares two days in all the ways
// that the command line takes.
func TestEveryWayToNameTheSidesGivesTheSame(t *testing.T) {
	dir := t.TempDir()
	save := func(day, format string) string {
		path := filepath.Join(dir, day+"."+format)
		require.Equal(t, exitFindings, run(testApp(io.Discard, io.Discard), with("predict", "--as-of", day, "--format", format, "-o", path)...))
		return path
	}
	old, now := save("2026-05-31", "json"), save("2026-11-22", "ndjson")
	want := diffJSON(t, exitFindings, with("--base", "as-of=2026-05-31", "--head", "as-of=2026-11-22")...)
	for _, args := range [][]string{
		with("--base", "as-of=2026-05-31"), // the head is today
		with("--base", "2026-05-31", "--head", "2026-11-22"),
		with("--base", "asOf=2026-05-31"),
		with("2026-05-31"),
		with("--base-as-of", "2026-05-31", "--head-as-of", "2026-11-22"),
		with("--as-of", "2026-11-22", "--base", "as-of=2026-05-31"),
		with("--base", "report="+old),
		with("--base", old, "--head", "as-of=2026-11-22"),
		with(old),
		{old, now},
		{"--base", old, "--head", now},
		{"--base-report", old, "--head-report", now},
		append([]string{"--base", "as-of=2026-05-31", "--head", "tenant=" + contoso + "tenant.yaml", "--base", "tenant=" + contoso + "tenant.yaml"}, contosoInputs[:4]...),
		append([]string{"--base", "as-of=2026-05-31", "--base", "ad=" + contoso + "ad.ldif", "--head", "ad=other=" + contoso + "ad.ldif"}, contosoInputs[2:]...),
		append([]string{"--base", "2026-05-31", "--base", "cloud=" + contoso + "tenant", "--head", "cloud=" + contoso + "tenant/"}, append(contosoInputs[:2:2], contosoInputs[4:]...)...),
	} {
		got := diffJSON(t, exitFindings, args...)
		require.Equal(t, want.Changes, got.Changes, args)
		require.Equal(t, want.Certainty, got.Certainty, args)
	}
}

func TestSettingsOfASideAreAddedToThoseOfBoth(t *testing.T) {
	d := diffJSON(t, exitFindings, with("--set", "crossMatch=false", "--head", "set=features.blockSoftMatchEnabled=true",
		"--head", "full-import=true", "--head", "source-anchor=objectGUID")...)
	var names []string
	for _, f := range d.Differences {
		names = append(names, f.Name+" "+f.Base+" "+f.Head)
	}
	require.Equal(t, []string{
		"full-import false true", "features.blockSoftMatchEnabled false true", "sourceAnchor mS-DS-ConsistencyGuid objectGUID",
	}, names)
}

func TestASideWinsOverTheShortFlagsOfBoth(t *testing.T) {
	d := diffJSON(t, exitFindings, with("--source-anchor", "objectGUID", "--replacement-server",
		"--head", "set=sourceAnchor=employeeID", "--head", "set=replacementServer=false")...)
	var names []string
	for _, f := range d.Differences {
		names = append(names, f.Name+" "+f.Base+" "+f.Head)
	}
	require.Equal(t, []string{"full-import true false", "replacementServer true false", "sourceAnchor objectGUID employeeID"}, names)
}

func TestSeveralKeysOfASideAreSplitAtTheirCommas(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"2026-05-31", []string{"2026-05-31"}},
		{"as-of=2026-05-31,tenant=old.yaml", []string{"as-of=2026-05-31", "tenant=old.yaml"}},
		{"2026-05-31, set=crossMatch=false", []string{"2026-05-31", " set=crossMatch=false"}},
		{"set=verifiedDomains=a.com,b.com", []string{"set=verifiedDomains=a.com,b.com"}},
		{"set=filter.ous=OU=A,DC=x;OU=B,DC=x,cloud=tenant", []string{"set=filter.ous=OU=A,DC=x;OU=B,DC=x", "cloud=tenant"}},
		{"", []string{""}},
	} {
		require.Equal(t, c.want, parts(c.text))
	}
	want := diffJSON(t, exitFindings, with("--base", "as-of=2026-05-31", "--base", "set=crossMatch=false")...)
	got := diffJSON(t, exitFindings, with("--base", "2026-05-31, set=crossMatch=false")...)
	require.Equal(t, want, got)
}

func TestStandardInputServesBothSides(t *testing.T) {
	export, err := os.ReadFile(contoso + "ad.ldif")
	require.NoError(t, err)
	var stdout, stderr bytes.Buffer
	a := testApp(&stdout, &stderr)
	a.stdin = bytes.NewReader(export)
	require.Equal(t, exitFindings, run(a, "diff", "--ad", "ad=-", "--cloud", contoso+"tenant", "--tenant", contoso+"tenant.yaml", "--base", "2026-05-31"), stderr.String())
	require.Contains(t, stdout.String(), "2 of 55 users get worse.")

	a.stdin = bytes.NewReader(export)
	require.Equal(t, exitUsage, run(a, "diff", "--ad", "-", "--base", "cloud="+contoso+"tenant", "--head", "cloud="+contoso+"tenant/users.json"))
	require.Contains(t, stderr.String(), "standard input can be read once")
}

func TestAnInterruptEndsTheReadingOfAReport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.json")
	require.Equal(t, exitFindings, run(testApp(io.Discard, io.Discard), with("predict", "--format", "json", "-o", path)...))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr bytes.Buffer
	require.Equal(t, exitFailed, testApp(io.Discard, &stderr).run(ctx, with("diff", path)))
	require.Equal(t, "presync: interrupted\n", stderr.String())
}

func FuzzSide(f *testing.F) {
	for _, seed := range []string{"2026-05-31", "as-of=2026-05-31,set=a=b", "set=filter.ous=OU=A,DC=x", "=", ",", "ad=x,ad=y", "full-import=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := &side{name: "base"}
		if s.Set(text) == nil {
			require.NotEmpty(t, s.given, "what is taken changes the side")
			require.True(t, s.report != "" || s.overrides())
		}
		require.Equal(t, text, strings.Join(parts(text), ","))
	})
}
