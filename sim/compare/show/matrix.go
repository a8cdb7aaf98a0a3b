package show

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"presync/sim/compare"
	"presync/sim/match"
	"presync/sim/report"
)

// narrow are the heads of the outcome columns of a matrix.
func narrow(o match.Outcome) string {
	switch o {
	case match.OutcomeHardMatch:
		return "hard"
	case match.OutcomeSoftMatch:
		return "soft"
	case match.OutcomeCreateDuplicate:
		return "dup"
	case match.OutcomeNotSynced:
		return "out"
	}
	return string(o)
}

// compared are the severities that have a column.
var compared = []compare.Severity{compare.Worse, compare.Better, compare.Changed}

// axisName is the letter of an axis: A to Z, then AA, AB.
func axisName(i int) string {
	name := string(rune('A' + i%26))
	if i >= 26 {
		return axisName(i/26-1) + name
	}
	return name
}

// MatrixText writes a matrix as one page. Axes have letters, which a legend
// explains. Where the page gets too wide, values get numbers, and counts that
// differ from the base row a mark and not the difference.
func MatrixText(w io.Writer, m *compare.Matrix, opt Options) error {
	t := &text{w: w, width: max(opt.Width, 60)}
	t.para("", fmt.Sprintf("%s of %s for %s. Row 1 is the base.", report.Plural(len(m.Rows), "combination"), report.Plural(len(m.Axes), "setting"), report.Plural(m.Users, "user")))
	t.line("")
	var lines []string
	coded, marked := false, false
	for range 3 {
		if lines = layout(m, coded, marked); len(lines[0]) <= t.width {
			break
		}
		coded, marked = true, coded
	}
	for i := range m.Axes {
		t.legend(i, &m.Axes[i], coded)
	}
	t.line("")
	for n, line := range lines {
		if n > 0 && m.Rows[n-1].Counts[compare.Worse] > 0 {
			line = opt.paint(compare.Worse, line)
		}
		t.line(line)
	}
	t.line("")
	note := "hard and soft are matches, dup is create-duplicate, out is not-synced. "
	if marked {
		note += "* differs from row 1. "
	} else {
		note += "+ and - is the difference to row 1. "
	}
	t.para("  ", note+"worse, better and other count users whose verdict is another one than in row 1.")
	return t.err
}

// legend says what the letter of an axis, and the codes of its values, stand
// for.
func (t *text) legend(i int, axis *compare.Axis, coded bool) {
	values := slices.Clone(axis.Values)
	values[0] += " (base)"
	first := fmt.Sprintf("  %-2s ", axisName(i))
	if !coded && !tooLong(axis) {
		t.hanging(first, "     ", axis.Name+": "+strings.Join(values, ", "))
		return
	}
	t.line(first + axis.Name)
	for n, v := range values {
		t.hanging(fmt.Sprintf("     %-4s ", code(i, n)), "          ", v)
	}
}

// code is what stands for a value where there is little room.
func code(axis, value int) string { return axisName(axis) + strconv.Itoa(value+1) }

// tooLong reports whether the values of an axis are shown as codes anyway.
func tooLong(axis *compare.Axis) bool {
	return slices.ContainsFunc(axis.Values, func(v string) bool { return len(v) > 12 || v != report.Visible(v) })
}

// layout makes the lines of the table.
func layout(m *compare.Matrix, coded, marked bool) []string {
	head := []string{"#"}
	for i := range m.Axes {
		head = append(head, axisName(i))
	}
	for _, o := range inOrder {
		head = append(head, narrow(o))
	}
	head = append(head, "worse", "better", "other")
	deleting := slices.ContainsFunc(m.Rows, func(r compare.Row) bool { return r.Deletions > 0 })
	if deleting {
		head = append(head, "deleted")
	}
	rows := [][]string{head}
	for n := range m.Rows {
		r := &m.Rows[n]
		row := []string{strconv.Itoa(n + 1)}
		for i, at := range r.Values {
			value := m.Axes[i].Values[at]
			if coded || tooLong(&m.Axes[i]) {
				value = code(i, at)
			}
			row = append(row, value)
		}
		for _, o := range inOrder {
			row = append(row, against(r.Outcomes[o], m.Rows[0].Outcomes[o], marked))
		}
		for _, s := range compared {
			row = append(row, countOf(r, s))
		}
		if deleting {
			row = append(row, against(r.Deletions, m.Rows[0].Deletions, marked))
		}
		rows = append(rows, row)
	}
	return aligned(rows, 1, 1+len(m.Axes))
}

// countOf is a count against the base; the base has none.
func countOf(r *compare.Row, s compare.Severity) string {
	if r.Counts == nil {
		return "-"
	}
	return strconv.Itoa(r.Counts[s])
}

// against shows a count and how it differs from that of the base.
func against(n, base int, marked bool) string {
	switch {
	case n == base:
		return strconv.Itoa(n)
	case marked:
		return "*" + strconv.Itoa(n)
	}
	return fmt.Sprintf("%d %+d", n, n-base)
}

// aligned puts cells below each other, the first row is the heads. Those of the
// columns from left to right stand on the left. The others are a number and
// perhaps, behind a blank, a difference; numbers stand below numbers and
// differences below differences.
func aligned(rows [][]string, left, right int) []string {
	wide, difference := make([]int, len(rows[0])), make([]int, len(rows[0]))
	number := make([]int, len(rows[0]))
	for r, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], len(cell))
			if n, d, found := strings.Cut(cell, " "); r > 0 {
				number[i] = max(number[i], len(n))
				if found {
					difference[i] = max(difference[i], len(d)+1)
				}
			}
		}
	}
	var lines []string
	for r, row := range rows {
		line := ""
		for i, cell := range row {
			total := max(wide[i], number[i]+difference[i])
			n, d, found := strings.Cut(cell, " ")
			switch {
			case i >= left && i < right:
				line += fmt.Sprintf("  %-*s", wide[i], cell)
			case r == 0:
				line += fmt.Sprintf("  %*s", total, cell)
			case found:
				line += fmt.Sprintf("  %*s %-*s", total-difference[i], n, difference[i]-1, d)
			default:
				line += fmt.Sprintf("  %*s%*s", total-difference[i], n, difference[i], "")
			}
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// MatrixMarkdown writes a matrix as one table.
func MatrixMarkdown(w io.Writer, m *compare.Matrix) error {
	p := &page{w: bufio.NewWriter(w)}
	p.para("# What the settings do to the next sync")
	p.para(fmt.Sprintf("%s for %s. The first row is the base: the inputs as they are.", report.Plural(len(m.Rows), "combination"), report.Plural(m.Users, "user")))
	titles, align := []string{}, strings.Repeat("l", len(m.Axes))+strings.Repeat("r", len(inOrder)+len(compared)+1)
	for _, axis := range m.Axes {
		titles = append(titles, axis.Name)
	}
	for _, o := range inOrder {
		titles = append(titles, short(o))
	}
	p.table(align, append(titles, "worse", "better", "other", "deleted")...)
	for n := range m.Rows {
		r := &m.Rows[n]
		var cells []string
		for i, at := range r.Values {
			cells = append(cells, m.Axes[i].Values[at])
		}
		for _, o := range inOrder {
			cells = append(cells, against(r.Outcomes[o], m.Rows[0].Outcomes[o], false))
		}
		for _, s := range compared {
			cells = append(cells, countOf(r, s))
		}
		p.row(append(cells, strconv.Itoa(r.Deletions))...)
	}
	return p.w.Flush()
}

// MatrixCSV writes a row a combination: the axes, the outcomes, what differs.
func MatrixCSV(w io.Writer, m *compare.Matrix) error {
	out := csv.NewWriter(w)
	head := []string{"row"}
	for _, axis := range m.Axes {
		head = append(head, axis.Name)
	}
	for _, o := range inOrder {
		head = append(head, string(o))
	}
	rows := [][]string{append(head, "worse", "better", "changed", "less-certain", "more-certain", "deletions")}
	for n := range m.Rows {
		r := &m.Rows[n]
		row := []string{strconv.Itoa(n + 1)}
		for i, at := range r.Values {
			row = append(row, report.TableCell(m.Axes[i].Values[at]))
		}
		for _, o := range inOrder {
			row = append(row, strconv.Itoa(r.Outcomes[o]))
		}
		for _, s := range []compare.Severity{compare.Worse, compare.Better, compare.Changed, compare.LessCertain, compare.MoreCertain} {
			row = append(row, strconv.Itoa(r.Counts[s]))
		}
		rows = append(rows, append(row, strconv.Itoa(r.Deletions)))
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}
