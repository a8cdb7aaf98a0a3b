package scenarios

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"presync/sim/match"
)

// The sections that make several scenarios of one file.
const (
	variantsSection = "variants.csv"
	flagsSection    = "flags.yaml"
	matrixSection   = "want/matrix"
)

// maxVariants bounds how many scenarios one file may hold.
const maxVariants = 1000

// nameColumn is the column of variants.csv that names the variant.
const nameColumn = "name"

var (
	// variantName is what a variant may be called: a word that needs no quotes
	// in a shell, so that --run finds it.
	variantName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]*$`)
	// columnName is what a placeholder may be called.
	columnName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
)

// Each gives the scenarios that a file holds: its variants, or itself.
func (s *Scenario) Each() []*Scenario {
	if len(s.Variants) > 0 {
		return s.Variants
	}
	return []*Scenario{s}
}

// FullID is the ID, for a variant with a slash and its name behind it.
func (s *Scenario) FullID() string {
	if s.Variant == "" {
		return s.ID
	}
	return s.ID + "/" + s.Variant
}

// RunAll runs the content of one scenario file: its variants, or the one
// scenario that it holds.
func RunAll(ctx context.Context, name string, data []byte, opts Options) []Result {
	return runOf(ctx, File{Name: name, Read: func() ([]byte, error) { return data, nil }}, opts)
}

// parseFamily reads a scenario with variants.csv or flags.yaml: every variant
// is read like a scenario of its own.
func (s *Scenario) parseFamily(tables *tables, list []*Section) error {
	use := matrixUse{lines: make(map[int]bool), asked: make(map[int]string)}
	rows, combos := tables.rows(), tables.combos()
	if n := len(rows) * len(combos); n > maxVariants {
		return errorAt(s.Name, tables.line(), "%d variants, want at most %d; %s takes \"pairwise: true\"", n, maxVariants, flagsSection)
	}
	var first error
	same := true
	for _, row := range rows {
		filled, err := tables.fill(row, list)
		if err != nil {
			return err
		}
		for _, combo := range combos {
			v := &Scenario{Name: s.Name, ID: s.ID, Title: s.Title, Prose: s.Prose, Lines: s.Lines, row: row, combo: combo}
			v.Variant = strings.Trim(row.variant()+"/"+combo.variant(), "/")
			err := v.parseCycles(filled, &use)
			if len(s.Variants) == 0 && first == nil {
				first = err
			}
			same = same && err != nil && first != nil && err.Error() == first.Error()
			if err != nil && !same {
				return fmt.Errorf("%w (variant %s%s)", err, v.Variant, row.place())
			}
			s.Variants = append(s.Variants, v)
		}
	}
	if first != nil {
		return first
	}
	return use.check(s.Name)
}

// relocate makes failures of a cycle point at the row of the variant; where in
// a want section they stand is kept beside it.
func (s *Scenario) relocate(c *Cycle, failures []Failure, decisions []match.Decision) {
	for i := range failures {
		f := &failures[i]
		if f.Subject == onlyUser && len(decisions) == 1 {
			f.Subject = shortName(0, decisions)
		}
		inMatrix := slices.ContainsFunc(c.matrix, func(w WantLine) bool { return w.Line == f.Line })
		if f.Section == "want/decisions" && (inMatrix || f.Line == c.matrixAt) {
			f.Section = matrixSection
		}
		if s.row != nil {
			f.WantLine, f.Line = f.Line, s.row.line
		}
	}
}

// tables are the sections of a file that make variants.
type tables struct {
	file     string
	variants *variantTable
	flags    *flagMatrix
	inputs   []string // columns that stand outside the want sections
}

// takeTables reads variants.csv and flags.yaml, and gives the other sections.
// Without either, tables is nil.
func takeTables(file string, list []*Section) (*tables, []*Section, error) {
	t := &tables{file: file}
	var rest []*Section
	for _, s := range list {
		var err error
		switch {
		case s.Name == variantsSection && t.variants != nil || s.Name == flagsSection && t.flags != nil:
			err = errorAt(file, s.Line-1, "section %q stands twice", s.Name)
		case s.Name == variantsSection:
			t.variants, err = parseVariants(file, s)
		case s.Name == flagsSection:
			t.flags, err = parseFlags(file, s)
		default:
			rest = append(rest, s)
			t.note(s)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if t.variants == nil && t.flags == nil {
		return nil, rest, nil
	}
	return t, rest, nil
}

// note remembers the columns of a section that asserts nothing.
func (t *tables) note(s *Section) {
	if strings.Contains("/"+s.Name, "/want/") {
		return
	}
	for _, m := range placeholder.FindAllStringSubmatch(s.Name+"\n"+string(s.Data), -1) {
		t.inputs = append(t.inputs, m[1])
	}
}

// line is where the first of the two tables begins.
func (t *tables) line() int {
	if t.variants != nil {
		return t.variants.section.Line
	}
	return t.flags.section.Line
}

// rows gives the rows of variants.csv, or one that is nil.
func (t *tables) rows() []*variantRow {
	if t.variants == nil {
		return []*variantRow{nil}
	}
	return t.variants.rows
}

// combos gives the combinations of flags.yaml, or one that is nil.
func (t *tables) combos() []*combination {
	if t.flags == nil {
		return []*combination{nil}
	}
	return t.flags.combos
}

// fill puts the values of a row into the sections.
func (t *tables) fill(row *variantRow, list []*Section) ([]*Section, error) {
	if row == nil {
		return list, nil
	}
	filled := make([]*Section, len(list))
	for i, s := range list {
		f := filler{file: t.file, table: t.variants, row: row}
		name, err := f.name(s)
		if err != nil {
			return nil, err
		}
		data, err := f.section(s)
		if err != nil {
			return nil, err
		}
		filled[i] = &Section{Name: name, Line: s.Line, Data: data}
	}
	if row != t.variants.rows[len(t.variants.rows)-1] {
		return filled, nil
	}
	return filled, t.variants.unused(t.file)
}

// variantTable is a variants.csv.
type variantTable struct {
	section *Section
	line    int // of the column names
	columns []string
	rows    []*variantRow
	used    map[string]bool // columns that a placeholder names
}

// variantRow is one row: the values of one variant.
type variantRow struct {
	line   int // in the scenario file
	values map[string]string
}

func (r *variantRow) variant() string {
	if r == nil {
		return ""
	}
	return r.values[nameColumn]
}

// place says where the row stands, for the end of a message.
func (r *variantRow) place() string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf(", line %d", r.line)
}

// parseVariants reads a variants.csv: column names, then one variant a row.
// Lines that start with # are comments.
func parseVariants(file string, s *Section) (*variantTable, error) {
	t := &variantTable{section: s, used: make(map[string]bool)}
	r := csv.NewReader(bytes.NewReader(s.Data))
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', -1, true
	names := make(map[string]int)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, errorAt(file, s.Line-1+e.Line, "%s: %s", s.Name, e.Err)
		}
		at, _ := r.FieldPos(0)
		line := s.Line - 1 + at
		if t.columns == nil {
			if err := t.header(file, line, record); err != nil {
				return nil, err
			}
			continue
		}
		row, err := t.row(file, line, record)
		if err != nil {
			return nil, err
		}
		if before, twice := names[strings.ToLower(row.variant())]; twice {
			return nil, errorAt(file, line, "%s: the variant %q stands in line %d already", s.Name, row.variant(), before)
		}
		names[strings.ToLower(row.variant())] = line
		t.rows = append(t.rows, row)
	}
	if len(t.rows) == 0 {
		return nil, errorAt(file, s.Line-1, "%s has no variants; write a row of column names and a row for each variant", s.Name)
	}
	return t, nil
}

// header reads the column names.
func (t *variantTable) header(file string, line int, record []string) error {
	t.line = line
	for _, column := range record {
		column = strings.TrimSpace(column)
		switch {
		case !columnName.MatchString(column):
			return errorAt(file, line, "%s: %q is no name of a column; use letters, digits, - and _", variantsSection, column)
		case slices.Contains(t.columns, column):
			return errorAt(file, line, "%s: the column %q stands twice", variantsSection, column)
		}
		t.columns = append(t.columns, column)
	}
	if !slices.Contains(t.columns, nameColumn) {
		return errorAt(file, line, "%s has no column %q, which names the variant; it has %s",
			variantsSection, nameColumn, strings.Join(t.columns, ", "))
	}
	return nil
}

// row reads one variant.
func (t *variantTable) row(file string, line int, record []string) (*variantRow, error) {
	if len(record) != len(t.columns) {
		return nil, errorAt(file, line, "%s: the row has %d values, want %d (%s)",
			variantsSection, len(record), len(t.columns), strings.Join(t.columns, ", "))
	}
	row := &variantRow{line: line, values: make(map[string]string)}
	for i, value := range record {
		column := t.columns[i]
		if column == nameColumn {
			value = strings.TrimSpace(value)
		}
		if strings.ContainsAny(value, "\r\n") {
			return nil, errorAt(file, line, "%s: the value of %s has several lines, want one", variantsSection, column)
		}
		row.values[column] = value
	}
	if !variantName.MatchString(row.variant()) {
		return nil, errorAt(file, line, "%s: %q is no name of a variant; use letters, digits, and . _ + -", variantsSection, row.variant())
	}
	return row, nil
}

// unused refuses columns that no placeholder names.
func (t *variantTable) unused(file string) error {
	for _, column := range t.columns {
		if column != nameColumn && !t.used[column] {
			used := ""
			if len(t.used) > 0 {
				used = " (used are: " + strings.Join(slices.Sorted(maps.Keys(t.used)), ", ") + ")"
			}
			return errorAt(file, t.line, "%s: no section has {{%s}}; use the column or take it out%s", variantsSection, column, used)
		}
	}
	return nil
}
