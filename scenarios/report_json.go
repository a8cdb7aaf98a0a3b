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
	Status   Status        `json:"status"`
	Error    string        `json:"error,omitempty"`
	Failures []jsonFailure `json:"failures"`
	Known    []jsonKnown   `json:"knownWrong,omitempty"`
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

// jsonKnown is one verdict that is known to be wrong.
type jsonKnown struct {
	Line     int         `json:"line"`
	Cycle    int         `json:"cycle"`
	Subject  string      `json:"subject"`
	Evidence []string    `json:"evidence"`
	Fields   []jsonField `json:"fields"`
}

// jsonField is one assertion that does not hold.
type jsonField struct {
	Key  string `json:"key"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

func (j *jsonReporter) Result(r Result) error {
	s := jsonScenario{File: r.Name, Passed: r.Passed(), Status: r.Status(), Failures: []jsonFailure{}}
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
		out.Why = f.why(r.Name)
		s.Failures = append(s.Failures, out)
	}
	for _, k := range r.KnownWrong {
		known := jsonKnown{Line: k.Line, Cycle: k.Cycle, Subject: k.Subject, Evidence: k.Evidence}
		for _, field := range k.Fields {
			known.Fields = append(known.Fields, jsonField(field))
		}
		s.Known = append(s.Known, known)
	}
	j.Scenarios = append(j.Scenarios, s)
	return nil
}

func (j *jsonReporter) End(s Summary) error {
	e := json.NewEncoder(j.w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Schema     string           `json:"schema"`
		Passed     int              `json:"passed"`
		KnownWrong int              `json:"knownWrong"`
		Failed     int              `json:"failed"`
		Broken     int              `json:"couldNotRun"`
		Coverage   *CoverageSummary `json:"coverage,omitempty"`
		Scenarios  []jsonScenario   `json:"scenarios"`
	}{"presync.test/v1", s.Passed, s.KnownWrong, s.Failed, s.Broken, s.Coverage, j.Scenarios})
}
