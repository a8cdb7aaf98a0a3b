package report

import (
	"encoding/json"
	"io"

	"presync/sim/match"
)

// ExplanationSchema names the shape of the json format of an explanation.
const ExplanationSchema = "presync.explanation/v1"

type jsonExplanation struct {
	Schema   string          `json:"schema"`
	Run      jsonRun         `json:"run"`
	Stages   []jsonStage     `json:"stages"`
	Decision json.RawMessage `json:"decision"`
	Changes  []jsonChange    `json:"changes"`
}

// jsonChange has the fields of sim.Change in the same order.
type jsonChange struct {
	Side    string        `json:"side"`
	Edit    string        `json:"edit"`
	Outcome match.Outcome `json:"outcome"`
	Target  string        `json:"target"`
	Rule    string        `json:"rule"`
}

type jsonStage struct {
	Name   string   `json:"name"`
	Status Status   `json:"status"`
	Text   string   `json:"text"`
	Facts  []fact   `json:"facts"`
	Rules  []string `json:"rules"`
}

// ExplainJSON writes an explanation as one indented document. The decision is
// that of the prediction format, with its trace; stages say how the pipeline
// ended and which rules each stage asked; changes are edits with what they
// lead to.
func ExplainJSON(w io.Writer, e *Explanation) error {
	var decision encoder
	decision.decision(e.Decision, true, new(evidences))
	doc := jsonExplanation{
		Schema: ExplanationSchema, Run: wireRun(e.Run), Stages: []jsonStage{},
		Decision: decision.b, Changes: make([]jsonChange, 0, len(e.Changes)),
	}
	for _, c := range e.Changes {
		doc.Changes = append(doc.Changes, jsonChange(c))
	}
	for _, s := range e.Stages() {
		var asked []string
		for i := range s.Steps {
			asked = append(asked, s.Steps[i].Rule.ID)
		}
		doc.Stages = append(doc.Stages, jsonStage{
			Name: s.Name, Status: s.Status, Text: s.Text, Facts: append([]fact{}, e.stageFacts(s.Name)...),
			Rules: append([]string{}, ids(asked)...),
		})
	}
	out := newLines(w)
	out.indented("", doc)
	out.text("\n")
	return out.flush()
}

// stageFacts are the values that a stage reads or makes.
func (e *Explanation) stageFacts(stage string) []fact {
	d := e.Decision
	switch {
	case stage == "processing":
		return results(d)
	case stage != "import":
		return nil
	case d.User == nil:
		return facts(d.Object)
	}
	var out []fact
	for _, o := range d.User.Objects() {
		out = append(out, facts(o)...)
	}
	return out
}
