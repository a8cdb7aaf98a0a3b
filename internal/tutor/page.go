package tutor

import (
	"bytes"
	"io"
	"strings"

	"presync/sim/report"
)

// page writes text in lines of a width. The first error ends the output.
type page struct {
	out    io.Writer
	width  int
	colour bool
	err    error
}

func (p *page) write(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.out, s)
	}
}

func (p *page) line(s string) { p.write(s + "\n") }

// para writes a paragraph.
func (p *page) para(s string) { p.hang("", s, nil) }

// hang writes a text behind a prefix; its further lines stand under its first.
func (p *page) hang(prefix, s string, paint func(string) string) {
	indent := strings.Repeat(" ", len([]rune(prefix)))
	for i, l := range report.WrapText(s, max(p.width-len(indent), 20)) {
		if paint != nil {
			l = paint(l)
		}
		if i == 0 {
			p.line(strings.TrimRight(prefix+l, " "))
			continue
		}
		p.line(strings.TrimRight(indent+l, " "))
	}
}

// table writes rows below titles.
func (p *page) table(cols []report.Column, rows [][]string) {
	var b bytes.Buffer
	if err := report.WriteTextTable(&b, p.width, cols, rows); err != nil && p.err == nil {
		p.err = err
	}
	for l := range strings.Lines(b.String()) {
		p.line(strings.TrimRight(l, " \n"))
	}
}

// raw writes data line by line, two columns in, and no more than most lines;
// zero is all.
func (p *page) raw(data string, most int) {
	lines := strings.Split(strings.TrimRight(data, "\n"), "\n")
	for i, l := range lines {
		if most > 0 && i == most && len(lines) > most+1 {
			p.line("  ... and " + report.Plural(len(lines)-most, "line") + " more, d shows them")
			return
		}
		p.line(strings.TrimRight("  "+report.Visible(l), " "))
	}
}

func (p *page) paint(code, s string) string {
	if !p.colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *page) bold(s string) string  { return p.paint("1", s) }
func (p *page) dim(s string) string   { return p.paint("2", s) }
func (p *page) red(s string) string   { return p.paint("31", s) }
func (p *page) green(s string) string { return p.paint("32", s) }
