package report

import "io"

// Visible makes every character that a reader cannot see, or that steers a
// terminal, readable as an escape.
func Visible(s string) string { return visible(s) }

// TableCell is a value made safe for CSV and XLSX: visible, and with an
// apostrophe in front where a spreadsheet would take it for a formula.
func TableCell(s string) string { return csvCell(s) }

// Column is one column of a text table. Most is the widest that it gets; zero
// takes what is left of the line and wraps to at most Lines lines.
type Column struct {
	Title string
	Most  int
	Lines int
}

// WriteTextTable lays rows out in a number of terminal columns. The cells are
// made visible.
func WriteTextTable(w io.Writer, columns int, cols []Column, rows [][]string) error {
	own := make([]column, len(cols))
	for i, c := range cols {
		own[i] = column{title: c.Title, most: c.Most, lines: c.Lines}
	}
	safe := make([][]string, len(rows))
	for i, row := range rows {
		safe[i] = make([]string, len(row))
		for n, cell := range row {
			safe[i][n] = visible(cell)
		}
	}
	return writeTable(w, columns, own, safe)
}

// WrapText breaks a text into lines of at most so many columns, after making
// it visible.
func WrapText(s string, columns int) []string { return wrap(visible(s), columns, 0) }

// Plural gives "1 user", "2 users", "1,234 users".
func Plural(n int, one string) string { return plural(n, one) }
