package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"presync/sim/match"
)

// ExplainMarkdown writes an explanation as a page, with every rule that was
// asked.
func ExplainMarkdown(w io.Writer, e *Explanation) error {
	p := &page{out: bufio.NewWriter(w)}
	d := e.Decision
	p.para("# " + escape(Name(d)) + ": " + escape(verdict(d)))
	p.para(escape(d.Reason))
	for i, s := range e.Stages() {
		p.para(fmt.Sprintf("## %d. %s: %s", i+1, s.Name, s.Status))
		p.para(escape(s.Text))
		if list := e.stageFacts(s.Name); len(list) > 0 {
			p.table("lll", "Value", "", "Where")
			for _, f := range list {
				p.row(f.Name, f.Value, f.Origin.String())
			}
		}
		markdownSteps(p, s.Steps)
	}
	p.para("## Verdict")
	p.para("**" + escape(verdict(d)) + "**, " + string(d.Confidence) + ". " + markdownRule(d))
	for _, note := range d.Notes {
		p.line("- note: " + escape(note))
	}
	for _, a := range d.Alternatives {
		p.line("- possible: " + escape(string(a.Outcome)+": "+a.Because+" ("+a.Rule+")"))
	}
	for _, c := range d.Candidates {
		p.line("- alike: " + escape(match.CloudName(c.Cloud)+", "+percent(c.Score)+": "+strings.Join(c.Reasons, "; ")))
	}
	for _, g := range e.Run.Gaps {
		p.line("- open: " + escape(g.Text))
	}
	if len(e.Changes) > 0 {
		p.para("## What would change this")
		p.table("lll", "Where", "Change", "Gives")
		for _, c := range e.Changes {
			p.row(changeSide(c.Side), c.Edit, changeOutcome(c))
		}
	}
	return p.out.Flush()
}

func markdownRule(d *match.Decision) string {
	if d.Rule == nil {
		return ""
	}
	text := "Rule " + escape(d.Rule.ID+" "+d.Rule.Title+". Source: "+evidenceText(d.Rule.Evidence)+".")
	if d.Rule.Fix != "" && needsAttention(d) {
		text += " Do: " + escape(d.Rule.Fix)
	}
	return text
}

// markdownSteps shows each rule with its conditions as a list.
func markdownSteps(p *page, steps []match.Step) {
	for i := range steps {
		s := &steps[i]
		text := "**" + s.Rule.ID + "** " + escape(s.Rule.Title) + ": **" + string(s.Verdict) + "**"
		if s.Verdict == match.NotInForce {
			text += ", only " + interval(s.Rule)
		}
		if about := subject(s); about != "" {
			text += ", about " + escape(about)
		}
		p.para(text)
		for j := range s.Checks {
			c := &s.Checks[j]
			p.line("- `" + strings.TrimSpace(sign(c)) + "` " + escape(checkText(c)))
		}
	}
}
