package source

import (
	"errors"
	"fmt"
	"io"
)

// Modify is an LDIF change record that modifies an entry.
type Modify struct {
	DN    string
	Parts []ModifyPart
}

// ModifyPart is one modification of one attribute: "add", "delete" or
// "replace".
type ModifyPart struct {
	Kind      string
	Attribute string
	Values    []string
}

// WriteLDIFModify writes a change record (RFC 2849, changetype modify) with
// the blank line behind it: Base64 for every DN and value that is not plain
// ASCII text, lines folded at 76 bytes, a line with "-" behind each part. It
// reports an error for a record without a DN or without parts, for a kind of
// change that there is not, and for a name that is no attribute name.
func WriteLDIFModify(w io.Writer, m *Modify) error {
	if m.DN == "" || len(m.Parts) == 0 {
		return errors.New("write LDIF change: want a DN and at least one modification")
	}
	record := appendLDIFLine(nil, "dn", m.DN)
	record = appendLDIFLine(record, "changetype", "modify")
	for _, p := range m.Parts {
		if p.Kind != "add" && p.Kind != "delete" && p.Kind != "replace" {
			return fmt.Errorf("write LDIF change of %q: %q is not add, delete or replace", m.DN, p.Kind)
		}
		if !isAttributeName([]byte(p.Attribute)) {
			return fmt.Errorf("write LDIF change of %q: %q is not the name of an attribute", m.DN, p.Attribute)
		}
		record = appendLDIFLine(record, p.Kind, p.Attribute)
		for _, value := range p.Values {
			record = appendLDIFLine(record, p.Attribute, value)
		}
		record = append(record, "-\n"...)
	}
	_, err := w.Write(append(record, '\n'))
	return err
}
