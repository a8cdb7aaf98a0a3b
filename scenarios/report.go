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
	Passed, Failed int
	// Coverage is nil when it was not asked for.
	Coverage *CoverageSummary
}

// CoverageSummary is how much of the rules the scenarios show.
type CoverageSummary struct {
	Covered int      `json:"covered"`
	Total   int      `json:"total"`
	Missing []string `json:"missing"`
}

// Percent is the covered part, 100 when there is nothing to cover.
func (c *CoverageSummary) Percent() float64 {
	if c.Total == 0 {
		return 100
	}
	return 100 * float64(c.Covered) / float64(c.Total)
}

// Formats are the names that [NewReporter] knows.
func Formats() []string { return []string{"text", "json", "tap", "github", "junit"} }

// Reporter writes results in one format.
type Reporter interface {
	// Result takes the results one by one, in order.
	Result(r Result) error
	// End writes what comes last. It is called once.
	End(s Summary) error
}

// NewReporter makes the reporter of a format: text, json, tap, github or junit.
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
		if r.Passed() {
			s.Passed++
		} else {
			s.Failed++
		}
		c.Add(r)
		for _, reporter := range reporters {
			if err := reporter.Result(r); err != nil {
				return s, err
			}
		}
	}
	if rules != nil {
		covered, total := c.Count(rules)
		s.Coverage = &CoverageSummary{Covered: covered, Total: total, Missing: c.Missing(rules)}
	}
	for _, reporter := range reporters {
		if err := reporter.End(s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// place is where a failure stands: "FILE:LINE".
func (f *Failure) place(file string) string { return fmt.Sprintf("%s:%d", file, f.Line) }

// headline says in one line what a failure is about.
func (f *Failure) headline() string {
	words := []string{f.Subject}
	if f.Section != "want/decisions" && f.Section != matrixSection && f.Subject != "" {
		words = []string{f.Section + ": " + f.Subject}
	} else if f.Subject == "" {
		words = []string{f.Section}
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
	return strings.Join(words, " ")
}

// details gives the lines below the headline: what was wanted and what came,
// then the steps that tell why.
func (f *Failure) details() []string {
	var lines []string
	for _, field := range f.Fields {
		lines = append(lines,
			fmt.Sprintf("  %s: want %s", field.Key, field.Want),
			fmt.Sprintf("  %s  got  %s", strings.Repeat(" ", len(field.Key)), field.Got))
	}
	for _, line := range strings.Split(strings.TrimRight(f.Text, "\n"), "\n") {
		if line != "" {
			lines = append(lines, "  "+line)
		}
	}
	for _, s := range f.Steps {
		lines = append(lines, stepText(s)...)
	}
	return lines
}

// stepText writes a step with its conditions, both compared values of each and
// where they were read.
func stepText(s match.Step) []string {
	about := ""
	if s.Cloud != nil {
		about = " about " + cloudName(s.Cloud)
	}
	if s.Claim != nil {
		about += fmt.Sprintf(" and %s %q", s.Claim.Property, s.Claim.Value)
	}
	lines := []string{fmt.Sprintf("  %s%s: %s (%s)", ruleID(s.Rule), about, s.Verdict, s.Rule.Title)}
	for _, c := range s.Checks {
		sign := "+"
		if !c.Held {
			sign = "-"
		}
		line, left, right := fmt.Sprintf("    %s %s", sign, condName(c)), valueText(c.Left), valueText(c.Right)
		switch {
		case left != "" && right != "":
			lines = append(lines, line, "        "+left, "        "+right)
		case left != "" || right != "":
			lines = append(lines, line+": "+left+right)
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

// valueText writes one compared value and its place.
func valueText(v match.Value) string {
	if v.Name == "" && v.Text == "" {
		return ""
	}
	text := fmt.Sprintf("%s %q", v.Name, v.Text)
	if v.Origin.Source == "" {
		return text
	}
	return text + " (" + v.Origin.String() + ")"
}
