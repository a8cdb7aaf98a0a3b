package show

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"presync/sim/compare"
	"presync/sim/report"
)

// maxMarkdownRows caps each table so that the page fits into a comment of a
// code forge.
const maxMarkdownRows = 50

// Markdown writes a comparison for a pull request or the summary page of a
// build server.
func Markdown(w io.Writer, c *compare.Comparison, opt Options) error {
	p := &page{w: bufio.NewWriter(w)}
	p.para("# What changes in the next sync")
	p.para(escape(Headline(c)))
	if list := compare.Differences(&c.Base, &c.Head); len(list) > 0 {
		p.table("lll", "What differs", "Base", "Head")
		for _, f := range list {
			p.row(f.Name, shortHash(f.Name, f.Base), shortHash(f.Name, f.Head))
		}
	}
	p.matrix(c)
	last := compare.Severity("")
	for _, g := range groups(c, &opt, maxMarkdownRows) {
		if g.severity != last {
			last = g.severity
			p.para("## " + heading(g.severity))
		}
		p.para("### " + escape(g.label+": "+report.Plural(g.total, "user")))
		p.para(escape(sentence(g.why) + " Rule " + g.rules + "."))
		p.table("lll", "User", "Where", column(g))
		for _, ch := range g.rows {
			p.row(ch.User.Name(), ch.User.Origin.String(), detail(ch))
		}
		if rest := g.total - len(g.rows); rest > 0 {
			p.para(fmt.Sprintf("and %s: `--format csv` lists all.", more(rest)))
		}
	}
	p.clouds("Cloud objects that only the head deletes", c.NewDeletions)
	p.clouds("Cloud objects that only the base deletes", c.Spared)
	return p.w.Flush()
}

func (p *page) matrix(c *compare.Comparison) {
	sides := append(inOrder[:len(inOrder):len(inOrder)], "")
	titles := []string{"Base down, head across"}
	for _, to := range sides {
		titles = append(titles, columnName(to))
	}
	p.table("l"+strings.Repeat("r", len(sides)), titles...)
	for _, from := range sides {
		cells, empty := []string{rowName(from)}, true
		for _, to := range sides {
			n := c.Matrix[compare.Step{From: from, To: to}]
			empty = empty && n == 0
			cells = append(cells, blank(n))
		}
		if !empty {
			p.row(cells...)
		}
	}
}

func blank(n int) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

func (p *page) clouds(title string, list []compare.Cloud) {
	if len(list) == 0 {
		return
	}
	p.para("## " + title)
	p.table("ll", "Cloud object", "ID")
	for _, d := range list[:min(len(list), maxMarkdownRows)] {
		p.row(d.Name, d.ID)
	}
	if rest := len(list) - maxMarkdownRows; rest > 0 {
		p.para(fmt.Sprintf("and %s: `--format json` lists all.", more(rest)))
	}
}

// page writes Markdown; the first error of w shows when it is flushed. Blocks
// are set apart by one blank line.
type page struct {
	w    *bufio.Writer
	open bool // a block was written and nothing sets it apart yet
}

func (p *page) line(text string) {
	p.w.WriteString(text + "\n")
	p.open = true
}

func (p *page) block() {
	if p.open {
		p.w.WriteString("\n")
		p.open = false
	}
}

// para writes a block of one line.
func (p *page) para(text string) {
	p.block()
	p.line(text)
	p.block()
}

// table starts a table; the alignment has one of l and r a column.
func (p *page) table(align string, titles ...string) {
	p.block()
	p.row(titles...)
	p.line("|" + strings.NewReplacer("l", "---|", "r", "--:|").Replace(align))
}

func (p *page) row(cells ...string) {
	for i := range cells {
		cells[i] = escape(cells[i])
	}
	p.line("| " + strings.Join(cells, " | ") + " |")
}

// escape makes a value plain text in Markdown and inside of a table cell.
func escape(s string) string {
	var b strings.Builder
	for _, r := range report.Visible(s) {
		if strings.ContainsRune("\\`*_[]<>|~#", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
