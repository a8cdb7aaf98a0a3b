package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
)

// readADCSV reads a table of on-premises users into the merger. Blocks of rows
// are read side by side and merged in order.
func readADCSV(ctx context.Context, text io.Reader, src *ADSource, sel *selection, m *merger) error {
	head, err := newCSVReader(text)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s has no header row; %s", src.label(), wantExport)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", src.label(), err)
	}
	tables := make([]*adTable, min(runtime.GOMAXPROCS(0), 8))
	readers := make([]func(rowBlock) batch, len(tables))
	for i := range tables {
		names := sel.names
		if sel.all {
			names = names.Clone()
		}
		tables[i] = newADTable(newRecorder(sel, names, src, m.seed), names, head)
		readers[i] = tables[i].read
	}
	cut := newRowCutter(head, sel.maxRecord, sel.tableBlock)
	if err := readRows(ctx, cut, readers, func(_ rowBlock, out batch) { m.add(out) }); err != nil {
		return fmt.Errorf("read %s: %w", src.label(), pathReason(err))
	}
	first := tables[0]
	for _, t := range tables {
		m.export.stats.merge(&t.stats)
		first.merge(t)
	}
	first.tellFlattened()
	m.export.table = first.facts
	first.occurring(m.export.occurring)
	return nil
}

// read makes records of the rows of a block.
func (t *adTable) read(b rowBlock) batch {
	t.valid = validUTF8(b.text)
	t.rows.reset(b)
	for {
		more, fault := t.rows.next()
		if !more {
			break
		}
		if fault == "" {
			t.row()
			continue
		}
		t.refuse(t.rows.line, fault)
	}
	if b.oversize {
		t.refuse(b.line, tooLarge("record", t.maxRecord))
	}
	return t.flush()
}

// refuse tells of a row that cannot be read.
func (t *adTable) refuse(line int, fault string) {
	t.begin(line)
	t.fault(line, fault)
	t.finish()
}

// row makes a record of the row in hand. A row of empty cells, as spreadsheets
// leave them behind, is nothing.
func (t *adTable) row() {
	row := t.rows.fields
	if !slices.ContainsFunc(row, func(cell []byte) bool { return len(cell) > 0 }) {
		return
	}
	t.begin(t.rows.line)
	t.lossy, t.scratch = false, t.scratch[:0]
	clear(t.names)
	var canonical []byte
	for i := range t.columns {
		c := &t.columns[i]
		cell := row[c.at]
		if c.attribute == columnCanonical {
			canonical = cell
		}
		if len(cell) > 0 {
			t.cell(c, cell)
		}
		if c.again {
			t.compare(i)
		}
	}
	if t.lossy {
		t.stats.replaced++
	}
	if t.facts.noDN {
		t.makeDN(string(canonical))
	}
	t.finish()
}

// compare marks a row that has one value of an attribute in one column and
// another in a second of the same title.
func (t *adTable) compare(at int) {
	c := &t.columns[at]
	for i := range t.columns[:at] {
		first := &t.columns[i]
		if a, b := t.rows.fields[first.at], t.rows.fields[c.at]; c.isTwin(*first) && len(a) > 0 && len(b) > 0 && !bytes.Equal(a, b) {
			t.fault(t.rows.fieldLine(c.at), fmt.Sprintf("%s is %q in one column and %q in another, want one value", c.title, shorten(a), shorten(b)))
		}
	}
}

// cell takes the value or values of a cell that is not empty.
func (t *adTable) cell(c *adColumn, cell []byte) {
	switch {
	case (cell[0] == 'M' || cell[0] == 'S') && isLostList(cell):
		t.flatten(c)
		return
	case c.number < 0, t.has(c.number):
		return
	}
	line := t.rows.fieldLine(c.at)
	if c.stored && t.valid && len(cell) <= t.maxValue && (c.kind == cellText || !isHexLiteral(cell)) {
		t.packer.Add(c.number, line, cell)
		return
	}
	if !t.valid && !utf8.Valid(cell) {
		cell = t.stats.odd.decode(line, cell)
	}
	values, err := t.values(c, cell)
	if err != nil {
		t.fault(line, c.title+" "+err.Error())
		return
	}
	for i, v := range values {
		if t.decoded && t.schema.isText(c.number) && !utf8.Valid(v) { // it stood in hex digits
			values[i] = t.stats.odd.decode(line, v)
		}
		t.add(c.number, line, values[i])
	}
	if c.naming < 0 && c.number != attrDistinguishedName {
		return
	}
	if c.naming >= 0 {
		t.names[c.naming] = values[0]
	} else {
		t.dn = values[0]
	}
	t.lossy = t.lossy || hasLostLetters(values[0])
}

// flatten notes that the export lost the values of a column.
func (t *adTable) flatten(c *adColumn) {
	if c.flattened == 0 {
		c.flattened = t.line
	}
}

// isLostList reports whether a cell shows the type of a list instead of the
// list, as Export-Csv does.
func isLostList(cell []byte) bool {
	begins := func(with string) bool { return len(cell) >= len(with) && string(cell[:len(with)]) == with }
	return begins("Microsoft.ActiveDirectory.Management.") ||
		begins("System.") && (bytes.HasSuffix(cell, []byte("[]")) || begins("System.Collections."))
}

// hasLostLetters reports whether a name has what is written for a letter that
// an encoding does not have.
func hasLostLetters(name []byte) bool {
	return bytes.IndexByte(name, '?') >= 0 || bytes.IndexByte(name, 0xEF) >= 0 && bytes.Contains(name, []byte("\uFFFD"))
}

// namingAttrs are the attributes that can stand in for a DN, those that are
// unique in a domain first.
var namingAttrs = []int{attrSAMAccountName, attrUserPrincipalName, attrMail, attrDisplayName, attrName, attrCN}

// makeDN gives a record of a table without DNs a name: out of the canonical
// name, or out of what is unique in a domain.
func (t *adTable) makeDN(canonical string) {
	if canonical != "" {
		dn, err := dnOfCanonicalName(canonical)
		if err != nil {
			t.fault(t.line, err.Error())
			return
		}
		t.facts.canonical = true
		t.dn = []byte(dn)
		return
	}
	for _, name := range t.names {
		if len(name) > 0 {
			t.dn = []byte("CN=" + ldap.EscapeDN(string(name)))
			return
		}
	}
}

// builtinContainers are the containers at the top of a domain that are not
// organisational units.
var builtinContainers = []string{"Users", "Computers", "Builtin", "ForeignSecurityPrincipals",
	"Managed Service Accounts", "Program Data", "System"}

// dnOfCanonicalName makes a DN of a name like "corp.contoso.com/Staff/Pat". A
// slash that belongs to a name stands behind a backslash.
func dnOfCanonicalName(name string) (string, error) {
	parts := splitEscaped(name, '/')
	last := len(parts) - 1
	if last < 1 || parts[0] == "" || parts[last] == "" {
		return "", fmt.Errorf("canonicalName is %q, want domain/container/name", name)
	}
	var dn strings.Builder
	dn.WriteString("CN=" + ldap.EscapeDN(parts[last]))
	for i := last - 1; i > 0; i-- {
		kind := ",OU="
		if i == 1 && slices.ContainsFunc(builtinContainers, func(b string) bool { return strings.EqualFold(b, parts[i]) }) {
			kind = ",CN="
		}
		dn.WriteString(kind + ldap.EscapeDN(parts[i]))
	}
	for label := range strings.SplitSeq(parts[0], ".") {
		dn.WriteString(",DC=" + ldap.EscapeDN(label))
	}
	return dn.String(), nil
}

// splitEscaped splits at a separator that does not stand behind a backslash,
// and takes those backslashes away. An empty part at the end is left out.
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
