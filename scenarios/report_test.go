package scenarios

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
)

// results are one of each kind.
func results() []Result {
	return []Result{
		{Name: "a.txtar", Scenario: &Scenario{ID: "HM001", Title: "a # b"}},
		{Name: "b,c.txtar", Scenario: &Scenario{ID: "SM001", Title: "100% <sure>"}, Failures: []Failure{
			{Cycle: 1, Line: 9, Section: "want/decisions", Subject: "bob", Fields: []Field{
				{Key: "outcome", Want: "create", Got: "update"}, {Key: "by", Want: "-", Got: "sourceAnchor"}}},
			{Cycle: 2, Line: 12, Section: "want/trace", Problem: "differs", Text: "-old\n+new\n"},
		}},
		{Name: "d.txtar", Err: errors.New("d.txtar:7: the first line is \"\"")},
		{Name: "e.txtar", Scenario: &Scenario{ID: "CF001", Title: "e"}, KnownWrong: []KnownWrong{
			{Cycle: 1, Line: 20, Subject: "bob", Evidence: []string{"Ticket #7,", "in July."}, Fields: []Field{{Key: "outcome", Want: "update", Got: "create"}}},
		}},
	}
}

// reported writes one result of each kind in a format.
func reported(t *testing.T, format string, verbose bool) string {
	t.Helper()
	var out bytes.Buffer
	reporter, err := NewReporter(format, &out, verbose)
	require.NoError(t, err)
	summary, err := Report(slices.Values(results()), []*match.Rule{{ID: "HM001"}}, reporter)
	require.NoError(t, err)
	summary.Coverage = nil
	require.Equal(t, Summary{Passed: 2, KnownWrong: 1, Failed: 2, Broken: 1}, summary)
	return out.String()
}

func TestTextNamesWhatFailsAndCounts(t *testing.T) {
	const failing = `FAIL  b,c.txtar  SM001: 100% <sure>
  b,c.txtar:9: bob
    outcome  want create
             got  update
    by       want -
             got  sourceAnchor
  b,c.txtar:12: want/trace differs (cycle 2)
    -old
    +new

ERROR  d.txtar
  d.txtar:7: the first line is ""

KNOWN WRONG  e.txtar  CF001: e
  e.txtar:20: bob gets a verdict that is known to be wrong
    outcome  service update
             presync create
    # Ticket #7,
    # in July.

HM001: fires in no scenario
HM001: decides in no scenario

coverage of                                                shown      of   percent    cannot
rules       each rule fires and decides                        0       2       0.0
coverage: 0 of 2 points of the rules (0.0%)
2 passed (1 known wrong), 2 failed (1 could not be run)
`
	require.Equal(t, failing, reported(t, "text", false))
	require.Equal(t, "ok    a.txtar  HM001: a # b\n"+failing, reported(t, "text", true))
}

func TestTextFitsIntoOneHundredColumns(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", 60))
	unbroken := strings.Repeat("x", 150)
	r := Result{Name: "a.txtar", Scenario: &Scenario{ID: "SM001", Title: long}, Failures: []Failure{{
		Line: 1, Section: "want/decisions", Subject: "bob", Problem: long, Fields: []Field{{Key: "reason", Want: long, Got: unbroken}},
		Steps: []match.Step{{Rule: &match.Rule{ID: "SM001", Title: long}, Verdict: match.Yes, Checks: []match.Check{
			{Cond: &match.Cond{Name: long}, Left: match.Value{Name: "a", Text: long}}}}},
	}}}
	var out bytes.Buffer
	reporter, err := NewReporter("text", &out, false)
	require.NoError(t, err)
	require.NoError(t, reporter.Result(r))
	words := 0
	for line := range strings.Lines(out.String()) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.Contains(line, unbroken) {
			require.LessOrEqual(t, len(line), columns, line)
		}
		require.Equal(t, strings.TrimRight(line, " "), line)
		words += strings.Count(line, "word")
	}
	require.Equal(t, 6*60, words, "every word is there")
}

func TestReportsShowWhatATerminalHides(t *testing.T) {
	hidden := "a\x1b[31m\u200b\u00a0\u202eb"
	r := Result{Name: hidden, Scenario: &Scenario{ID: "X", Title: hidden}, Failures: []Failure{{Subject: hidden, Problem: hidden, Text: "+" + hidden,
		Fields: []Field{{Key: "upn", Want: hidden, Got: hidden}}, Steps: []match.Step{{Rule: &match.Rule{Title: hidden}, Checks: []match.Check{
			{Cond: &match.Cond{Name: hidden}, Left: match.Value{Name: hidden, Text: hidden}}}}}}},
		KnownWrong: []KnownWrong{{Subject: hidden, Evidence: []string{hidden}}}}
	for _, format := range []string{"text", "tap"} {
		var out bytes.Buffer
		reporter, err := NewReporter(format, &out, true)
		require.NoError(t, err)
		require.NoError(t, reporter.Result(r))
		require.Contains(t, out.String(), `want a\x1b[31m\u200b\u00a0\u202eb`)
		for _, c := range out.String() {
			require.True(t, c == '\n' || unicode.IsPrint(c), "%q in %q", c, out.String())
		}
	}
}

func TestFailuresAloneAreReportedWhenAsked(t *testing.T) {
	var out bytes.Buffer
	reporter, err := NewReporter("tap", &out, false)
	require.NoError(t, err)
	sum, err := Report(slices.Values(results()), nil, FailuresOnly(reporter))
	require.NoError(t, err)
	require.Equal(t, 2, sum.Passed)
	require.Contains(t, out.String(), "not ok 1 - b,c.txtar")
	require.Contains(t, out.String(), "not ok 2 - d.txtar")
	require.Contains(t, out.String(), "\n1..2\n")
}

func TestJSONHoldsEverything(t *testing.T) {
	var document struct {
		Schema                                  string
		Passed, KnownWrong, Failed, CouldNotRun int
		Coverage                                CoverageSummary
		Scenarios                               []jsonScenario
	}
	out := reported(t, "json", false)
	require.NoError(t, json.Unmarshal([]byte(out), &document))
	require.Equal(t, "presync.test/v1", document.Schema)
	require.Equal(t, 2, document.Coverage.Total)
	require.Equal(t, []int{2, 1, 2, 1}, []int{document.Passed, document.KnownWrong, document.Failed, document.CouldNotRun})
	require.Len(t, document.Scenarios, 4)
	var statuses []Status
	for _, s := range document.Scenarios {
		statuses = append(statuses, s.Status)
	}
	require.Equal(t, []Status{Passed, Failed, Broken, Known}, statuses)
	require.Equal(t, jsonField{Key: "outcome", Want: "create", Got: "update"}, document.Scenarios[1].Failures[0].Fields[0])
	require.Equal(t, jsonKnown{Line: 20, Cycle: 1, Subject: "bob", Evidence: []string{"Ticket #7,", "in July."},
		Fields: []jsonField{{Key: "outcome", Want: "update", Got: "create"}}}, document.Scenarios[3].Known[0])
	require.Equal(t, "-old\n+new\n", document.Scenarios[1].Failures[1].Diff)
	require.Contains(t, document.Scenarios[2].Error, "d.txtar:7")
	require.Contains(t, out, "100% <sure>")
	require.Contains(t, out, `"failures": []`)
}

func TestTAPHasAPlanAndEscapesDirectives(t *testing.T) {
	lines := strings.Split(reported(t, "tap", false), "\n")
	require.Equal(t, "TAP version 13", lines[0])
	require.Equal(t, `ok 1 - a.txtar HM001: a \# b`, lines[1])
	require.Equal(t, "not ok 2 - b,c.txtar SM001: 100% <sure>", lines[2])
	require.Equal(t, "# b,c.txtar:9: bob", lines[3])
	require.Contains(t, lines, "not ok 4 - e.txtar CF001: e # TODO known wrong: Ticket #7, in July.")
	require.Contains(t, lines, "1..4")

	var out bytes.Buffer
	reporter, err := NewReporter("tap", &out, false)
	require.NoError(t, err)
	require.NoError(t, reporter.End(Summary{}))
	require.Equal(t, "TAP version 13\n1..0 # SKIP no scenario to report\n", out.String())
}

func TestGitHubAnnotatesTheFailingLines(t *testing.T) {
	lines := strings.Split(reported(t, "github", false), "\n")
	require.Equal(t, "::error file=b%2Cc.txtar,line=9,title=SM001%3A 100%25 <sure>::bob%0A  outcome  want create%0A           got  update%0A  by       want -%0A           got  sourceAnchor", lines[0])
	require.Contains(t, lines[1], ",line=12,")
	require.Equal(t, `::error file=d.txtar,line=7,title=d.txtar::d.txtar:7: the first line is ""`, lines[2])
	require.Equal(t, "::notice file=e.txtar,line=20,title=known wrong%3A CF001%3A e::bob gets a verdict that is known to be wrong%0A"+
		"  outcome  service update%0A           presync create%0A  # Ticket #7,%0A  # in July.", lines[3])
	require.Equal(t, "::warning::HM001: fires in no scenario", lines[4])
	require.Equal(t, "2 passed (1 known wrong), 2 failed (1 could not be run)", lines[6])
}

func TestJUnitCountsFailuresAndErrors(t *testing.T) {
	out := reported(t, "junit", false)
	var document junitSuites
	require.NoError(t, xml.Unmarshal([]byte(out), &document))
	suite := document.Suites[0]
	require.Equal(t, []int{4, 1, 1, 1}, []int{suite.Tests, suite.Failures, suite.Errors, suite.Skipped})
	require.Nil(t, suite.Cases[0].Failure)
	require.Equal(t, "bob", suite.Cases[1].Failure.Message)
	require.Contains(t, suite.Cases[1].Failure.Text, "want create")
	require.Contains(t, suite.Cases[2].Error.Message, "d.txtar:7")
	require.Contains(t, suite.Cases[3].Skipped.Text, "e.txtar:20: bob gets a verdict that is known to be wrong")
	for path, want := range map[string]string{"a.txtar": "a", "./x/y.z/a.b.txtar": "x.y_z.a_b", "/tmp/a.txtar": "tmp.a", "../c/a.txtar": "c.a", `c\a.txtar`: "c.a"} {
		require.Equal(t, want, className(path))
	}
}

func TestSARIFHasAResultForEachFinding(t *testing.T) {
	var document struct {
		Version string
		Runs    []struct {
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []sarifNotification
			}
			Results []sarifResult
		}
	}
	require.NoError(t, json.Unmarshal([]byte(reported(t, "sarif", false)), &document))
	require.Equal(t, "2.1.0", document.Version)
	require.False(t, document.Runs[0].Invocations[0].ExecutionSuccessful)
	require.Equal(t, sarifNotification{"warning", sarifText{"HM001: fires in no scenario"}}, document.Runs[0].Invocations[0].ToolExecutionNotifications[0])
	type finding struct {
		rule, level, uri string
		line             int
	}
	var got []finding
	for _, r := range document.Runs[0].Results {
		f := finding{rule: r.RuleID, level: r.Level}
		require.Equal(t, r.RuleID, sarifRules()[r.RuleIndex].ID)
		for _, l := range r.Locations {
			f.uri, f.line = l.Physical.Artifact.URI, l.Physical.Region.StartLine
			require.Len(t, r.Fingerprints["presyncScenario/v1"], 32)
		}
		got = append(got, f)
	}
	require.Equal(t, []finding{
		{"failing-scenario", "error", "b,c.txtar", 9}, {"failing-scenario", "error", "b,c.txtar", 12},
		{"broken-scenario", "error", "d.txtar", 7}, {"known-wrong", "note", "e.txtar", 20},
	}, got)
	for path, want := range map[string]string{"a b/ü#.txtar": "a%20b/%C3%BC%23.txtar", "/tmp/a.txtar": "file:///tmp/a.txtar", "./x:y.txtar": "./x:y.txtar", `a\b.txtar`: "a/b.txtar"} {
		require.Equal(t, want, fileURI(path))
	}
}

func TestSARIFOfAGreenRunHasAnEmptyList(t *testing.T) {
	var out bytes.Buffer
	reporter, err := NewReporter("sarif", &out, false)
	require.NoError(t, err)
	require.NoError(t, reporter.End(Summary{Passed: 1}))
	require.Contains(t, out.String(), `"results": []`)
	require.Contains(t, out.String(), `"executionSuccessful": true`)
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	_, err := NewReporter("yaml", nil, false)
	require.ErrorContains(t, err, `unknown format "yaml"; use one of text, json, tap, github, sarif, junit`)
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

func FuzzWrapKeepsTheWords(f *testing.F) {
	f.Add("  a: want "+strings.Repeat("word ", 40), 9)
	f.Add(strings.Repeat("x", 120)+" y", 2)
	f.Add("      "+strings.Repeat("ü ", 99), 60)
	f.Fuzz(func(t *testing.T, line string, hang int) {
		if hang < 0 || hang > 60 {
			return
		}
		lines := wrap(line, hang)
		require.Equal(t, strings.Fields(visible(line)), strings.Fields(strings.Join(lines, " ")))
		for _, l := range lines {
			if utf8.RuneCountInString(l) > columns-2 {
				require.NotContains(t, strings.TrimSpace(l[min(len(l), hang):]), " ", "it could be broken")
			}
		}
	})
}
