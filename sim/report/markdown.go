package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"presync/sim/match"
)

// maxMarkdownRows caps each table so that the page fits into a comment of a
// code forge.
const maxMarkdownRows = 100

// NewMarkdown writes a page for a ticket or a pull request: the counts, what
// the inputs could not tell, and one table for each thing to do.
func NewMarkdown(w io.Writer) Sink {
	return &markdownSink{page: page{out: bufio.NewWriter(w)}, attention: newAttention(maxMarkdownRows)}
}

type markdownSink struct {
	page      page
	run       Run
	summary   Summary
	attention *attention
}

func (s *markdownSink) SummaryFirst() bool { return false }

func (s *markdownSink) Begin(run Run, _ Summary) error {
	s.run = run
	return nil
}

func (s *markdownSink) Decision(d *match.Decision) error {
	s.attention.add(d, false)
	return nil
}

func (s *markdownSink) End(sum Summary, c Cloud) error {
	s.summary = sum
	s.page.para("# What the next sync will do")
	s.page.para(headline(s.summary, len(s.run.Gaps)))
	s.page.table("lrl", "Outcome", "Users", "What happens")
	for _, o := range worstFirst {
		s.page.row(string(o), count(s.summary.Outcomes[o]), meaning(o))
	}
	s.page.para(fmt.Sprintf("Rules in force on %s, rule set `%s`. %s",
		s.run.AsOf.Format("2006-01-02"), shortHash(s.run.Rules), escape(settings(s.run))))
	s.inputs()
	s.needed()
	s.notSynced()
	s.overwrites()
	s.ordered()
	s.nearMisses()
	s.cloud(c)
	s.gaps()
	return s.page.out.Flush()
}

func (s *markdownSink) gaps() {
	if len(s.run.Gaps) == 0 {
		return
	}
	s.page.para("## What the inputs could not tell")
	for _, g := range s.run.Gaps {
		s.page.line("- " + escape(g.Text))
	}
}

func (s *markdownSink) inputs() {
	s.page.table("lrl", "Input", "Objects", "SHA-256")
	for _, in := range s.run.Inputs {
		s.page.row(in.Source, count(in.Objects)+inputNotes(in.Skipped, in.Ignored), in.SHA256)
	}
}

func (s *markdownSink) needed() {
	groups := s.attention.sorted()
	if len(groups) == 0 {
		return
	}
	s.page.para("## Needs attention")
	for _, g := range groups {
		s.page.para(fmt.Sprintf("### %s for %s", escape(g.what), plural(g.total, "user")))
		if g.fix != "" {
			s.page.para("**Do:** " + escape(g.fix))
		}
		s.page.table("lll", "User", "Rule", "Why")
		for _, d := range g.rows {
			s.page.row(label(d), ruleID(d), d.Reason)
		}
		s.more(&g.section)
	}
}

func (s *markdownSink) notSynced() {
	groups := s.attention.leftOut()
	if len(groups) == 0 {
		return
	}
	s.page.para("## Not synced")
	s.page.table("lrll", "Rule", "Users", "Why", "For example")
	for _, g := range groups {
		title := ""
		if r := g.rows[0].Rule; r != nil {
			title = r.Title
		}
		s.page.row(ruleID(g.rows[0]), count(g.total), title, Name(g.rows[0]))
	}
}

func (s *markdownSink) overwrites() {
	list := s.attention.overwrites()
	if len(list) == 0 {
		return
	}
	s.page.para("## Cloud values that take-overs change")
	s.page.table("lrl", "Property", "Users", "For example")
	for _, o := range list {
		s.page.row(o.property, count(o.users), o.example)
	}
}

func (s *markdownSink) ordered() {
	if s.attention.ordered.total == 0 {
		return
	}
	s.page.para("## The order of export decides")
	s.page.table("lll", "User", "In this order", "In another order")
	for _, d := range s.attention.ordered.rows {
		s.page.row(label(d), string(d.Outcome), otherOrder(d))
	}
	s.more(&s.attention.ordered)
}

func (s *markdownSink) nearMisses() {
	if s.attention.nearMiss.total == 0 {
		return
	}
	s.page.para("## May be the same person as a cloud user that no rule links")
	s.page.table("llrl", "User", "Cloud user", "Alike", "Because")
	for _, d := range s.attention.nearMiss.rows {
		for _, c := range d.Candidates {
			s.page.row(Name(d), targetName(c.Cloud), percent(c.Score), strings.Join(c.Reasons, "; "))
		}
	}
	s.more(&s.attention.nearMiss)
}

func (s *markdownSink) cloud(c Cloud) {
	if c.Deletions.Len()+c.Unclaimed.Len() == 0 {
		return
	}
	s.page.para("## Cloud objects without an on-premises user")
	lists := c.lists()
	for i, text := range cloudSentences(c, s.run, s.summary) {
		s.page.line("- " + escape(text))
		s.page.line("  " + firstNames(lists[i], escape))
	}
}

func (s *markdownSink) more(list *section) {
	if rest := list.total - len(list.rows); rest > 0 {
		s.page.para(fmt.Sprintf("and %s more: `presync predict --format csv` lists all.", count(rest)))
	}
}

// page writes Markdown; the first error of out shows when it is flushed.
// Blocks are set apart by one blank line.
type page struct {
	out   *bufio.Writer
	dirty bool // a block was written and nothing sets it apart yet
}

// line continues a block.
func (p *page) line(text string) {
	p.out.WriteString(text + "\n")
	p.dirty = true
}

// block sets what follows apart.
func (p *page) block() {
	if p.dirty {
		p.out.WriteString("\n")
		p.dirty = false
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
	rule := strings.NewReplacer("l", "---|", "r", "--:|")
	p.line("|" + rule.Replace(align))
}

func (p *page) row(cells ...string) {
	for i := range cells {
		cells[i] = escape(cells[i])
	}
	p.line("| " + strings.Join(cells, " | ") + " |")
}

// item writes one point of a list.
func (p *page) item(name, value string) { p.line("- **" + name + ":** " + escape(value)) }

// escape makes a value plain text in Markdown and inside of a table cell.
func escape(s string) string {
	var b strings.Builder
	for _, r := range visible(s) {
		if strings.ContainsRune("\\`*_[]<>|~#", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
