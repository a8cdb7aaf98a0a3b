package hardmatch

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"presync/sim/report"
	"presync/sim/source"
)

// Table is rows of text under a header, to be written as CSV or XLSX.
type Table struct {
	Header []string
	Rows   [][]string
}

// sheetName is the name that the bulk tool asks for.
const sheetName = "Sheet1"

// maxCell is how many characters a cell of a workbook holds.
const maxCell = 32767

// WriteCSV writes the table as UTF-8 without a byte order mark. A cell that a
// spreadsheet would take for a formula gets an apostrophe in front, and control
// characters are written as escapes; [ReadTable] takes the apostrophe away.
func (t *Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.Header); err != nil {
		return err
	}
	cells := make([]string, len(t.Header))
	for _, row := range t.Rows {
		for i := range cells {
			cells[i] = report.TableCell(row[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteXLSX writes the table as a workbook with one sheet. Every cell is text,
// and safe as in [Table.WriteCSV], because people save sheets as CSV. It
// reports an error for a cell that is longer than a workbook allows.
func (t *Table) WriteXLSX(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	s, err := f.NewStreamWriter(sheetName)
	if err != nil {
		return err
	}
	for n, row := range append([][]string{t.Header}, t.Rows...) {
		cells := make([]any, len(row))
		for i, cell := range row {
			safe := report.TableCell(cell)
			if len(safe) > maxCell {
				return fmt.Errorf("write XLSX: row %d, column %s: %d characters are more than a workbook allows; use CSV", n+1, t.Header[i], len(safe))
			}
			cells[i] = safe
		}
		at, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			return fmt.Errorf("write XLSX: %w; use CSV", err)
		}
		if err := s.SetRow(at, cells); err != nil {
			return fmt.Errorf("write XLSX: row %d: %w", n+1, err)
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// Limits of what a workbook may unpack to.
const (
	maxWorkbook = 2 << 30
	maxInMemory = 64 << 20
)

// ReadTable reads a table from CSV in any of its dialects, or from the sheet
// "Sheet1" or else the first sheet of an XLSX workbook. What it is is told by
// the content. Apostrophes that make cells safe are taken away.
func ReadTable(r io.Reader) (*source.Table, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, _ := b.Peek(8)
	var t *source.Table
	var err error
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		t, err = readWorkbook(b)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, errors.New("this is a workbook of Excel 97-2003, or one with a password: save it as .xlsx or .csv")
	default:
		t, err = source.ReadTable(b)
	}
	if err != nil {
		return nil, err
	}
	for _, row := range t.Rows {
		for i := range row {
			row[i] = unquoted(row[i])
		}
	}
	return t, nil
}

func readWorkbook(r io.Reader) (t *source.Table, err error) {
	f, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		return nil, fmt.Errorf("the workbook cannot be read: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	name := sheetName
	if i, err := f.GetSheetIndex(name); err != nil || i < 0 {
		name = f.GetSheetName(0)
	}
	rows, err := f.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("the sheet %q cannot be read: %w", name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	t = &source.Table{}
	for line := 1; rows.Next(); line++ {
		row, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("row %d of sheet %q: %w", line, name, err)
		}
		addRow(t, row, line)
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("the sheet %q cannot be read: %w", name, err)
	}
	if t.Header == nil {
		return nil, errors.New("the table is empty")
	}
	return t, nil
}

// addRow adds a row of a sheet, which ends at its last cell with a value.
// Empty rows are left out.
func addRow(t *source.Table, row []string, line int) {
	switch {
	case strings.Join(row, "") == "":
	case t.Header == nil:
		for _, name := range row {
			t.Header = append(t.Header, strings.TrimSpace(name))
		}
	case len(row) > len(t.Header):
		t.Problems = append(t.Problems, fmt.Sprintf("line %d: row has %d cells, want %d as in the header", line, len(row), len(t.Header)))
	default:
		full := make([]string, len(t.Header))
		copy(full, row)
		t.Rows = append(t.Rows, full)
		t.Lines = append(t.Lines, line)
	}
}

// unquoted takes away the apostrophe with which a table keeps a value from
// being a formula.
func unquoted(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && report.TableCell(rest) != report.Visible(rest) {
		return rest
	}
	return cell
}
