package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"presync/sim/check"
)

// CheckText writes findings for a person at a terminal: how many there are,
// what they rest on, and then check by check what to do and where. A check
// with many findings shows the first of them.
func CheckText(w io.Writer, run CheckRun, r *check.Result, opt TextOptions) error {
	opt.Width = max(opt.Width, 60)
	most := maxRows
	if opt.Selected {
		most = maxListed
	}
	s := textSink{out: bufio.NewWriter(w), opt: opt, style: style{opt.Colour}}
	sum := SummarizeCheck(r)
	s.para(s.style.bold, sum.headline())
	s.checkHeader(run, sum)
	for _, g := range checkGroups(r, most) {
		s.checkGroup(g)
	}
	s.run.Gaps = run.Gaps
	if len(run.Gaps) > 0 {
		s.gaps()
	}
	return s.out.Flush()
}

// checkHeader says what the findings rest on.
func (s *textSink) checkHeader(run CheckRun, sum CheckSummary) {
	text := fmt.Sprintf("  Profile %s, table of checks %s. ", run.Profile, shortHash(run.Checks))
	if len(run.Only) > 0 {
		text = fmt.Sprintf("  Profile %s, only %s. ", run.Profile, visible(spoken(slices.Clone(run.Only))))
	}
	if sum.Left > 0 {
		text += fmt.Sprintf("%s left out. ", plural(sum.Left, "object")+pick(sum.Left, " is", " are"))
	}
	if !run.Cloud {
		text += "The tenant was not read: --cloud finds what it holds already. "
	}
	if sum.Suggestions > 0 {
		text += fmt.Sprintf("%s a safe suggestion.", plural(sum.Suggestions, "finding")+pick(sum.Suggestions, " has", " have"))
	}
	s.para(nil, text)
}

// severity paints a text in the colour of a severity.
func (s style) severity(of check.Severity, text string) string {
	switch of {
	case check.Error:
		return s.red(text)
	case check.Warning:
		return s.yellow(text)
	}
	return text
}

func (s *textSink) checkGroup(g *checkGroup) {
	s.line("")
	s.para(func(t string) string { return s.style.severity(g.check.Severity, t) },
		fmt.Sprintf("%s %s %s (%s)", g.check.Severity, g.check.ID, visible(g.check.Title), count(g.total)))
	s.hang("  do  ", visible(g.check.Fix), nil)
	for _, f := range g.rows {
		s.hang("  - ", visible(objectName(f.Object))+" ("+visible(f.Origin.String())+")", nil)
		// Blanks in a row are part of a value, and wrapping would drop them.
		s.hang("      ", strings.ReplaceAll(visible(valueText(f)+note(f)), "  ", bound+bound), nil)
	}
	if rest := g.total - len(g.rows); rest > 0 {
		s.para(nil, fmt.Sprintf("  and %s more: --only %s --format csv lists all", count(rest), g.check.ID))
	}
}

// note is the remark behind a value.
func note(f *check.Finding) string {
	if text := remark(f); text != "" {
		return ": " + text
	}
	return ""
}
