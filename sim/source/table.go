package source

import (
	"errors"
	"fmt"
	"io"
)

// Table is a table with a header row that is read as text, whatever its
// columns mean.
type Table struct {
	Header []string
	Rows   [][]string
	// Lines are the lines on which the rows begin.
	Lines []int
	// Problems name the rows that could not be read, with their lines.
	Problems []string
}

// ReadTable reads a CSV table: UTF-8 or UTF-16, with or without a byte order
// mark, any of the usual delimiters, a "#TYPE" or "sep=" line before the
// header. It reports an error for an empty text; a broken row is a problem.
func ReadTable(r io.Reader) (*Table, error) {
	rows, err := newCSVReader(newUTF8Reader(r))
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the table is empty")
	}
	if err != nil {
		return nil, err
	}
	t := &Table{Header: rows.Header}
	for {
		row, line, err := rows.Next()
		broken := (*rowError)(nil)
		switch {
		case errors.Is(err, io.EOF):
			return t, nil
		case errors.As(err, &broken):
			t.Problems = append(t.Problems, broken.Error())
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", line, err)
		default:
			t.Rows = append(t.Rows, append([]string(nil), row...))
			t.Lines = append(t.Lines, line)
		}
	}
}

// ColumnKey is what column names are compared by: "Object Id", "objectId" and
// "OBJECT_ID" are one column.
func ColumnKey(name string) string { return columnKey(name) }

// SplitAddresses takes a cell with several addresses apart, however they were
// joined.
func SplitAddresses(cell string) []string {
	var addresses []string
	for _, a := range appendCloudAddresses(nil, []byte(cell)) {
		addresses = append(addresses, string(a))
	}
	return addresses
}

// AppendLDIFLine writes one line of LDIF: Base64 for what is not plain ASCII
// text, folded at 76 bytes.
func AppendLDIFLine(to []byte, name, value string) []byte { return appendLDIFLine(to, name, value) }
