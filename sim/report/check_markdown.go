package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"presync/sim/check"
)

// CheckMarkdown writes findings as a page for a ticket.
func CheckMarkdown(w io.Writer, run CheckRun, r *check.Result) error {
	p := &page{out: bufio.NewWriter(w)}
	sum := SummarizeCheck(r)
	p.para("# Data preparation")
	p.para(sum.headline())
	p.para(fmt.Sprintf("Profile %s, table of checks `%s`.", run.Profile, shortHash(run.Checks)))
	p.table("lrl", "Input", "Objects", "SHA-256")
	for _, in := range run.Inputs {
		p.row(in.Source, count(in.Objects)+inputNotes(in.Skipped, in.Ignored), in.SHA256)
	}
	for _, g := range checkGroups(r, maxMarkdownRows) {
		p.para(fmt.Sprintf("## %s %s: %s (%s)", g.check.Severity, g.check.ID, escape(g.check.Title), count(g.total)))
		p.para("**Do:** " + escape(g.check.Fix))
		p.table("llll", "Object", "Place", "Value", "Note")
		for _, f := range g.rows {
			p.row(objectName(f.Object), f.Origin.String(), valueText(f), remark(f))
		}
		if rest := g.total - len(g.rows); rest > 0 {
			p.para(fmt.Sprintf("and %s more: `presync check --only %s --format csv` lists all.", count(rest), g.check.ID))
		}
	}
	if len(run.Gaps) > 0 {
		p.para("## What the inputs could not tell")
		for _, gap := range run.Gaps {
			p.line("- " + escape(gap.Text))
		}
	}
	return p.out.Flush()
}

// ChecksMarkdown writes the table of checks as a page: an overview, what is
// different from the discontinued tool, and each check with its source.
func ChecksMarkdown(w io.Writer, checks []*check.Check) error {
	p := &page{out: bufio.NewWriter(w)}
	p.para("# Checks")
	p.para(fmt.Sprintf("`presync check` looks over on-premises objects with %s. A profile picks some of them.", plural(len(checks), "check")))
	p.table("ll", "Profile", "What it has")
	for _, profile := range check.Profiles {
		p.line("| `" + string(profile) + "` | " + escape(profileText(profile)) + " |")
	}
	p.table("lllll", "Check", "What is found", "Severity", "Error type", "Profiles")
	for _, c := range checks {
		id := escape(c.ID)
		p.line(fmt.Sprintf("| [%s](#%s) | %s | %s | %s | %s |", id, strings.ToLower(c.ID), escape(c.Title), c.Severity, c.Flag, profileNames(c)))
	}
	toolMarkdown(p)
	for _, c := range checks {
		p.para("## " + escape(c.ID))
		p.para(escape(c.Title) + ".")
		p.para(escape(c.Doc))
		p.item("Looks at", strings.Join(c.Attributes, ", "))
		p.item("Finding", string(c.Severity)+", error type "+string(c.Flag))
		p.item("Do", c.Fix)
		p.line("- **Known from:** " + sourceMarkdown(c.Evidence))
		if c.Evidence.Why != "" {
			p.item("Why", c.Evidence.Why)
		}
	}
	return p.out.Flush()
}

func profileText(p check.Profile) string {
	switch p {
	case check.Service:
		return "What the service refuses or changes. The default."
	case check.IdFix:
		return "The findings of the discontinued tool IdFix in its usual mode, multi-tenant."
	case check.IdFixDedicated:
		return "Its findings in the mode for dedicated tenants."
	default:
		return "The preparation list of the founding article: mail, primary address, sign-in name, no duplicates."
	}
}

func profileNames(c *check.Check) string {
	names := make([]string, 0, len(c.Profiles))
	for _, p := range c.Profiles {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}

// toolMarkdown lists where the findings differ from the discontinued tool's.
func toolMarkdown(p *page) {
	p.para("## Differences from IdFix")
	p.para("Profile idfix has the findings and the suggested values of the source at c1b74fe8, with these corrections.")
	for _, d := range check.ToolCorrections() {
		p.line("- " + escape(d))
	}
	p.para("Kept as they are in the tool, though the service disagrees:")
	for _, d := range check.ToolKept() {
		p.line("- " + escape(d))
	}
}
