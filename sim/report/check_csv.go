package report

import (
	"cmp"
	"encoding/csv"
	"io"
	"strings"

	"presync/sim/check"
	"presync/sim/directory"
)

// toolColumns is the header of the discontinued tool's export.
var toolColumns = []string{"DISTINGUISHEDNAME", "COMMONNAME", "OBJECTCLASS", "ATTRIBUTE", "ERROR", "VALUE", "UPDATE", "ACTION"}

// CheckCSV writes findings in the column layout of the discontinued tool, so
// that a process built on its export goes on: one row a value, with all its
// error types. ACTION is EDIT where UPDATE has a suggestion, and empty
// elsewhere. A cell that a spreadsheet would take for a formula gets an
// apostrophe in front, and control characters are written as escapes; json
// has the values as they are, and the other object of a duplicate.
func CheckCSV(w io.Writer, r *check.Result) error {
	out := csv.NewWriter(w)
	if err := out.Write(toolColumns); err != nil {
		return err
	}
	for at := 0; at < len(r.Findings); {
		first := &r.Findings[at]
		var flags []string
		for ; at < len(r.Findings) && sameValue(first, &r.Findings[at]); at++ {
			flags = append(flags, string(r.Findings[at].Check.Flag))
		}
		update, action := "", ""
		if first.Suggestion != nil {
			update, action = *first.Suggestion, "EDIT"
		}
		row := []string{first.Object.DN, check.CommonName(first.Object), objectClass(first.Object), first.Attribute,
			strings.Join(unrepeated(flags), ", "), first.Value, update, action}
		for i := range row {
			row[i] = csvCell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// sameValue reports whether two findings are about one value.
func sameValue(a, b *check.Finding) bool {
	return a.Object == b.Object && a.Attribute == b.Attribute && a.Value == b.Value
}

// unrepeated drops error types that the list has already.
func unrepeated(flags []string) []string {
	var out []string
	for _, f := range flags {
		if len(out) == 0 || out[len(out)-1] != f {
			out = append(out, f)
		}
	}
	return out
}

// objectClass is the most specific class, as the tool shows it.
func objectClass(o *directory.Object) string {
	classes := o.Attrs.Values("objectClass")
	if len(classes) == 0 {
		return string(o.Type)
	}
	return cmp.Or(classes[len(classes)-1], string(o.Type))
}
