package scenarios

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"presync/sim/match"
)

// Summary is what a run of scenarios comes to.
type Summary struct {
	// Passed counts the scenarios that hold, KnownWrong those of them with a
	// verdict that is pinned as wrong.
	Passed, KnownWrong int
	// Failed counts all others, Broken those of them that could not be run.
	Failed, Broken int
	// Coverage is nil when it was not asked for.
	Coverage *CoverageSummary
}

// Formats are the names that [NewReporter] knows.
func Formats() []string { return []string{"text", "json", "tap", "github", "sarif", "junit"} }

// Reporter writes results in one format.
type Reporter interface {
	// Result takes the results one by one, in order.
	Result(r Result) error
	// End writes what comes last. It is called once.
	End(s Summary) error
}

// NewReporter makes the reporter of a format: text, json, tap, github, sarif or
// junit.
// With verbose the text format names the scenarios that pass, too.
func NewReporter(format string, w io.Writer, verbose bool) (Reporter, error) {
	switch format {
	case "text":
		return &textReporter{w: w, verbose: verbose}, nil
	case "json":
		return &jsonReporter{w: w, Scenarios: []jsonScenario{}}, nil
	case "tap":
		return &tapReporter{w: w}, nil
	case "github":
		return &githubReporter{w: w}, nil
	case "sarif":
		return &sarifReporter{w: w}, nil
	case "junit":
		return &junitReporter{w: w}, nil
	}
	return nil, fmt.Errorf("unknown format %q; use one of %s", format, strings.Join(Formats(), ", "))
}

// Report runs through results, hands each to all reporters, and ends them. With
// rules it measures how much of them the scenarios show.
func Report(results iter.Seq[Result], rules []*match.Rule, reporters ...Reporter) (Summary, error) {
	var s Summary
	var c Coverage
	for r := range results {
		s.Add(&r)
		c.Add(r)
		for _, reporter := range reporters {
			if err := reporter.Result(r); err != nil {
				return s, err
			}
		}
	}
	if rules != nil {
		s.Coverage = c.Summary(rules)
	}
	for _, reporter := range reporters {
		if err := reporter.End(s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Add counts a result.
func (s *Summary) Add(r *Result) {
	switch r.Status() {
	case Broken:
		s.Broken++
		s.Failed++
	case Failed:
		s.Failed++
	case Known:
		s.KnownWrong++
		s.Passed++
	default:
		s.Passed++
	}
}

// counts is the last line of a report for reading.
func (s *Summary) counts() string {
	text := fmt.Sprintf("%d passed", s.Passed)
	if s.KnownWrong > 0 {
		text += fmt.Sprintf(" (%d known wrong)", s.KnownWrong)
	}
	text += fmt.Sprintf(", %d failed", s.Failed)
	if s.Broken > 0 {
		text += fmt.Sprintf(" (%d could not be run)", s.Broken)
	}
	return text
}

// FailuresOnly hands a reporter the scenarios that do not pass, and the summary
// of all.
func FailuresOnly(reporter Reporter) Reporter { return failuresOnly{reporter} }

type failuresOnly struct{ Reporter }

func (f failuresOnly) Result(r Result) error {
	if r.Passed() {
		return nil
	}
	return f.Reporter.Result(r)
}

// place is where a failure stands: "FILE:LINE".
func (f *Failure) place(file string) string { return fmt.Sprintf("%s:%d", file, f.Line) }

// headline says in one line what a failure is about.
func (f *Failure) headline() string {
	words := []string{f.Subject}
	switch {
	case f.Subject == "":
		words = []string{f.Section}
	case f.Section != "" && f.Section != "want/decisions" && f.Section != matrixSection:
		words = []string{f.Section + ": " + f.Subject}
	}
	if f.Problem != "" {
		words = append(words, f.Problem)
	}
	if f.WantLine > 0 {
		words = append(words, fmt.Sprintf("(line %d)", f.WantLine))
	}
	if f.Cycle > 1 {
		words = append(words, fmt.Sprintf("(cycle %d)", f.Cycle))
	}
	return visible(strings.Join(words, " "))
}
