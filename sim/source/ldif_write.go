package source

import (
	"encoding/base64"
	"fmt"
	"io"

	"presync/sim/directory"
)

// WriteLDIF writes an object as a record of LDIF (RFC 2849) with the blank
// line behind it: attributes in the order of the object, Base64 for every
// value that is not plain ASCII text, lines folded at 76 bytes. Reading it
// again gives the same object. It reports an error for an object without a DN
// and for a name that is no attribute name.
func WriteLDIF(w io.Writer, o *directory.Object) error {
	if o.DN == "" {
		return fmt.Errorf("write LDIF: object has no DN")
	}
	record := appendLDIFLine(nil, "dn", o.DN)
	for _, a := range o.Attrs.All() {
		if !isAttributeName([]byte(a.Name)) {
			return fmt.Errorf("write LDIF of %q: %q is not the name of an attribute", o.DN, a.Name)
		}
		for _, value := range a.Values {
			record = appendLDIFLine(record, a.Name, value)
		}
	}
	_, err := w.Write(append(record, '\n'))
	return err
}

// appendLDIFLine writes "name: value" or "name:: base64", folded.
func appendLDIFLine(to []byte, name, value string) []byte {
	const width = 76
	from := len(to)
	to = append(to, name...)
	switch {
	case value == "":
		to = append(to, ':')
	case isSafeString(value):
		to = append(append(to, ": "...), value...)
	default:
		to = base64.StdEncoding.AppendEncode(append(to, ":: "...), []byte(value))
	}
	line := to[from:]
	if len(line) <= width {
		return append(to, '\n')
	}
	folded := append([]byte(nil), line...)
	to = append(append(to[:from], folded[:width]...), '\n')
	for rest := folded[width:]; len(rest) > 0; {
		n := min(len(rest), width-1)
		to = append(to, ' ')
		to = append(append(to, rest[:n]...), '\n')
		rest = rest[n:]
	}
	return to
}

// isSafeString reports whether a value can stand in LDIF as it is: RFC 2849's
// SAFE-STRING, and no blank at the end.
func isSafeString(value string) bool {
	for i := range len(value) {
		switch b := value[i]; {
		case b == 0, b == '\n', b == '\r', b > 0x7F:
			return false
		case i == 0 && (b == ' ' || b == ':' || b == '<'):
			return false
		}
	}
	return value == "" || value[len(value)-1] != ' '
}
