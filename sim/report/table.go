package report

import (
	"bytes"
	"cmp"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// column is one column of a table.
type column struct {
	title string
	// most is the widest the column gets, 0 is what is left of the line.
	most  int
	right bool // numbers
	// lines is how many lines a cell of the open column may take, 0 is three.
	lines int
}

// tableGap is how many blanks stand before each column.
const tableGap = 2

// writeTable renders rows within a number of terminal columns. Cells are
// visible text (they may carry colour when they fit); those of the last
// open column wrap to a few lines, all others are clipped.
func writeTable(w io.Writer, columns int, cols []column, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	widths := layout(columns, cols, rows)
	var buf bytes.Buffer
	t := newTable(&buf, cols)
	head := make([]string, len(cols))
	for i, c := range cols {
		head[i] = c.title
	}
	if strings.Join(head, "") != "" {
		t.Header(head)
	}
	for _, row := range rows {
		if err := t.Append(fit(row, cols, widths)); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	return writeTrimmed(w, buf.String())
}

// newTable has no lines and leaves every cell as it is. East Asian width is
// set because the library would otherwise take it from the locale, and
// header formatting because it would write "S AM ACCOUNT NAME".
func newTable(w io.Writer, cols []column) *tablewriter.Table {
	aligns := make([]tw.Align, len(cols))
	for i, c := range cols {
		aligns[i] = tw.AlignLeft
		if c.right {
			aligns[i] = tw.AlignRight
		}
	}
	pad := tw.Padding{Left: " ", Right: " "}
	cell := tw.CellConfig{
		Alignment:  tw.CellAlignment{PerColumn: aligns},
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Padding:    tw.CellPadding{Global: pad},
	}
	return tablewriter.NewTable(w,
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell, Behavior: tw.Behavior{TrimSpace: tw.Off}}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Symbols:  tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})))
}

// layout gives each column the width of its longest cell up to its most, and
// the open column what is left. Where that is too little to read, the widest
// of the others give way.
func layout(columns int, cols []column, rows [][]string) []int {
	widths := make([]int, len(cols))
	left, open := columns, -1
	for i, c := range cols {
		widths[i] = width(c.title)
		for _, row := range rows {
			widths[i] = max(widths[i], painted(row[i]))
		}
		left -= tableGap
		if c.most == 0 {
			open = i
			continue
		}
		widths[i] = min(widths[i], max(c.most, width(c.title)))
		left -= widths[i]
	}
	if open < 0 {
		return widths
	}
	for want := min(widths[open], 24); left < want; left++ {
		widest := widestColumn(cols, widths)
		if widths[widest] <= 12 {
			break
		}
		widths[widest]--
	}
	widths[open] = min(widths[open], max(left, 1))
	return widths
}

// widestColumn is the place of the widest column that is not open.
func widestColumn(cols []column, widths []int) int {
	widest := 0
	for i := range cols {
		if cols[i].most > 0 && (cols[widest].most == 0 || widths[i] > widths[widest]) {
			widest = i
		}
	}
	return widest
}

// fit clips and wraps the cells of a row.
func fit(row []string, cols []column, widths []int) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		switch {
		case painted(cell) <= widths[i]:
			out[i] = strings.ReplaceAll(cell, bound, " ")
		case cols[i].most == 0:
			out[i] = strings.Join(wrap(cell, widths[i], cmp.Or(cols[i].lines, 3)), "\n")
		default:
			out[i] = clip(cell, widths[i])
		}
	}
	return out
}

// painted is the width of a cell without its colour.
func painted(cell string) int {
	if strings.HasPrefix(cell, "\x1b[") {
		_, cell, _ = strings.Cut(cell, "m")
		cell, _, _ = strings.Cut(cell, "\x1b")
	}
	return width(cell)
}

// writeTrimmed drops the blanks at the ends of lines. The table brings one
// blank before its first column, a second one makes the gap.
func writeTrimmed(w io.Writer, s string) error {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			b.WriteString(" " + line)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// indented puts blanks before every line that is not empty. It gets whole
// lines.
type indented struct {
	w     io.Writer
	blank string
}

func (i indented) Write(p []byte) (int, error) {
	var b strings.Builder
	for line := range strings.Lines(string(p)) {
		if line != "\n" {
			b.WriteString(i.blank)
		}
		b.WriteString(line)
	}
	if _, err := io.WriteString(i.w, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}
