package anonymize

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"

	"presync/sim/source"
)

// typeName is what PowerShell writes in the place of values that it flattens.
var typeName = regexp.MustCompile(`^(Microsoft|System)\.[A-Za-z]+[A-Za-z0-9.\[\]` + "`" + `]*$`)

// csv rewrites a table: UTF-8, commas between the fields, the columns that are
// known in their order.
func (w *walker) csv(in io.Reader, out io.Writer) error {
	table, err := source.ReadTable(in)
	if err != nil {
		return fmt.Errorf("%s: %w", w.name, err)
	}
	for range table.Problems {
		w.report.drop(w.name, "row that cannot be read")
	}
	var columns []int
	for i, title := range table.Header {
		if w.kind(title) == unknown || w.kind(title) == nested {
			w.report.drop(w.name, "column "+title)
			continue
		}
		columns = append(columns, i)
	}
	to := csv.NewWriter(out)
	row := make([]string, len(columns))
	for n, i := range columns {
		row[n] = table.Header[i]
	}
	if err := to.Write(row); err != nil {
		return err
	}
	for _, cells := range table.Rows {
		for n, i := range columns {
			row[n] = cells[i]
			if !typeName.MatchString(cells[i]) {
				row[n], _ = w.value(table.Header[i], cells[i])
			}
		}
		if err := to.Write(row); err != nil {
			return err
		}
	}
	to.Flush()
	return to.Error()
}
