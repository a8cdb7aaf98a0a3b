package scenarios

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
)

// reported writes three results, one of each kind, in a format.
func reported(t *testing.T, format string, verbose bool) string {
	t.Helper()
	var out bytes.Buffer
	reporter, err := NewReporter(format, &out, verbose)
	require.NoError(t, err)
	green := Result{Name: "a.txtar", Scenario: &Scenario{ID: "HM001", Title: "a # b"}}
	red := Result{Name: "b,c.txtar", Scenario: &Scenario{ID: "SM001", Title: "100% <sure>"}, Failures: []Failure{
		{Cycle: 1, Line: 9, Section: "want/decisions", Subject: "bob", Fields: []Field{{Key: "outcome", Want: "create", Got: "update"}}},
		{Cycle: 2, Line: 12, Section: "want/trace", Problem: "differs", Text: "-old\n+new\n"},
	}}
	broken := Result{Name: "d.txtar", Err: errors.New("d.txtar:1: the first line is \"\"")}
	summary, err := Report(slices.Values([]Result{green, red, broken}), []*match.Rule{{ID: "HM001"}}, reporter)
	require.NoError(t, err)
	require.Equal(t, 1, summary.Passed)
	require.Equal(t, 2, summary.Failed)
	return out.String()
}

func TestTextNamesWhatFailsAndCounts(t *testing.T) {
	const failing = `FAIL  b,c.txtar  SM001: 100% <sure>
  b,c.txtar:9: bob
    outcome: want create
             got  update
  b,c.txtar:12: want/trace differs (cycle 2)
    -old
    +new
FAIL  d.txtar
  d.txtar:1: the first line is ""
HM001: fires in no scenario
HM001: decides in no scenario
coverage: 0 of 2 points of the rules (0.0%)
1 passed, 2 failed
`
	require.Equal(t, failing, reported(t, "text", false))
	require.Equal(t, "ok    a.txtar  HM001: a # b\n"+failing, reported(t, "text", true))
}

func TestJSONHoldsEverything(t *testing.T) {
	var document struct {
		Schema         string
		Passed, Failed int
		Coverage       CoverageSummary
		Scenarios      []jsonScenario
	}
	out := reported(t, "json", false)
	require.NoError(t, json.Unmarshal([]byte(out), &document))
	require.Equal(t, "presync.test/v1", document.Schema)
	require.Equal(t, 2, document.Failed)
	require.Equal(t, 2, document.Coverage.Total)
	require.Len(t, document.Scenarios, 3)
	require.Equal(t, []jsonField{{Key: "outcome", Want: "create", Got: "update"}}, document.Scenarios[1].Failures[0].Fields)
	require.Equal(t, "-old\n+new\n", document.Scenarios[1].Failures[1].Diff)
	require.Contains(t, document.Scenarios[2].Error, "d.txtar:1")
	require.Contains(t, out, "100% <sure>")
	require.Contains(t, out, `"failures": []`)
}

func TestTAPHasAPlanAndEscapesDirectives(t *testing.T) {
	lines := strings.Split(reported(t, "tap", false), "\n")
	require.Equal(t, "TAP version 13", lines[0])
	require.Equal(t, `ok 1 - a.txtar HM001: a \# b`, lines[1])
	require.Equal(t, "not ok 2 - b,c.txtar SM001: 100% <sure>", lines[2])
	require.Equal(t, "# b,c.txtar:9: bob", lines[3])
	require.Contains(t, lines, "1..3")

	var out bytes.Buffer
	reporter, err := NewReporter("tap", &out, false)
	require.NoError(t, err)
	require.NoError(t, reporter.End(Summary{}))
	require.Equal(t, "TAP version 13\n1..0\n", out.String())
}

func TestGitHubAnnotatesTheFailingLines(t *testing.T) {
	lines := strings.Split(reported(t, "github", false), "\n")
	require.Equal(t, "::error file=b%2Cc.txtar,line=9,title=SM001%3A 100%25 <sure>::bob%0A  outcome: want create%0A           got  update", lines[0])
	require.Contains(t, lines[1], ",line=12,")
	require.True(t, strings.HasPrefix(lines[2], "::error file=d.txtar,title=d.txtar::d.txtar:1"))
	require.Equal(t, "::warning::HM001: fires in no scenario", lines[3])
	require.Equal(t, "1 passed, 2 failed", lines[5])
}

func TestJUnitCountsFailuresAndErrors(t *testing.T) {
	out := reported(t, "junit", false)
	var document junitSuites
	require.NoError(t, xml.Unmarshal([]byte(out), &document))
	suite := document.Suites[0]
	require.Equal(t, []int{3, 1, 1}, []int{suite.Tests, suite.Failures, suite.Errors})
	require.Nil(t, suite.Cases[0].Failure)
	require.Equal(t, "bob", suite.Cases[1].Failure.Message)
	require.Contains(t, suite.Cases[1].Failure.Text, "want create")
	require.Contains(t, suite.Cases[2].Error.Message, "d.txtar:1")
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	_, err := NewReporter("yaml", nil, false)
	require.ErrorContains(t, err, `unknown format "yaml"; use one of text, json, tap, github, junit`)
}

// brokenPipe takes some bytes and then refuses.
type brokenPipe struct{ left int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errors.New("broken pipe")
	}
	return len(p), nil
}

func TestReportersPassOnWriteErrors(t *testing.T) {
	failing := Result{Name: "x", Failures: []Failure{{Section: "want/trace", Problem: "differs"}}}
	for _, format := range Formats() {
		for left := range 30 {
			reporter, err := NewReporter(format, &brokenPipe{left: left}, true)
			require.NoError(t, err)
			_, err = Report(slices.Values([]Result{{Name: "y"}, failing}), []*match.Rule{{ID: "HM001"}}, reporter)
			require.ErrorContains(t, err, "broken pipe", "%s after %d bytes", format, left)
		}
	}
}
