package scenarios

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Formats of [WriteCoverage] beside those of the reporters.
const (
	coverageText = "text"
	coverageJSON = "json"
	coverageHTML = "html"
)

// WriteCoverage writes what scenarios show as text, as json, or as html: one
// page that needs nothing else.
func WriteCoverage(w io.Writer, format string, c *CoverageSummary) error {
	switch format {
	case coverageText:
		_, err := io.WriteString(w, c.text())
		return err
	case coverageJSON:
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Schema string `json:"schema"`
			*CoverageSummary
		}{"presync.coverage/v1", c})
	case coverageHTML:
		return c.writeHTML(w)
	}
	return fmt.Errorf("unknown format %q of the coverage; use %s, %s or %s", format, coverageText, coverageJSON, coverageHTML)
}

// text lists what is not shown and what cannot be, then a table, then one line.
func (c *CoverageSummary) text() string {
	var b strings.Builder
	for _, m := range c.Missing {
		b.WriteString(strings.Join(wrap(m, 4), "\n") + "\n")
	}
	for _, g := range c.Groups {
		for _, p := range g.Points {
			if p.Cannot != "" && p.By == "" {
				b.WriteString(strings.Join(wrap(fmt.Sprintf("cannot be shown: %s: %s: %s", p.Subject, p.What, p.Cannot), 4), "\n") + "\n")
			}
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%-12s%-44s%8s%8s%10s%10s\n", "coverage of", "", "shown", "of", "percent", "cannot")
	for _, g := range c.Groups {
		row := fmt.Sprintf("%-12s%-44s%8d%8d%10.1f%10s", g.Name, g.About, g.Covered, g.Total, percent(g.Covered, g.Total), orBlank(g.Cannot))
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	fmt.Fprintf(&b, "coverage: %d of %d points of the rules (%.1f%%)\n", c.Covered, c.Total, c.Percent())
	return b.String()
}

// orBlank leaves a zero out.
func orBlank(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
