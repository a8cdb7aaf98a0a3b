package show

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"presync/sim/compare"
	"presync/sim/match"
	"presync/sim/report"
)

// maxRows is how many users of a group a person is shown.
const maxRows = 20

// text writes lines and keeps the first error.
type text struct {
	w     io.Writer
	width int
	err   error
}

func (t *text) line(s string) {
	if t.err == nil {
		_, t.err = io.WriteString(t.w, s+"\n")
	}
}

// para wraps a text behind an indent.
func (t *text) para(indent, s string) {
	for _, line := range report.WrapText(s, t.width-len(indent)) {
		t.line(indent + line)
	}
}

// hanging wraps a text whose further lines stand below the first words.
func (t *text) hanging(first, indent, s string) {
	for i, line := range report.WrapText(s, t.width-len(indent)) {
		if i == 0 {
			t.line(first + line)
		} else {
			t.line(indent + line)
		}
	}
}

// table lays out rows behind an indent of the usual two blanks and more.
func (t *text) table(indent int, cols []report.Column, rows [][]string) {
	if t.err != nil {
		return
	}
	var b strings.Builder
	if t.err = report.WriteTextTable(&b, t.width-indent, cols, rows); t.err != nil {
		return
	}
	for line := range strings.Lines(b.String()) {
		t.line(strings.Repeat(" ", indent) + strings.TrimRight(line, "\n"))
	}
}

// Text writes a comparison for a person at a terminal: the counts first, then
// what the sides rest on, then the users, grouped by what changed.
func Text(w io.Writer, c *compare.Comparison, opt Options) error {
	t := &text{w: w, width: max(opt.Width, 60)}
	t.para("", Headline(c))
	t.line("")
	t.line("What differs between the runs")
	t.differences(c)
	t.line("")
	t.line("Users by outcome: rows are the base, columns the head")
	t.matrix(c)
	last := compare.Severity("")
	number := 0
	for _, g := range groups(c, &opt, maxRows) {
		if g.severity != last {
			last = g.severity
			t.line("")
			t.line(opt.paint(g.severity, heading(g.severity)))
		}
		number++
		t.group(g, number)
	}
	t.clouds("Cloud objects that only the head deletes", c.NewDeletions)
	t.clouds("Cloud objects that only the base deletes", c.Spared)
	return t.err
}

// paint colours a heading: red is worse, yellow to be looked at, green better.
func (o *Options) paint(s compare.Severity, text string) string {
	code := map[compare.Severity]string{compare.Worse: "31", compare.Better: "32", compare.Changed: "33"}[s]
	if !o.Colour || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (t *text) differences(c *compare.Comparison) {
	list := compare.Differences(&c.Base, &c.Head)
	if len(list) == 0 {
		t.para("  ", "Nothing: both rest on the same day, rule set, settings and inputs.")
		return
	}
	var rows [][]string
	for _, f := range list {
		rows = append(rows, []string{f.Name, shortHash(f.Name, f.Base), shortHash(f.Name, f.Head)})
	}
	t.table(0, []report.Column{{Title: "", Most: 52}, {Title: "BASE", Most: 40}, {Title: "HEAD", Lines: 4}}, rows)
}

// shortHash shows a value, and cuts the hash of a rule set to what tells two
// apart.
func shortHash(name, text string) string {
	if name == "rule set" {
		return text[:min(len(text), len("sha256:")+12)]
	}
	return value(text)
}

// matrix counts users by both outcomes. Where a side has users of its own,
// there is a row or a column for them.
func (t *text) matrix(c *compare.Comparison) {
	columns, rows := inOrder, inOrder
	if c.Counts[compare.Removed] > 0 {
		columns = append(columns[:len(columns):len(columns)], "")
	}
	if c.Counts[compare.Added] > 0 {
		rows = append(rows[:len(rows):len(rows)], "")
	}
	head, wide := fmt.Sprintf("  %-16s", ""), map[match.Outcome]int{}
	for _, to := range columns {
		wide[to] = max(len(columnName(to)), 6)
		for _, from := range rows {
			wide[to] = max(wide[to], len(number(c.Matrix[compare.Step{From: from, To: to}])))
		}
		head += fmt.Sprintf("  %*s", wide[to], columnName(to))
	}
	t.line(head)
	for _, from := range rows {
		line, empty := fmt.Sprintf("  %-16s", rowName(from)), true
		for _, to := range columns {
			n := c.Matrix[compare.Step{From: from, To: to}]
			empty = empty && n == 0
			line += fmt.Sprintf("  %*s", wide[to], number(n))
		}
		if !empty {
			t.line(line)
		}
	}
}

func number(n int) string {
	if n == 0 {
		return "."
	}
	return strconv.Itoa(n)
}

// columnName and rowName call a side without the user gone and new.
func columnName(o match.Outcome) string {
	if o == "" {
		return "gone"
	}
	return short(o)
}

func rowName(o match.Outcome) string {
	if o == "" {
		return "new"
	}
	return string(o)
}

func (t *text) group(g *group, number int) {
	first := fmt.Sprintf("  %d. ", number)
	indent := "     "
	t.hanging(first, indent, g.label+": "+report.Plural(g.total, "user"))
	if g.rules != "" {
		t.para(indent, "rule "+g.rules)
	}
	t.para(indent, sentence(g.why))
	var rows [][]string
	for _, ch := range g.rows {
		rows = append(rows, []string{ch.User.Name(), detail(ch)})
	}
	t.table(3, []report.Column{{Title: "USER", Most: 36}, {Title: strings.ToUpper(column(g)), Lines: 6}}, rows)
	if rest := g.total - len(g.rows); rest > 0 {
		t.para(indent, fmt.Sprintf("and %s: --format csv lists all", more(rest)))
	}
}

func more(n int) string { return fmt.Sprintf("%d more", n) }

// column names what is told about the users of a group.
func column(g *group) string {
	switch {
	case g.severity == compare.Removed:
		return "Where it was"
	case strings.Contains(g.label, ", other "):
		return "Base -> head"
	}
	return "Why in the head"
}

func (t *text) clouds(title string, list []compare.Cloud) {
	if len(list) == 0 {
		return
	}
	t.line("")
	t.line(title)
	var rows [][]string
	for _, d := range list[:min(len(list), maxRows)] {
		rows = append(rows, []string{d.Name, d.ID})
	}
	t.table(0, []report.Column{{Title: "CLOUD OBJECT", Most: 48}, {Title: "ID"}}, rows)
	if rest := len(list) - maxRows; rest > 0 {
		t.line(fmt.Sprintf("  and %s: --format json lists all", more(rest)))
	}
}
