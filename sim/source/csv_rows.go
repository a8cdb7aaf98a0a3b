package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

// tableRows takes the rows of a table apart. It takes what encoding/csv takes,
// without LazyQuotes, and finds the same faults; csvReader is its reference in
// the tests. Fields are parts of the text, so that a row costs no allocation.
type tableRows struct {
	delimiter  byte
	delimiters uint64 // eight of them
	columns    int    // that a row has to have
	maxRecord  int

	text []byte
	ends []byte // has a bit for each byte of text that may end a field without quotes; those of the last few are not there
	pos  int
	at   int // the number of the line at pos

	// The row in hand.
	line   int      // on which it begins
	fields [][]byte // valid until the next row
	lines  []int    // on which the fields begin; only in a row of several lines
	breaks bool     // has several lines
	joined []byte   // fields that are not in the text as they are
}

func newTableRows(c *csvReader, maxRecord int) *tableRows {
	return &tableRows{delimiter: byte(c.Delimiter), delimiters: eachByte * uint64(c.Delimiter), columns: len(c.Header), maxRecord: maxRecord}
}

// reset begins with the rows of a block.
func (r *tableRows) reset(b rowBlock) {
	r.text, r.pos, r.at = b.text, 0, b.line
	n := len(b.text) / 16 * 2
	r.ends = slices.Grow(r.ends[:0], n)[:n]
	markThree(b.text, r.delimiters, eachByte*'"', eachByte*'\n', r.ends)
}

// next takes the next row; more is false when there is none. fault is what is
// wrong with it, of a row that cannot be read.
func (r *tableRows) next() (more bool, fault string) {
	r.skipBlankLines()
	r.line, r.fields, r.joined = r.at, r.fields[:0], r.joined[:0]
	r.lines, r.breaks = r.lines[:0], false
	if r.pos == len(r.text) {
		return false, ""
	}
	from := r.pos
	for ended := false; !ended; {
		if r.pos < len(r.text) && r.text[r.pos] == '"' {
			ended, fault = r.quoted()
		} else if ended = r.plainFields(); !ended && (r.pos == len(r.text) || r.text[r.pos] != '"') {
			ended, fault = r.plain()
		}
		if fault != "" {
			r.toLineEnd()
			break
		}
	}
	switch {
	case r.pos-from > r.maxRecord:
		fault = tooLarge("record", r.maxRecord)
	case fault == "" && len(r.fields) != r.columns:
		fault = wrongCount(len(r.fields), r.columns)
	}
	return true, fault
}

// fieldLine is the line on which a field begins.
func (r *tableRows) fieldLine(field int) int {
	if r.breaks && field < len(r.lines) {
		return r.lines[field]
	}
	return r.line
}

func (r *tableRows) skipBlankLines() {
	for r.pos < len(r.text) {
		n := r.lineEnd(r.pos)
		if n == 0 {
			return
		}
		r.pos += n
		r.at++
	}
}

// lineEnd gives how long the end of a line is that stands at a place, 0 when
// none does. At the end of the text a CR alone is one.
func (r *tableRows) lineEnd(at int) int {
	switch c := r.text[at]; {
	case c == '\n':
		return 1
	case c != '\r':
		return 0
	case at+1 == len(r.text):
		return 1
	case r.text[at+1] == '\n':
		return 2
	}
	return 0
}

// toLineEnd goes to the beginning of the next line.
func (r *tableRows) toLineEnd() {
	end := bytes.IndexByte(r.text[r.pos:], '\n')
	if end < 0 {
		r.pos = len(r.text)
		return
	}
	r.pos += end + 1
	r.at++
}

// plainFields takes fields without quotes, and what ends them, as far as they go
// on this line and nothing is wrong with them. ended says that the row ends too.
// What is left is for plain and quoted; plain would take these, too.
func (r *tableRows) plainFields() (ended bool) {
	text, pos := r.text, r.pos
	if r.breaks {
		return false
	}
	for pos < len(text) && text[pos] != '"' && !ended {
		end := r.fieldEnd(pos)
		if end == len(text) || text[end] == '"' {
			break
		}
		field := text[pos:end]
		if text[end] == '\n' {
			r.at++
			ended, field = true, withoutCR(field)
		}
		r.fields = append(r.fields, field)
		pos = end + 1
	}
	r.pos = pos
	return ended
}

// plain takes a field without quotes and what ends it; ended says that the row
// does too.
func (r *tableRows) plain() (ended bool, fault string) {
	text := r.text[r.pos:]
	n := r.plainEnd(text)
	ended = n == len(text) || text[n] == '\n'
	if !ended && text[n] == '"' {
		return false, bareQuote
	}
	field := text[:n]
	if ended && n > 0 && text[n-1] == '\r' {
		field = text[:n-1]
	}
	r.add(field, r.at)
	if r.pos += n; n < len(text) {
		r.pos++
		if ended {
			r.at++
		}
	}
	return ended, ""
}

// add adds a field that begins on a line.
func (r *tableRows) add(field []byte, line int) {
	r.fields = append(r.fields, field)
	if r.breaks {
		for len(r.lines) < len(r.fields) {
			r.lines = append(r.lines, line)
		}
	}
}

// fieldEnd is plainEnd for the field at a place. Where the marks have its end, it
// need not be looked for.
func (r *tableRows) fieldEnd(pos int) int {
	at := uint(pos)
	if i := at / 8; i+8 <= uint(len(r.ends)) {
		if marks := binary.LittleEndian.Uint64(r.ends[i:]) >> (at % 8); marks != 0 {
			return pos + bits.TrailingZeros64(marks)
		}
	}
	return pos + r.plainEnd(r.text[pos:])
}

// plainEnd gives where a field without quotes ends: before the first delimiter,
// line feed or quote.
func (r *tableRows) plainEnd(text []byte) int {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		// This is zeroBytes for all three: none of them has the top bit, so that of
		// the word tells.
		delimiter, quote, feed := (w^r.delimiters)-eachByte, (w^eachByte*'"')-eachByte, (w^eachByte*'\n')-eachByte
		if marks := (delimiter | quote | feed) &^ w & topBits; marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	for ; i < len(text); i++ {
		if c := text[i]; c == r.delimiter || c == '"' || c == '\n' {
			break
		}
	}
	return i
}

// quoteOrBreak gives where the first quote or line feed is, the length of the
// text where there is none.
func quoteOrBreak(text []byte) int {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		if marks := zeroBytes(w^eachByte*'"') | zeroBytes(w^eachByte*'\n'); marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	for ; i < len(text); i++ {
		if c := text[i]; c == '"' || c == '\n' {
			break
		}
	}
	return i
}

// quoted takes a field in quotes and what ends it; ended says that the row does
// too.
func (r *tableRows) quoted() (ended bool, fault string) {
	line, from := r.at, r.pos+1
	end := from + quoteOrBreak(r.text[from:])
	if end < len(r.text) && r.text[end] == '"' && (end+1 == len(r.text) || r.text[end+1] != '"') {
		r.pos = end + 1
		ended, fault = r.behindQuote()
		if fault == "" {
			r.add(r.text[from:end], line)
		}
		return ended, fault
	}
	start, broken := len(r.joined), false
	for {
		part := r.text[from:end]
		if end == len(r.text) {
			r.pos = end
			return true, openQuote
		}
		if r.text[end] == '\n' {
			r.joined = append(append(r.joined, withoutCR(part)...), '\n')
			r.at++
			broken = true
		} else {
			r.joined = append(r.joined, part...)
			if end++; end == len(r.text) || r.text[end] != '"' {
				break
			}
			r.joined = append(r.joined, '"')
		}
		from = end + 1
		end = from + quoteOrBreak(r.text[from:])
	}
	r.pos = end
	ended, fault = r.behindQuote()
	if fault != "" {
		return ended, fault
	}
	if broken && !r.breaks {
		for range r.fields {
			r.lines = append(r.lines, r.line)
		}
		r.breaks = true
	}
	r.add(r.joined[start:len(r.joined):len(r.joined)], line)
	return ended, ""
}

// behindQuote takes what ends a field behind its closing quote.
func (r *tableRows) behindQuote() (ended bool, fault string) {
	if r.pos == len(r.text) {
		return true, ""
	}
	if r.text[r.pos] == r.delimiter {
		r.pos++
		return false, ""
	}
	n := r.lineEnd(r.pos)
	if n == 0 {
		return false, openQuote
	}
	r.pos += n
	r.at++
	return true, ""
}
