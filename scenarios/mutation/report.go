package mutation

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"presync/scenarios"
)

// columns is the width of a terminal that the text is laid out for. A word
// that is longer is not broken.
const columns = 100

// Place says where a rule is written, as "FILE:LINE", or "" where that is not
// known.
type Place func(rule string) string

// WriteText writes what a person wants to know: the mutants that live, with
// the scenarios that could notice them, the arguments about those that change
// nothing, and the counts.
func WriteText(w io.Writer, r *Result, place Place) error { return r.write(w, place, r.argued) }

// WriteFindings writes the same without the arguments.
func WriteFindings(w io.Writer, r *Result, place Place) error {
	return r.write(w, place, func(*strings.Builder) {})
}

func (r *Result) write(w io.Writer, place Place, argued func(*strings.Builder)) error {
	var b strings.Builder
	r.living(&b, place)
	r.contradicted(&b, place)
	argued(&b)
	fmt.Fprintln(&b, r.Counts())
	_, err := io.WriteString(w, b.String())
	return err
}

// Counts is the last line of the text.
func (r *Result) Counts() string {
	line := fmt.Sprintf("%s of %s on %s: %d killed, %d alive, %d equivalent", number(len(r.Fates), "mutant"),
		number(r.Rules, "rule"), number(r.Scenarios, "scenario"), r.Count(Killed), r.Count(Alive), r.Count(Equivalent))
	if n := r.Count(Contradicted); n > 0 {
		line += fmt.Sprintf(", %d contradicted", n)
	}
	return line
}

func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// living lists the mutants that no scenario notices.
func (r *Result) living(b *strings.Builder, place Place) {
	for i := range r.Fates {
		f := &r.Fates[i]
		if f.Status != Alive {
			continue
		}
		paragraph(b, "ALIVE  ", f.head(place))
		paragraph(b, "       ", f.Change)
		paragraph(b, "       ", f.advice())
		b.WriteByte('\n')
	}
}

// head names the rule of a mutant and where it is written.
func (f *Fate) head(place Place) string {
	if at := place(f.Rule.ID); at != "" {
		return f.Rule.ID + "  " + at
	}
	return f.Rule.ID
}

// shown is how many scenarios are named.
const shown = 3

// advice says where a line is missing that would notice the mutant.
func (f *Fate) advice() string {
	if len(f.Acts) == 0 {
		return "no scenario has such a case; write one"
	}
	names := make([]string, 0, shown)
	for _, s := range f.Acts[:min(shown, len(f.Acts))] {
		names = append(names, scenarioName(s))
	}
	text := strings.Join(names, ", ")
	if more := len(f.Acts) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return "it acts in " + text + ", where no line notices it"
}

// scenarioName is the file, for a variant with its name.
func scenarioName(s *scenarios.Scenario) string {
	if s.Variant == "" {
		return s.Name
	}
	return s.Name + " (" + s.Variant + ")"
}

// contradicted lists the mutants that are noticed although they are said to
// change nothing.
func (r *Result) contradicted(b *strings.Builder, place Place) {
	for i := range r.Fates {
		if f := &r.Fates[i]; f.Status == Contradicted {
			paragraph(b, "CONTRADICTED  ", f.head(place))
			paragraph(b, "       ", f.Change)
			paragraph(b, "       ", fmt.Sprintf("%s:%d notices it, but it is said to change nothing: %s", scenarioName(f.By), f.Line, f.Reason))
			b.WriteByte('\n')
		}
	}
}

// argued lists the mutants that change nothing, below the reason.
func (r *Result) argued(b *strings.Builder) {
	done := make(map[string]bool)
	for i := range r.Fates {
		reason := r.Fates[i].Reason
		if r.Fates[i].Status != Equivalent || done[reason] {
			continue
		}
		done[reason] = true
		paragraph(b, "equivalent  ", reason)
		for j := range r.Fates {
			if f := &r.Fates[j]; f.Status == Equivalent && f.Reason == reason {
				paragraph(b, fmt.Sprintf("       %-7s ", f.Rule.ID), f.Change)
			}
		}
		b.WriteByte('\n')
	}
}

// paragraph writes words behind a mark, and their further lines below them.
func paragraph(b *strings.Builder, mark, text string) {
	indent := min(utf8.RuneCountInString(mark), 15)
	b.WriteString(mark)
	at := utf8.RuneCountInString(mark)
	for i, word := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > columns:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	b.WriteByte('\n')
}

// document is the JSON of a result, schema presync.mutation/v1.
type document struct {
	Schema       string         `json:"schema"`
	Scenarios    int            `json:"scenarios"`
	Rules        int            `json:"rules"`
	Mutants      int            `json:"mutants"`
	Killed       int            `json:"killed"`
	Alive        int            `json:"alive"`
	Equivalent   int            `json:"equivalent"`
	Contradicted int            `json:"contradicted"`
	Fates        []fateDocument `json:"fates"`
}

type fateDocument struct {
	Rule   string   `json:"rule"`
	Place  string   `json:"place,omitempty"`
	Kind   Kind     `json:"kind"`
	Change string   `json:"change"`
	Status Status   `json:"status"`
	By     string   `json:"by,omitempty"`
	Line   int      `json:"line,omitempty"`
	Reason string   `json:"reason,omitempty"`
	ActsIn []string `json:"actsIn,omitempty"`
}

// WriteJSON writes all mutants and what became of them. A killed one names the
// first scenario that notices it and the line there, one that lives those in
// which it acts in another way than its rule.
func WriteJSON(w io.Writer, r *Result, place Place) error {
	d := document{Schema: "presync.mutation/v1", Scenarios: r.Scenarios, Rules: r.Rules, Mutants: len(r.Fates),
		Killed: r.Count(Killed), Alive: r.Count(Alive), Equivalent: r.Count(Equivalent), Contradicted: r.Count(Contradicted),
		Fates: make([]fateDocument, 0, len(r.Fates))}
	for i := range r.Fates {
		f := &r.Fates[i]
		out := fateDocument{Rule: f.Rule.ID, Place: place(f.Rule.ID), Kind: f.Kind, Change: f.Change, Status: f.Status,
			Line: f.Line, Reason: f.Reason}
		if f.By != nil {
			out.By = scenarioName(f.By)
		}
		if f.Status == Alive {
			for _, s := range f.Acts {
				out.ActsIn = append(out.ActsIn, scenarioName(s))
			}
		}
		d.Fates = append(d.Fates, out)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(d)
}
