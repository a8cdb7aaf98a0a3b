package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
)

// batchRows is how many rows go to the merger at once.
const batchRows = 1000

// readADCSV reads a table of on-premises users into the merger.
func readADCSV(ctx context.Context, text io.Reader, src *ADSource, sel *selection, m *merger) error {
	rows, err := newCSVReader(text)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s has no header row; %s", src.label(), wantExport)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", src.label(), err)
	}
	names := sel.names
	if sel.all {
		names = names.Clone()
	}
	t := newADTable(newRecorder(sel, names, src, m.seed), names, rows)
	for n := 1; ; n++ {
		row, line, err := rows.Next()
		if err == io.EOF {
			break
		}
		if bad, ok := errors.AsType[*rowError](err); ok {
			t.begin(bad.Line)
			t.fault(bad.Line, bad.Text)
			t.finish()
			continue
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", src.label(), err)
		}
		t.row(row, line)
		if n%batchRows == 0 {
			m.add(t.flush())
		}
	}
	m.add(t.flush())
	m.export.stats.merge(&t.stats)
	m.export.table = t.facts
	t.occurring(m.export.occurring)
	return nil
}

// row makes a record of a row. A row of empty cells, as spreadsheets leave
// them behind, is nothing.
func (t *adTable) row(row []string, line int) {
	if !slices.ContainsFunc(row, func(cell string) bool { return cell != "" }) {
		return
	}
	t.begin(line)
	t.lossy, t.scratch = false, t.scratch[:0]
	clear(t.names)
	canonical := ""
	for i := range t.columns {
		c := &t.columns[i]
		if c.attribute == columnCanonical {
			canonical = row[c.at]
		}
		if row[c.at] != "" {
			t.cell(c, row[c.at])
		}
		if c.again {
			t.compare(i, row)
		}
	}
	if t.lossy {
		t.stats.replaced++
	}
	if t.facts.noDN {
		t.makeDN(canonical)
	}
	t.finish()
}

// compare marks a row that has one value of an attribute in one column and
// another in a second of the same title.
func (t *adTable) compare(at int, row []string) {
	c := &t.columns[at]
	for i := range t.columns[:at] {
		first := &t.columns[i]
		if a, b := row[first.at], row[c.at]; c.isTwin(*first) && a != "" && b != "" && a != b {
			t.fault(t.rows.FieldLine(c.at), fmt.Sprintf("%s is %q in one column and %q in another, want one value",
				c.title, shorten([]byte(a)), shorten([]byte(b))))
		}
	}
}

// cell takes the value or values of a cell that is not empty.
func (t *adTable) cell(c *adColumn, cell string) {
	line := t.rows.FieldLine(c.at)
	switch {
	case isLostList(cell):
		t.flatten(c)
		return
	case c.number < 0, t.packer.Has(c.number):
		return
	}
	if !utf8.ValidString(cell) {
		cell = string(t.fromWindows1252(line, []byte(cell)))
	}
	values, err := t.values(c, cell)
	if err != nil {
		t.fault(line, c.title+" "+err.Error())
		return
	}
	for i, v := range values {
		if t.schema.isText(c.number) && !utf8.Valid(v) { // it stood in hex digits
			values[i] = t.fromWindows1252(line, v)
		}
		t.add(c.number, line, values[i])
	}
	if c.number == attrDistinguishedName {
		t.dn = values[0]
		t.lossy = t.lossy || hasLostLetters(values[0])
	}
	if i := slices.Index(namingAttrs, c.number); i >= 0 {
		t.names[i] = values[0]
		t.lossy = t.lossy || hasLostLetters(values[0])
	}
}

// flatten notes that the export lost the values of a column.
func (t *adTable) flatten(c *adColumn) {
	c.flattened = true
	if !slices.Contains(t.facts.flattened, c.attribute) {
		t.facts.flattened = append(t.facts.flattened, c.attribute)
	}
}

// isLostList reports whether a cell shows the type of a list instead of the
// list, as Export-Csv does.
func isLostList(cell string) bool {
	return strings.HasPrefix(cell, "Microsoft.ActiveDirectory.Management.") ||
		strings.HasPrefix(cell, "System.") && (strings.HasSuffix(cell, "[]") || strings.HasPrefix(cell, "System.Collections."))
}

// hasLostLetters reports whether a name has what is written for a letter that
// an encoding does not have.
func hasLostLetters(name []byte) bool {
	return bytes.IndexByte(name, '?') >= 0 || bytes.Contains(name, []byte("\uFFFD"))
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
