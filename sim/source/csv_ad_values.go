package source

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"presync/sim/directory"
)

// cellKind is how the cells of a column of on-premises users are written.
type cellKind uint8

const (
	cellText cellKind = iota
	cellEnabled
	cellBinary
	cellSID       // text or binary
	cellAddresses // as appendAddresses takes them apart
	cellClasses
	cellDNs
	cellList
	// csvde: what is not plain text is written X'hex', several values are
	// separated by semicolons, and a semicolon inside a value stands behind a
	// backslash.
	cellCsvde
	cellCsvdeList
	cellCsvdeDNs
)

// kindOfCells is how csvde, or another program, writes the cells of the column.
func (c *adColumn) kindOfCells(csvde bool) cellKind {
	switch {
	case c.attribute == columnEnabled:
		return cellEnabled
	case c.number == attrObjectGUID, c.number == attrConsistencyGUID:
		return cellBinary
	case c.number == attrObjectSID:
		return cellSID
	case csvde && c.dnValues:
		return cellCsvdeDNs
	case csvde && c.multi:
		return cellCsvdeList
	case csvde:
		return cellCsvde
	case c.number == attrProxyAddresses:
		return cellAddresses
	case c.number == attrObjectClass:
		return cellClasses
	case c.dnValues:
		return cellDNs
	case c.multi:
		return cellList
	}
	return cellText
}

// values reads a cell. The values are valid until the row ends. The error says
// what the cell holds and what was wanted.
func (t *adTable) values(c *adColumn, cell []byte) ([][]byte, error) {
	t.decoded = false
	kind := c.kind
	if kind == cellSID {
		switch {
		case len(cell) < 4 || !asciiEqualFold("S-1-", cell[:4]):
			kind = cellBinary
		case t.csvde:
			kind = cellCsvde
		default:
			kind = cellText
		}
	}
	list := t.list[:0]
	switch kind {
	case cellText:
		list = append(list, cell)
	case cellEnabled:
		value, err := t.enabledValue(cell)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	case cellBinary:
		value, err := t.binaryValue(cell)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	case cellAddresses:
		list = appendAddresses(list, withoutBraces(cell))
	case cellClasses:
		list = appendFields(list, cell, "; |,{}")
	case cellDNs, cellCsvdeDNs:
		list = appendDNs(list, cell)
	case cellList:
		list = appendFields(list, cell, ";|")
	case cellCsvde:
		list = append(list, cell)
	case cellCsvdeList:
		list = t.appendEscaped(list, cell)
	}
	t.list = list
	if kind >= cellCsvde {
		return list, t.decode(list)
	}
	return list, nil
}

// enabledValue gives the value of userAccountControl that the column Enabled
// stands for: a normal account (0x200), disabled (0x2) or not.
// Source: MS-ADTS 2.2.16.
func (t *adTable) enabledValue(cell []byte) ([]byte, error) {
	enabled, ok := parseFlag(bytes.TrimSpace(cell))
	if !ok {
		return nil, fmt.Errorf("is %q, want True or False", cell)
	}
	value := "514"
	if enabled {
		value = "512"
	}
	from := len(t.scratch)
	t.scratch = append(t.scratch, value...)
	return t.scratch[from:len(t.scratch):len(t.scratch)], nil
}

// decode puts the bytes into the place of values that are written X'hex'.
func (t *adTable) decode(values [][]byte) error {
	for i, v := range values {
		if !isHexLiteral(v) {
			continue
		}
		raw, ok := t.hexDigits(v[2 : len(v)-1])
		if !ok {
			return fmt.Errorf("is %q, want pairs of hex digits between X' and '", shorten(v))
		}
		values[i], t.decoded = raw, true
	}
	return nil
}

func isHexLiteral(cell []byte) bool {
	return len(cell) >= 3 && (cell[0] == 'X' || cell[0] == 'x') && cell[1] == '\'' && cell[len(cell)-1] == '\''
}

// hexDigits decodes pairs of hex digits into the memory of the row.
func (t *adTable) hexDigits(digits []byte) ([]byte, bool) {
	from := len(t.scratch)
	raw, err := hex.AppendDecode(t.scratch, digits)
	if err != nil {
		return nil, false
	}
	t.scratch = raw
	return raw[from:len(raw):len(raw)], true
}

// binaryValue reads the forms in which tables have a binary value: X'hex', a
// GUID as text, 32 hex digits, hex pairs with hyphens, numbers from 0 to 255
// with blanks or commas between, or Base64. The value is in the memory of the
// row.
func (t *adTable) binaryValue(cell []byte) ([]byte, error) {
	cell = bytes.TrimSpace(cell)
	if isHexLiteral(cell) {
		cell = cell[2 : len(cell)-1]
		if raw, ok := t.hexDigits(cell); ok {
			return raw, nil
		}
	}
	from := len(t.scratch)
	if guid, ok := directory.GUIDOfText(cell); ok {
		t.scratch = append(t.scratch, guid[:]...)
		return t.scratch[from:len(t.scratch):len(t.scratch)], nil
	}
	if digits := t.withoutHyphens(cell); len(cell) == len(digits) && len(cell) == 32 || len(cell) == len(digits)/2*3-1 {
		if raw, ok := t.hexDigits(digits); ok {
			return raw, nil
		}
	}
	if raw, ok := t.decimalBytes(cell); ok {
		return raw, nil
	}
	from = len(t.scratch)
	if raw, err := base64.StdEncoding.AppendDecode(t.scratch, cell); err == nil && len(raw)-from >= 8 {
		t.scratch = raw
		return raw[from:len(raw):len(raw)], nil
	}
	return nil, fmt.Errorf("is %q, want a GUID as text, Base64, X'hex' or the numbers of its bytes", shorten(cell))
}

// withoutHyphens gives a text without its hyphens.
func (t *adTable) withoutHyphens(text []byte) []byte {
	if bytes.IndexByte(text, '-') < 0 {
		return text
	}
	from := len(t.scratch)
	for part := range bytes.SplitSeq(text, []byte{'-'}) {
		t.scratch = append(t.scratch, part...)
	}
	return t.scratch[from:len(t.scratch):len(t.scratch)]
}

// decimalBytes reads "12 34 255".
func (t *adTable) decimalBytes(cell []byte) ([]byte, bool) {
	from := len(t.scratch)
	raw := t.scratch
	for len(cell) > 0 {
		n := bytes.IndexAny(cell, " ,;")
		if n < 0 {
			n = len(cell)
		}
		if n > 0 {
			v, ok := byteOfDigits(cell[:n])
			if !ok {
				return nil, false
			}
			raw = append(raw, v)
		}
		cell = cell[min(n+1, len(cell)):]
	}
	if len(raw)-from < 8 {
		return nil, false
	}
	t.scratch = raw
	return raw[from:len(raw):len(raw)], true
}

// byteOfDigits reads a number from 0 to 255.
func byteOfDigits(digits []byte) (byte, bool) {
	v := 0
	for _, c := range digits {
		if v = 10*v + int(c-'0'); c < '0' || c > '9' || v > 0xFF {
			return 0, false
		}
	}
	return byte(v), len(digits) > 0
}

// appendEscaped splits at semicolons that do not stand behind a backslash, and
// takes those backslashes away. An empty part at the end is left out.
func (t *adTable) appendEscaped(list [][]byte, text []byte) [][]byte {
	escapes := bytes.IndexByte(text, '\\') >= 0
	for first := true; len(text) > 0 || first; first = false {
		if !escapes {
			part, rest, _ := bytes.Cut(text, []byte{';'})
			list, text = append(list, part), rest
			continue
		}
		from, n := len(t.scratch), 0
		for ; n < len(text) && text[n] != ';'; n++ {
			if text[n] == '\\' && n+1 < len(text) && text[n+1] == ';' {
				n++
			}
			t.scratch = append(t.scratch, text[n])
		}
		list = append(list, t.scratch[from:len(t.scratch):len(t.scratch)])
		text = text[min(n+1, len(text)):]
	}
	return list
}
