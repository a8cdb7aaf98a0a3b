package report

import (
	"bufio"
	"io"
	"strings"

	"presync/sim/match"
)

// Example is a scenario that shows a rule at work.
type Example struct {
	File  string `json:"file"` // its path from the root of the project
	Title string `json:"title"`
}

// RulesText writes the rule table for a terminal, phase by phase.
func RulesText(w io.Writer, rules []*match.Rule, opt TextOptions) error {
	s := textSink{out: bufio.NewWriter(w), opt: opt, style: style{opt.Colour}}
	cols := []column{{title: "RULE", most: 8}, {title: "WHAT HAPPENS"}, {title: "EVIDENCE", most: 10}, {title: "IN FORCE", most: 24}}
	sorted := SortedRules(rules)
	for len(sorted) > 0 {
		phase := sorted[0].Phase
		var rows [][]string
		for len(sorted) > 0 && sorted[0].Phase == phase {
			r := sorted[0]
			rows = append(rows, []string{r.ID, visible(r.Title), string(r.Evidence.Confidence), interval(r)})
			sorted = sorted[1:]
		}
		s.line(s.style.bold(phase.String()))
		if err := s.table(0, cols, rows); err != nil {
			return err
		}
		if len(sorted) > 0 {
			s.line("")
		}
	}
	return s.out.Flush()
}

// RuleText writes the page of one rule for a terminal.
func RuleText(w io.Writer, r *match.Rule, examples []Example, opt TextOptions) error {
	s := textSink{out: bufio.NewWriter(w), opt: opt, style: style{opt.Colour}}
	s.para(s.style.bold, visible(r.ID+": "+r.Title))
	if r.Doc != "" {
		s.line("")
		s.para(nil, visible(r.Doc))
	}
	s.heading("When all of these hold")
	for i := range r.When {
		s.bullet(visible(r.When[i].Name))
	}
	s.heading("What happens")
	s.hang("  effect    ", visible(effectText(r)), nil)
	s.hang("  phase     ", r.Phase.String(), nil)
	s.hang("  in force  ", interval(r), nil)
	if f := r.Then.Failure; f != nil && f.Message != "" {
		s.hang("  message   ", visible(f.Message), nil)
	}
	if d := r.Then.Doubt; d != nil {
		s.hang("  because   ", visible(d.Because), nil)
	}
	if r.Fix != "" {
		s.hang("  do        ", visible(r.Fix), nil)
	}
	s.heading("How this is known")
	s.hang("  "+string(r.Evidence.Confidence)+": ", visible(evidenceText(r.Evidence)), nil)
	if r.Evidence.Why != "" {
		s.hang("  why: ", visible(r.Evidence.Why), nil)
	}
	if r.Evidence.URL != "" {
		s.line("  " + visible(r.Evidence.URL))
	}
	if len(examples) > 0 {
		s.heading("Scenarios that show it")
		for _, e := range examples {
			s.bullet(visible(e.File + ": " + e.Title))
		}
	}
	return s.out.Flush()
}

// RuleJSON writes one rule.
func RuleJSON(w io.Writer, r *match.Rule, examples []Example) error {
	out := newLines(w)
	out.indented("", struct {
		jsonRule
		Scenarios []Example `json:"scenarios"`
	}{wireRule(r), append([]Example{}, examples...)})
	out.text("\n")
	return out.flush()
}

// RulesMarkdown writes the rule table as a page, phase by phase. link gives
// the address of a rule's own page, or "" for none.
func RulesMarkdown(w io.Writer, rules []*match.Rule, link func(id string) string) error {
	p := &page{out: bufio.NewWriter(w)}
	p.para("# Rules")
	p.para(count(len(rules)) + " rules, in the order in which the phases ask them. All conditions of a rule must hold for it to fire.")
	phase := ""
	for _, r := range SortedRules(rules) {
		if now := r.Phase.String(); now != phase {
			phase = now
			p.para("## " + strings.ToUpper(phase[:1]) + phase[1:])
			p.table("lllll", "Rule", "What happens", "Effect", "Evidence", "In force")
		}
		id := escape(r.ID)
		if to := link(r.ID); to != "" {
			id = "[" + id + "](" + to + ")"
		}
		p.line("| " + id + " | " + escape(r.Title) + " | " + escape(effectText(r)) + " | " +
			string(r.Evidence.Confidence) + " | " + interval(r) + " |")
	}
	return p.out.Flush()
}

// RuleMarkdown writes the page of one rule. base is put before the file names
// of the examples.
func RuleMarkdown(w io.Writer, r *match.Rule, examples []Example, base string) error {
	p := &page{out: bufio.NewWriter(w)}
	p.para("# " + escape(r.ID+": "+r.Title))
	if r.Doc != "" {
		p.para(escape(r.Doc))
	}
	p.para("## When all of these hold")
	for i := range r.When {
		p.line("- " + escape(r.When[i].Name))
	}
	p.para("## What happens")
	p.item("Effect", effectText(r))
	p.item("Phase", r.Phase.String())
	p.item("In force", interval(r))
	if f := r.Then.Failure; f != nil && f.Message != "" {
		p.item("Message of the service", f.Message)
	}
	if d := r.Then.Doubt; d != nil {
		p.item("Because", d.Because)
	}
	if r.Reason != "" {
		p.item("In a report", r.Reason)
	}
	if r.Fix != "" {
		p.para("## What to do")
		p.para(escape(r.Fix))
	}
	p.para("## How this is known")
	p.para(sourceMarkdown(r.Evidence))
	if r.Evidence.Why != "" {
		p.para(escape(r.Evidence.Why))
	}
	if len(examples) > 0 {
		p.para("## Scenarios that show it")
		for _, e := range examples {
			p.line("- [" + escape(e.Title) + "](" + base + e.File + ")")
		}
	}
	return p.out.Flush()
}

// sourceMarkdown names the evidence with a link where the source has one.
func sourceMarkdown(e match.Evidence) string {
	text := escape(evidenceText(e))
	if e.URL != "" {
		text = "[" + escape(e.Source) + "](" + e.URL + ")" + strings.TrimPrefix(text, escape(e.Source))
	}
	return "**" + string(e.Confidence) + "**: " + text
}
