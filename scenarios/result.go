package scenarios

import (
	"presync/sim"
	"presync/sim/match"
)

// Result is what came out of one scenario. It passed when there is neither a
// failure nor an error.
type Result struct {
	// Name is the file, set even when it could not be parsed.
	Name string
	// Scenario is nil when the file could not be parsed.
	Scenario *Scenario
	// Cycles holds the prediction of every cycle that could be run.
	Cycles []CycleResult
	// Failures are the assertions that do not hold, in the order of the file.
	Failures []Failure
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
	// Section is the want section without its cycle: "want/decisions".
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

// Field is one assertion that does not hold.
type Field struct {
	Key       string
	Want, Got string
}

// Passed reports whether everything that the scenario asserts holds.
func (r *Result) Passed() bool { return r.Err == nil && len(r.Failures) == 0 }

// Title is the ID and title of the scenario, or its name when it has none.
func (r *Result) Title() string {
	if r.Scenario == nil {
		return r.Name
	}
	return r.Scenario.ID + ": " + r.Scenario.Title
}
