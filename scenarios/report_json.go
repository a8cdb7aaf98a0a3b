package scenarios

import (
	"encoding/json"
	"io"
)

// jsonReporter writes one document, schema presync.test/v1.
type jsonReporter struct {
	w         io.Writer
	Scenarios []jsonScenario
}

// jsonScenario is one scenario of the document.
type jsonScenario struct {
	File     string        `json:"file"`
	ID       string        `json:"id"`
	Variant  string        `json:"variant,omitempty"`
	Flags    []string      `json:"flags,omitempty"` // KEY=VALUE of flags.yaml
	Title    string        `json:"title"`
	Passed   bool          `json:"passed"`
	Error    string        `json:"error,omitempty"`
	Failures []jsonFailure `json:"failures"`
}

// jsonFailure is one failing line.
type jsonFailure struct {
	Line    int         `json:"line"`
	Want    int         `json:"wantLine,omitempty"`
	Cycle   int         `json:"cycle"`
	Section string      `json:"section"`
	Subject string      `json:"subject"`
	Problem string      `json:"problem,omitempty"`
	Fields  []jsonField `json:"fields,omitempty"`
	Diff    string      `json:"diff,omitempty"`
	Why     []string    `json:"why,omitempty"`
}

// jsonField is one assertion that does not hold.
type jsonField struct {
	Key  string `json:"key"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

func (j *jsonReporter) Result(r Result) error {
	s := jsonScenario{File: r.Name, Passed: r.Passed(), Failures: []jsonFailure{}}
	if r.Scenario != nil {
		s.ID, s.Variant, s.Title = r.Scenario.ID, r.Scenario.Variant, r.Scenario.Title
		s.Flags = r.Scenario.combo.settings()
	}
	if r.Err != nil {
		s.Error = r.Err.Error()
	}
	for _, f := range r.Failures {
		out := jsonFailure{Line: f.Line, Want: f.WantLine, Cycle: f.Cycle, Section: f.Section, Subject: f.Subject, Problem: f.Problem, Diff: f.Text}
		for _, field := range f.Fields {
			out.Fields = append(out.Fields, jsonField(field))
		}
		for _, step := range f.Steps {
			out.Why = append(out.Why, stepText(step)...)
		}
		s.Failures = append(s.Failures, out)
	}
	j.Scenarios = append(j.Scenarios, s)
	return nil
}

func (j *jsonReporter) End(s Summary) error {
	e := json.NewEncoder(j.w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Schema    string           `json:"schema"`
		Passed    int              `json:"passed"`
		Failed    int              `json:"failed"`
		Coverage  *CoverageSummary `json:"coverage,omitempty"`
		Scenarios []jsonScenario   `json:"scenarios"`
	}{"presync.test/v1", s.Passed, s.Failed, s.Coverage, j.Scenarios})
}
