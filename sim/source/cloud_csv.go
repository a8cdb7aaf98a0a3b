package source

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// cloudTable reads the rows of a cloud table into a builder.
type cloudTable struct {
	b       *cloudBuilder
	r       *csvReader
	columns []cloudColumn // by place, prop is propNone for the ones not used
	cells   [propCount]bool
	twoWay  bool // a flag of the row does not tell false from null
	facts   fileFacts
}

// readCloudCSV reads a table with a header row.
func readCloudCSV(r io.Reader, b *cloudBuilder) (*fileFacts, error) {
	rows, err := newCSVReader(r)
	if err != nil {
		return nil, fmt.Errorf("is no table: %w", err)
	}
	if isADTable(rows.Header) {
		return nil, errors.New("has the columns of an Active Directory export; give it to --ad")
	}
	t := &cloudTable{b: b, r: rows}
	if err := t.header(); err != nil {
		return nil, err
	}
	for {
		row, line, err := rows.Next()
		if err == io.EOF {
			break
		}
		if bad, ok := errors.AsType[*rowError](err); ok {
			b.refuse(bad.Line, bad.Text)
			continue
		}
		if err != nil {
			return nil, err
		}
		t.row(row, line)
	}
	t.finish()
	return &t.facts, nil
}

// header finds the columns. AdditionalProperties says that the rows are
// objects of the PowerShell SDK, which have every column, asked for or not.
func (t *cloudTable) header() error {
	aliases := cloudColumnAliases()
	var found propertySet
	for _, name := range t.r.Header {
		c := aliases[columnKey(name)]
		switch cloudProperties[c.prop].kind {
		case moreProperty:
			t.b.powerShell = true
			c.prop = propNone
		case behavior, memberList, errorList:
			c.prop = propNone // a cell cannot hold these
		}
		t.columns = append(t.columns, c)
		found.add(c.prop)
	}
	if !found.has(propID) && !found.has(propUserPrincipalName) {
		return fmt.Errorf("line %d: the header row has neither id (ObjectId) nor userPrincipalName; it has %s",
			t.r.HeaderLine, strings.Join(t.r.Header, ", "))
	}
	return nil
}

// row makes a record of a row.
func (t *cloudTable) row(row []string, line int) {
	t.facts.records++
	t.cells, t.twoWay = [propCount]bool{}, false
	t.b.begin(line)
	for i, c := range t.columns {
		cell := strings.TrimSpace(row[i])
		if c.prop == propNone || t.cells[c.prop] && cell == "" {
			continue
		}
		if t.cells[c.prop] && t.b.curValued.has(c.prop) {
			continue // the first of two columns for the same property counts
		}
		t.cells[c.prop] = true
		t.cell(c, cell, i)
	}
	o := &t.b.cur
	if t.twoWay && o.ImmutableID == "" && t.b.bad.text == "" {
		t.b.setSyncNull()
		t.facts.twoValued = true
	}
	t.b.end()
}

// cell sets a property from the text of a cell.
func (t *cloudTable) cell(c cloudColumn, cell string, column int) {
	b, p, line := t.b, c.prop, t.r.FieldLine(column)
	kind := cloudProperties[p].kind
	switch {
	case cell == "" || strings.EqualFold(cell, "null"):
		if kind == flagValue {
			b.nullFlag(p)
		} else {
			b.null(p)
		}
	case kind > looseText && isTypeName(cell):
		b.flattened.add(p)
	case kind == flagValue:
		value, ok := parseFlag(cell)
		if !ok {
			b.reject(line, "column %q has %q, want True, False or nothing", t.r.Header[column], cell)
			return
		}
		b.flag(p, value != c.inverted)
		if p == propSyncEnabled && !value && (c.twoValued || strings.EqualFold(cell, "no")) {
			t.twoWay = true
		}
	case p == propProxyAddresses:
		for _, a := range splitCloudAddresses(cell) {
			b.address([]byte(a))
		}
	case kind == textList:
		b.joined(p, []byte(strings.Trim(cell, "{}")))
	case kind == planList:
		b.flattened.add(p)
	default:
		b.text(p, []byte(cell), line)
	}
}

// setSyncNull sets onPremisesSyncEnabled back to null.
func (b *cloudBuilder) setSyncNull() {
	b.curValued &^= setOf(propSyncEnabled)
	b.nullFlag(propSyncEnabled)
}

// finish notes the columns that are there and have no value in any row.
func (t *cloudTable) finish() {
	if t.b.powerShell {
		return // they count as not asked for
	}
	for _, c := range t.columns {
		if p := c.prop; userColumns().has(p) && !t.b.valued[0].has(p) && !t.b.flattened.has(p) && t.b.seen[0].has(p) {
			t.facts.empty = append(t.facts.empty, cloudProperties[p].name)
		}
	}
}

// isTypeName reports whether a cell holds the name of a .NET type, which is
// what Export-Csv writes for a list.
func isTypeName(cell string) bool {
	return strings.HasPrefix(cell, "System.") || strings.HasPrefix(cell, "Microsoft.")
}

// parseFlag reads a Boolean as tools write it.
func parseFlag(cell string) (value, ok bool) {
	switch strings.ToLower(cell) {
	case "true", "yes", "1":
		return true, true
	case "false", "no", "0":
		return false, true
	}
	return false, false
}
