package scenarios

import (
	"strconv"
	"strings"

	"presync/sim"
	"presync/sim/match"
)

// Status is what a scenario comes to.
type Status string

const (
	// Passed: everything holds.
	Passed Status = "passed"
	// Known: everything holds, and a verdict is pinned that is known to differ
	// from the service's. The run passes.
	Known Status = "known-wrong"
	// Failed: an assertion does not hold.
	Failed Status = "failed"
	// Broken: the file could not be read or parsed, or a cycle could not be run.
	Broken Status = "error"
)

// Result is what came out of one scenario. It passed when there is neither a
// failure nor an error.
type Result struct {
	// Name is the file, set even when it could not be parsed.
	Name string
	// Data is the content of the file, nil when it could not be read.
	Data []byte
	// Scenario is nil when the file could not be parsed.
	Scenario *Scenario
	// Cycles holds the prediction of every cycle that could be run.
	Cycles []CycleResult
	// Failures are the assertions that do not hold, in the order of the file.
	Failures []Failure
	// KnownWrong are the verdicts that are as want/known-wrong pins them.
	KnownWrong []KnownWrong
	// Err says why the scenario could not be run to its end.
	Err error
}

// CycleResult is the prediction of one cycle.
type CycleResult struct {
	Number     int
	Prediction *sim.Prediction
}

// Failure is one line of a scenario that does not hold, or one thing that a
// scenario leaves out.
type Failure struct {
	// Cycle counts from 1; Line is the line in the scenario file.
	Cycle, Line int
	// WantLine is the line of the want section where Line is that of a variant in
	// variants.csv, else 0.
	WantLine int
	// Section is the want section without its cycle: "want/decisions". It is
	// empty for what [Options.Check] finds.
	Section string
	// Subject is the user, object or gap.
	Subject string
	// Problem says what is wrong where it is not a difference of fields.
	Problem string
	// Fields are the assertions that do not hold.
	Fields []Field
	// Text is a line diff, for want/trace.
	Text string
	// Steps are those that decided, and those of the rule that was wanted.
	Steps []match.Step
}

// KnownWrong is a verdict that differs from the service's, as it is pinned.
type KnownWrong struct {
	// Cycle counts from 1; Line is the line of the pin in the scenario file.
	Cycle, Line int
	// Subject is the user.
	Subject string
	// Evidence says how the service was seen to decide otherwise, line by line.
	Evidence []string
	// Fields are the differences: Want is what the service decides.
	Fields []Field
	// Steps are those that decided.
	Steps []match.Step
}

// Field is one assertion that does not hold.
type Field struct {
	Key       string
	Want, Got string
}

// Passed reports whether everything that the scenario asserts holds.
func (r *Result) Passed() bool { return r.Err == nil && len(r.Failures) == 0 }

// Status is what the scenario comes to.
func (r *Result) Status() Status {
	switch {
	case r.Err != nil:
		return Broken
	case len(r.Failures) > 0:
		return Failed
	case len(r.KnownWrong) > 0:
		return Known
	}
	return Passed
}

// Title is the ID, with the variant, and the title of the scenario, or its name
// when it has none.
func (r *Result) Title() string {
	if r.Scenario == nil {
		return r.Name
	}
	return r.Scenario.FullID() + ": " + r.Scenario.Title
}

// errLine is the line of the file that the error names, 1 when it names none.
func (r *Result) errLine() int {
	rest, named := strings.CutPrefix(r.Err.Error(), r.Name+":")
	digits, _, more := strings.Cut(rest, ":")
	if n, err := strconv.Atoi(digits); named && more && err == nil && n > 0 {
		return n
	}
	return 1
}
