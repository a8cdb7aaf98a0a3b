package source

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"presync/sim/directory"
)

// values reads a cell. The values are valid until the row ends. The error says
// what the cell holds and what was wanted.
func (t *adTable) values(c *adColumn, cell string) ([][]byte, error) {
	t.list = t.list[:0]
	switch {
	case c.attribute == columnEnabled:
		value, err := enabledValue(cell)
		return t.texts(value), err
	case c.number == attrObjectGUID, c.number == attrConsistencyGUID,
		c.number == attrObjectSID && !strings.HasPrefix(strings.ToUpper(cell), "S-1-"):
		raw, err := binaryValue(cell)
		return append(t.list, raw), err
	case t.csvde:
		return csvdeValues(c, cell)
	case c.number == attrProxyAddresses:
		return t.texts(splitAddresses(withoutBraces(cell))...), nil
	case c.number == attrObjectClass:
		return t.texts(strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("; |,{}", r) })...), nil
	case c.dnValues:
		return t.texts(splitDNs(cell)...), nil
	case c.multi:
		return t.texts(strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == '|' })...), nil
	}
	return t.texts(cell), nil
}

// texts copies values into the memory of the row.
func (t *adTable) texts(values ...string) [][]byte {
	for _, v := range values {
		from := len(t.scratch)
		t.scratch = append(t.scratch, v...)
		t.list = append(t.list, t.scratch[from:len(t.scratch):len(t.scratch)])
	}
	return t.list
}

// The values of userAccountControl that the column Enabled stands for: a
// normal account (0x200), disabled (0x2) or not.
// Source: MS-ADTS 2.2.16.
func enabledValue(cell string) (string, error) {
	enabled, ok := parseFlag(strings.TrimSpace(cell))
	if !ok {
		return "", fmt.Errorf("is %q, want True or False", cell)
	}
	if enabled {
		return "512", nil
	}
	return "514", nil
}

// csvdeValues reads a cell of csvde: several values are separated by
// semicolons, a semicolon inside a value stands behind a backslash, and what
// is not plain text is written X'hex'.
func csvdeValues(c *adColumn, cell string) ([][]byte, error) {
	parts := []string{cell}
	switch {
	case c.dnValues:
		parts = splitDNs(cell)
	case c.multi:
		parts = splitEscaped(cell, ';')
	}
	values := make([][]byte, len(parts))
	for i, part := range parts {
		if !isHexLiteral(part) {
			values[i] = []byte(part)
			continue
		}
		raw, err := hex.DecodeString(part[2 : len(part)-1])
		if err != nil {
			return nil, fmt.Errorf("is %q, want pairs of hex digits between X' and '", shorten([]byte(part)))
		}
		values[i] = raw
	}
	return values, nil
}

func isHexLiteral(cell string) bool {
	return len(cell) >= 3 && (cell[0] == 'X' || cell[0] == 'x') && cell[1] == '\'' && cell[len(cell)-1] == '\''
}

// binaryValue reads the forms in which tables have a binary value: X'hex', a
// GUID as text, 32 hex digits, hex pairs with hyphens, numbers from 0 to 255
// with blanks or commas between, or Base64.
func binaryValue(cell string) ([]byte, error) {
	cell = strings.TrimSpace(cell)
	if isHexLiteral(cell) {
		cell = cell[2 : len(cell)-1]
		if raw, err := hex.DecodeString(cell); err == nil {
			return raw, nil
		}
	}
	if guid, err := directory.ParseGUID(cell); err == nil {
		return guid[:], nil
	}
	if pairs := strings.ReplaceAll(cell, "-", ""); len(cell) == len(pairs) && len(cell) == 32 || len(cell) == len(pairs)/2*3-1 {
		if raw, err := hex.DecodeString(pairs); err == nil {
			return raw, nil
		}
	}
	if raw, ok := decimalBytes(cell); ok {
		return raw, nil
	}
	if raw, err := base64.StdEncoding.DecodeString(cell); err == nil && len(raw) >= 8 {
		return raw, nil
	}
	return nil, fmt.Errorf("is %q, want a GUID as text, Base64, X'hex' or the numbers of its bytes", shorten([]byte(cell)))
}

// decimalBytes reads "12 34 255".
func decimalBytes(cell string) ([]byte, bool) {
	numbers := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" ,;", r) })
	if len(numbers) < 8 {
		return nil, false
	}
	raw := make([]byte, len(numbers))
	for i, n := range numbers {
		v, err := strconv.ParseUint(n, 10, 8)
		if err != nil {
			return nil, false
		}
		raw[i] = byte(v)
	}
	return raw, true
}

// splitEscaped splits at a separator that does not stand behind a backslash,
// and takes those backslashes away. Empty parts at the end are left out.
func splitEscaped(text string, separator byte) []string {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == separator:
			i++
			part.WriteByte(separator)
		case text[i] == separator:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(text[i])
		}
	}
	if part.Len() > 0 || len(parts) == 0 {
		parts = append(parts, part.String())
	}
	return parts
}

// splitDNs splits where a semicolon or a bar stands before the beginning of a
// DN. Any other belongs to a name.
func splitDNs(text string) []string {
	var parts []string
	from := 0
	for i := 0; i+1 < len(text); i++ {
		if rest := strings.TrimLeft(text[i+1:], " "); (text[i] == ';' || text[i] == '|') && beginsDN(rest) {
			parts = append(parts, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

// beginsDN reports whether a text begins like the DN of an object.
func beginsDN(text string) bool {
	return len(text) > 3 && text[2] == '=' && slices.Contains([]string{"cn", "ou", "dc"}, strings.ToLower(text[:2]))
}
