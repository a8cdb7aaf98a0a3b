package scenarios

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed coverage.html
var coveragePage string

// writeHTML writes one page: the table, then every point by group. It needs no
// script and nothing from elsewhere, and says in words what it shows in colour.
func (c *CoverageSummary) writeHTML(w io.Writer) error {
	page, err := template.New("coverage").Funcs(template.FuncMap{
		"percent": func(covered, total int) string { return fmt.Sprintf("%.1f", percent(covered, total)) },
		"width":   func(covered, total int) int { return int(percent(covered, total)) },
		"state":   CoveragePoint.state,
		"open":    func(g CoverageGroup) bool { return g.Covered < g.Total || g.Cannot > 0 },
	}).Parse(coveragePage)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := page.Execute(&b, c); err != nil {
		return err
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// state is what the page says about a point in one word.
func (p CoveragePoint) state() string {
	switch {
	case p.Missing != "":
		return "missing"
	case p.By != "":
		return "shown"
	}
	return "cannot"
}
