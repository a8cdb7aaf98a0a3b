package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"unicode/utf8"

	"presync/sim/directory"
)

// cloudTable reads the rows of a cloud table into a builder.
type cloudTable struct {
	b       *cloudBuilder
	head    *csvReader
	rows    *tableRows
	columns []cloudColumn // by place, prop is propNone for the ones not used
	twins   [][2]int      // columns of the same title
	valid   bool          // the block is UTF-8
	cells   [propCount]bool
	list    [][]byte // the addresses of a cell
	twoWay  bool     // a flag of the row does not tell false from null
	facts   fileFacts
}

// cloudRows is how much of a table is read at once: as much as one block of a pack
// holds when it is packed.
const cloudRows = 256 << 10

// readCloudCSV reads a table with a header row.
func readCloudCSV(ctx context.Context, r io.Reader, b *cloudBuilder) (*fileFacts, error) {
	head, err := newCSVReader(r)
	if err != nil {
		return nil, fmt.Errorf("is no table: %w", err)
	}
	if isADTable(head.Header) {
		return nil, errors.New("has the columns of an Active Directory export; give it to --ad")
	}
	t := &cloudTable{b: b, head: head, rows: newTableRows(head, DefaultMaxRecord)}
	if err := t.header(); err != nil {
		return nil, err
	}
	cut := newRowCutter(head, DefaultMaxRecord, b.blockSize)
	cut.most = min(cut.most, cloudRows)
	workers := min(runtime.GOMAXPROCS(0), 8)
	for first := true; ; first = false {
		block, err := cut.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		t.read(block)
		cut.reuse(block.text)
		if first && b.pack != nil && workers > 1 && !block.last { // there is much to read
			if err := t.readBeside(ctx, cut, workers); err != nil {
				return nil, err
			}
			break
		}
	}
	t.finish()
	return &t.facts, nil
}

// builtRows is what a goroutine made of a block of rows.
type builtRows struct {
	run       builtRun
	records   int
	twoValued bool
	fine      bool // there is nothing to tell of them
}

// readBeside reads blocks side by side, as graphBlocks does: a block counts only
// if there is nothing to tell of its rows and none of their ids came before. Any
// other is read again, in its turn, into the builder of the file.
func (t *cloudTable) readBeside(ctx context.Context, cut *rowCutter, workers int) error {
	free := make(chan *builtRows, 4*workers)
	readers := make([]func(rowBlock) *builtRows, workers)
	for i := range readers {
		b := newCloudBuilder(t.b.label, t.b.kind)
		b.deleted, b.pack, b.beside = t.b.deleted, directory.NewCloudPack(), true
		w := &cloudTable{b: b, head: t.head, rows: newTableRows(t.head, DefaultMaxRecord), columns: t.columns, twins: t.twins}
		readers[i] = func(block rowBlock) *builtRows {
			made := &builtRows{}
			select {
			case made = <-free:
			default:
			}
			w.facts = fileFacts{}
			w.read(block)
			made.fine, made.records, made.twoValued = b.spotless() && w.facts.odd.count == 0, w.facts.records, w.facts.twoValued
			made.run = b.cut(made.run)
			return made
		}
	}
	return readRows(ctx, cut, readers, func(block rowBlock, made *builtRows) {
		if made.fine && t.b.take(&made.run) {
			t.facts.records += made.records
			t.facts.twoValued = t.facts.twoValued || made.twoValued
		} else {
			t.read(block)
		}
		select {
		case free <- made:
		default:
		}
	})
}

// read makes records of the rows of a block. One that reads for another builder
// ends where there is something to tell.
func (t *cloudTable) read(block rowBlock) {
	t.valid = validUTF8(block.text)
	t.rows.reset(block)
	for !t.b.beside || t.b.spotless() {
		more, fault := t.rows.next()
		if !more {
			break
		}
		if fault != "" {
			t.b.refuse(t.rows.line, fault)
			continue
		}
		t.row()
	}
	if block.oversize {
		t.b.refuse(block.line, tooLarge("record", DefaultMaxRecord))
	}
}

// header finds the columns. AdditionalProperties says that the rows are
// objects of the PowerShell SDK, which have every column, asked for or not.
func (t *cloudTable) header() error {
	aliases := cloudColumnAliases()
	var found propertySet
	titles := map[string]int{}
	for i, name := range t.head.Header {
		c := aliases[columnKey(name)]
		switch cloudProperties[c.prop].kind {
		case moreProperty:
			t.b.powerShell = true
			c.prop = propNone
		case behavior, memberList, errorList:
			c.prop = propNone // a cell cannot hold these
		}
		if first, again := titles[columnKey(name)]; again && c.prop != propNone {
			t.twins = append(t.twins, [2]int{first, i})
		} else {
			titles[columnKey(name)] = i
		}
		t.columns = append(t.columns, c)
		found.add(c.prop)
	}
	if !found.has(propID) && !found.has(propUserPrincipalName) {
		return fmt.Errorf("line %d: the header row has neither id (ObjectId) nor userPrincipalName; it has %s",
			t.head.HeaderLine, strings.Join(t.head.Header, ", "))
	}
	return nil
}

// row makes a record of the row in hand.
func (t *cloudTable) row() {
	t.facts.records++
	t.cells, t.twoWay = [propCount]bool{}, false
	t.b.begin(t.rows.line)
	for i, c := range t.columns {
		if c.prop == propNone {
			continue
		}
		cell := t.rows.fields[i]
		if mayHaveBlanks(cell) {
			cell = bytes.TrimSpace(cell)
		}
		if t.cells[c.prop] && (len(cell) == 0 || t.b.curValued.has(c.prop)) {
			continue // the first of two columns for the same property counts
		}
		t.cells[c.prop] = true
		if !t.valid && !utf8.Valid(cell) {
			cell = t.facts.odd.decode(t.rows.fieldLine(i), cell)
		}
		t.cell(c, cell, i)
	}
	for _, twin := range t.twins {
		t.compare(twin[0], twin[1])
	}
	if t.twoWay && len(t.b.cur.Texts[directory.ImmutableIDText]) == 0 && t.b.bad.text == "" {
		t.b.setSyncNull()
		t.facts.twoValued = true
	}
	t.b.end()
}

// compare rejects a row that has one value in a column and another in a second
// of the same title.
func (t *cloudTable) compare(first, second int) {
	a, b := bytes.TrimSpace(t.rows.fields[first]), bytes.TrimSpace(t.rows.fields[second])
	if len(a) > 0 && len(b) > 0 && !bytes.Equal(a, b) {
		t.b.reject(t.rows.fieldLine(second), "%s is %q in one column and %q in another, want one value", t.head.Header[second], shorten(a), shorten(b))
	}
}

// mayHaveBlanks reports whether a cell may begin or end with a blank: those
// beyond ASCII begin with four bytes only, and have two or three.
func mayHaveBlanks(cell []byte) bool {
	n := len(cell)
	if n == 0 {
		return false
	}
	begins := func(c byte) bool { return c == 0xC2 || c-0xE1 <= 2 }
	first, last := cell[0], cell[n-1]
	return first <= ' ' || begins(first) || last <= ' ' ||
		last >= utf8.RuneSelf && (n >= 2 && begins(cell[n-2]) || n >= 3 && begins(cell[n-3]))
}

// cell sets a property from the text of a cell.
func (t *cloudTable) cell(c cloudColumn, cell []byte, column int) {
	b, p := t.b, c.prop
	kind := cloudProperties[p].kind
	switch {
	case len(cell) == 0 || asciiEqualFold("null", cell):
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
			b.reject(t.rows.fieldLine(column), "column %q has %q, want True, False or nothing", t.head.Header[column], cell)
			return
		}
		b.flag(p, value != c.inverted)
		if p == propSyncEnabled && !value && (c.twoValued || asciiEqualFold("no", cell)) {
			t.twoWay = true
		}
	case p == propProxyAddresses:
		t.list = appendCloudAddresses(t.list[:0], cell)
		for _, a := range t.list {
			b.listedText(p, a)
		}
	case kind == textList:
		b.listedText(p, bytes.Trim(cell, "{}"))
	case kind == planList:
		b.flattened.add(p)
	default:
		b.textOf(p, cell, t.rows.fieldLine(column))
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
func isTypeName(cell []byte) bool {
	return bytes.HasPrefix(cell, []byte("System.")) || bytes.HasPrefix(cell, []byte("Microsoft."))
}

// parseFlag reads a Boolean as tools write it.
func parseFlag(cell []byte) (value, ok bool) {
	is := func(word string) bool { return asciiEqualFold(word, cell) }
	switch {
	case is("true"), is("yes"), is("1"):
		return true, true
	case is("false"), is("no"), is("0"):
		return false, true
	}
	return false, false
}
