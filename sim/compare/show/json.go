package show

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"presync/sim/compare"
	"presync/sim/directory"
	"presync/sim/match"
)

// The schemas of the json and ndjson formats.
const (
	DiffSchema   = "presync.diff/v1"
	WhatIfSchema = "presync.whatif/v1"
)

type jsonDiff struct {
	Schema      string         `json:"schema"`
	Summary     jsonSummary    `json:"summary"`
	Differences []compare.Fact `json:"differences"`
	Base        compare.Header `json:"base"`
	Head        compare.Header `json:"head"`
}

type jsonSummary struct {
	Headline     string          `json:"headline"`
	BaseUsers    int             `json:"baseUsers"`
	HeadUsers    int             `json:"headUsers"`
	Same         int             `json:"same"`
	Worse        int             `json:"worse"`
	Better       int             `json:"better"`
	Changed      int             `json:"changed"`
	LessCertain  int             `json:"lessCertain"`
	MoreCertain  int             `json:"moreCertain"`
	Added        int             `json:"added"`
	Removed      int             `json:"removed"`
	NewDeletions []compare.Cloud `json:"newDeletions"`
	Spared       []compare.Cloud `json:"sparedDeletions"`
	Matrix       []jsonStep      `json:"matrix"`
	// Table says what counts as worse, better and changed.
	Table []jsonRule `json:"severities"`
}

// jsonStep is a cell of the matrix; null is a side that lacks the users.
type jsonStep struct {
	From  *match.Outcome `json:"from"`
	To    *match.Outcome `json:"to"`
	Users int            `json:"users"`
}

// jsonRule is a line of the table of severities.
type jsonRule struct {
	From     []match.Outcome  `json:"from,omitempty"`
	To       []match.Outcome  `json:"to,omitempty"`
	Severity compare.Severity `json:"severity"`
	Why      string           `json:"why"`
}

type jsonChange struct {
	User     jsonUser         `json:"user"`
	Severity compare.Severity `json:"severity"`
	Why      string           `json:"why"`
	PairedBy compare.PairedBy `json:"pairedBy,omitempty"`
	Base     *jsonVerdict     `json:"base"`
	Head     *jsonVerdict     `json:"head"`
	Facts    []compare.Fact   `json:"facts"`
	Reason   string           `json:"reason"` // of the head
}

type jsonUser struct {
	DN                string           `json:"dn"`
	Forest            string           `json:"forest"`
	UserPrincipalName string           `json:"userPrincipalName"`
	SAMAccountName    string           `json:"sAMAccountName"`
	ObjectGUID        string           `json:"objectGUID"`
	Origin            directory.Origin `json:"origin"`
}

type jsonVerdict struct {
	Outcome        match.Outcome    `json:"outcome"`
	Rule           string           `json:"rule"`
	MatchedBy      string           `json:"matchedBy,omitempty"`
	Target         string           `json:"target,omitempty"`
	Error          string           `json:"error,omitempty"`
	Confidence     match.Confidence `json:"confidence"`
	OrderDependent bool             `json:"orderDependent"`
}

// JSON writes one document. "changes" has the users with another verdict,
// "certainty" those with the same verdict on other evidence, "added" and
// "removed" those whom one side lacks; each user stands on a line of its own.
func JSON(w io.Writer, c *compare.Comparison, opt Options) error {
	out := &jsonWriter{w: bufio.NewWriter(w)}
	head := out.encode(diffOf(c))
	out.text(string(bytes.TrimSuffix(head, []byte("\n}"))))
	for _, list := range []struct {
		name string
		has  func(compare.Severity) bool
	}{
		{"changes", func(s compare.Severity) bool { return !certainty(s) && s != compare.Added && s != compare.Removed }},
		{"certainty", certainty},
		{"added", func(s compare.Severity) bool { return s == compare.Added }},
		{"removed", func(s compare.Severity) bool { return s == compare.Removed }},
	} {
		out.text(",\n  \"" + list.name + "\": [")
		separator := "\n    "
		for ch := range c.Changes() {
			if list.has(ch.Severity) && (opt.Keep == nil || opt.Keep(ch)) {
				out.text(separator)
				out.line(changeOf(ch))
				separator = ",\n    "
			}
		}
		if separator[0] == ',' {
			out.text("\n  ")
		}
		out.text("]")
	}
	out.text("\n}\n")
	return out.flush()
}

func certainty(s compare.Severity) bool { return s == compare.LessCertain || s == compare.MoreCertain }

// NDJSON writes one value a line: first all but the users, then one user a
// line.
func NDJSON(w io.Writer, c *compare.Comparison, opt Options) error {
	out := &jsonWriter{w: bufio.NewWriter(w)}
	out.line(diffOf(c))
	out.text("\n")
	for ch := range c.Changes() {
		if opt.Keep == nil || opt.Keep(ch) {
			out.line(changeOf(ch))
			out.text("\n")
		}
	}
	return out.flush()
}

// jsonWriter keeps the first error.
type jsonWriter struct {
	w   *bufio.Writer
	buf bytes.Buffer
	err error
}

func (j *jsonWriter) text(s string) { j.w.WriteString(s) } // the writer keeps its error until Flush

// encode gives a value over several lines, without the last line end.
func (j *jsonWriter) encode(v any) []byte { return j.marshal(v, "  ") }

func (j *jsonWriter) line(v any) { j.w.Write(j.marshal(v, "")) }

func (j *jsonWriter) marshal(v any, indent string) []byte {
	j.buf.Reset()
	enc := json.NewEncoder(&j.buf)
	enc.SetEscapeHTML(false) // "&" and "<" are ordinary in names
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil && j.err == nil {
		j.err = err
	}
	return bytes.TrimSuffix(j.buf.Bytes(), []byte("\n"))
}

func (j *jsonWriter) flush() error {
	if j.err != nil {
		return j.err
	}
	return j.w.Flush()
}

func diffOf(c *compare.Comparison) jsonDiff {
	n := c.Counts
	d := jsonDiff{
		Schema: DiffSchema, Base: c.Base, Head: c.Head, Differences: orEmpty(compare.Differences(&c.Base, &c.Head)),
		Summary: jsonSummary{
			Headline: Headline(c), BaseUsers: c.BaseUsers, HeadUsers: c.HeadUsers, Same: c.Same,
			Worse: n[compare.Worse], Better: n[compare.Better], Changed: n[compare.Changed],
			LessCertain: n[compare.LessCertain], MoreCertain: n[compare.MoreCertain],
			Added: n[compare.Added], Removed: n[compare.Removed],
			NewDeletions: orEmpty(c.NewDeletions), Spared: orEmpty(c.Spared), Matrix: []jsonStep{},
		},
	}
	d.Base.Inputs, d.Head.Inputs = orEmpty(d.Base.Inputs), orEmpty(d.Head.Inputs)
	sides := append(inOrder[:len(inOrder):len(inOrder)], "")
	for _, from := range sides {
		for _, to := range sides {
			if users := c.Matrix[compare.Step{From: from, To: to}]; users > 0 {
				d.Summary.Matrix = append(d.Summary.Matrix, jsonStep{orNull(from), orNull(to), users})
			}
		}
	}
	for _, t := range compare.Table {
		d.Summary.Table = append(d.Summary.Table, jsonRule{t.From, t.To, t.Severity, t.Why})
	}
	for _, s := range compare.SameOutcome {
		d.Summary.Table = append(d.Summary.Table, jsonRule{Severity: s.Severity, Why: s.Why})
	}
	return d
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func orNull(o match.Outcome) *match.Outcome {
	if o == "" {
		return nil
	}
	return &o
}

func changeOf(ch *compare.Change) jsonChange {
	u := &ch.User
	out := jsonChange{
		User: jsonUser{
			DN: u.DN, Forest: u.Forest, UserPrincipalName: u.UserPrincipalName, SAMAccountName: u.SAMAccountName, Origin: u.Origin,
		},
		Severity: ch.Severity, Why: ch.Why, PairedBy: ch.PairedBy,
		Base: verdictOf(ch.Base), Head: verdictOf(ch.Head), Facts: []compare.Fact{},
	}
	if !u.GUID.IsZero() {
		out.User.ObjectGUID = u.GUID.String()
	}
	if ch.Head != nil {
		out.Reason = ch.Head.Reason
	}
	if ch.Base != nil && ch.Head != nil {
		out.Facts = append(append(out.Facts, compare.Facts(ch.Base, ch.Head)...), compare.Certainty(ch.Base, ch.Head)...)
	}
	return out
}

func verdictOf(v *compare.Verdict) *jsonVerdict {
	if v == nil {
		return nil
	}
	return &jsonVerdict{
		Outcome: v.Outcome, Rule: v.Rule, MatchedBy: v.MatchedBy, Target: v.Target, Error: v.Error.Code,
		Confidence: v.Confidence, OrderDependent: v.OrderDependent,
	}
}
