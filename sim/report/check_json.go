package report

import (
	"io"

	"presync/sim/check"
	"presync/sim/directory"
)

// CheckJSON writes findings as one document. The header is indented, each
// finding stands on a line of its own.
func CheckJSON(w io.Writer, run CheckRun, r *check.Result) error {
	out := newLines(w)
	out.text("{\n  \"schema\": \"" + CheckSchema + "\",\n  \"run\": ")
	out.indented("  ", wireCheckRun(run))
	out.text(",\n  \"summary\": ")
	out.indented("  ", wireCheckSummary(SummarizeCheck(r)))
	out.text(",\n  \"findings\": [")
	for i := range r.Findings {
		if i > 0 {
			out.text(",")
		}
		out.text("\n    ")
		if err := out.encoded(func(e *encoder) { e.finding(&r.Findings[i]) }); err != nil {
			return err
		}
	}
	if len(r.Findings) > 0 {
		out.text("\n  ")
	}
	out.text("]\n}\n")
	return out.flush()
}

// CheckNDJSON writes one JSON value a line: first {"schema","run"}, then one
// finding a line, last {"summary"}.
func CheckNDJSON(w io.Writer, run CheckRun, r *check.Result) error {
	out := newLines(w)
	out.text(`{"schema":"` + CheckSchema + `","run":`)
	out.value(wireCheckRun(run))
	out.text("}\n")
	for i := range r.Findings {
		if err := out.encoded(func(e *encoder) { e.finding(&r.Findings[i]) }); err != nil {
			return err
		}
		out.text("\n")
	}
	out.text(`{"summary":`)
	out.value(wireCheckSummary(SummarizeCheck(r)))
	out.text("}\n")
	return out.flush()
}

type jsonCheckRun struct {
	Tool       Tool              `json:"tool"`
	Profile    check.Profile     `json:"profile"`
	Only       []string          `json:"only"`
	Checks     string            `json:"checks"`
	SuffixList string            `json:"publicSuffixList"`
	Cloud      bool              `json:"cloud"`
	Inputs     []directory.Input `json:"inputs"`
	Gaps       []directory.Gap   `json:"gaps"`
}

func wireCheckRun(r CheckRun) jsonCheckRun {
	return jsonCheckRun{Tool: r.Tool, Profile: r.Profile, Only: append([]string{}, r.Only...), Checks: r.Checks, SuffixList: r.SuffixList,
		Cloud: r.Cloud, Inputs: append([]directory.Input{}, r.Inputs...), Gaps: append([]directory.Gap{}, r.Gaps...)}
}

type jsonCheckSummary struct {
	Objects     int            `json:"objects"`
	Left        int            `json:"leftOut"`
	Findings    int            `json:"findings"`
	Suggestions int            `json:"suggestions"`
	Severities  jsonSeverities `json:"severities"`
	Checks      map[string]int `json:"checks"` // encoding/json sorts the keys
}

// jsonSeverities has all severities, the worst first.
type jsonSeverities struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Info    int `json:"info"`
}

func wireCheckSummary(s CheckSummary) jsonCheckSummary {
	return jsonCheckSummary{Objects: s.Objects, Left: s.Left, Findings: s.Findings, Suggestions: s.Suggestions, Checks: s.Checks,
		Severities: jsonSeverities{s.Severities[check.Error], s.Severities[check.Warning], s.Severities[check.Info]}}
}

// finding writes one finding.
func (e *encoder) finding(f *check.Finding) {
	e.open('{')
	e.field("id", f.Check.ID)
	e.field("severity", string(f.Check.Severity))
	e.field("flag", string(f.Check.Flag))
	e.name("user")
	e.checkedObject(f.Object)
	e.field("attribute", f.Attribute)
	e.fieldOrNull("value", f.Value)
	e.origin(f.Origin)
	e.field("problem", f.Problem)
	e.name("suggestion")
	if f.Suggestion == nil {
		e.null()
	} else {
		e.string(*f.Suggestion)
	}
	e.name("other")
	e.other(f.Other)
	e.name("rule")
	e.checkRule(f.Check)
	e.close('}')
}

func (e *encoder) checkedObject(o *directory.Object) {
	guid := ""
	if g := o.GUID(); !g.IsZero() {
		guid = g.String()
	}
	e.open('{')
	e.field("dn", o.DN)
	e.field("forest", o.Forest)
	e.field("type", string(o.Type))
	e.field("userPrincipalName", o.Attrs.First("userPrincipalName"))
	e.field("sAMAccountName", o.Attrs.First("sAMAccountName"))
	e.field("objectGUID", guid)
	e.origin(o.Origin)
	e.close('}')
}

// other writes the other holder of a value, or null.
func (e *encoder) other(o *check.Other) {
	if o == nil {
		e.null()
		return
	}
	e.open('{')
	if o.Object != nil {
		e.field("dn", o.Object.DN)
		e.field("forest", o.Object.Forest)
		e.field("type", string(o.Object.Type))
	} else {
		e.field("id", o.Cloud.ID)
		e.field("type", string(o.Cloud.Type))
		e.field("name", targetName(o.Cloud))
	}
	e.field("attribute", o.Attribute)
	e.field("value", o.Value)
	e.origin(o.Origin)
	e.close('}')
}

func (e *encoder) checkRule(c *check.Check) {
	e.open('{')
	e.field("title", c.Title)
	e.field("confidence", string(c.Evidence.Confidence))
	e.field("section", c.Evidence.Section)
	e.field("source", c.Evidence.Source)
	e.field("url", c.Evidence.URL)
	e.field("read", c.Evidence.Read)
	e.field("fix", c.Fix)
	e.close('}')
}
