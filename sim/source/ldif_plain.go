package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// expected is the name that a text begins with, if that stood behind the name
// of the line before in an earlier record, or repeats it; nil when it does
// neither. Most lines of an export do, which saves looking the name up.
func (p *ldifParser) expected(text []byte) *lineName {
	b := p.before
	switch {
	case len(text) == 0 || text[0] < 'A':
	case b.next.begins(text):
		return b.next
	case b.begins(text):
		return b
	case b.other.begins(text):
		return b.other
	}
	return nil
}

// follow notes the name of the line in hand.
func (p *ldifParser) follow(name *lineName) {
	b := p.before
	if name == b {
		return
	}
	if name != b.next && name != b.other {
		b.next, b.other = name, b.next
	}
	p.before = name
}

// plainLines reads lines of the usual kind as far as they go: expected names,
// inside a record in which nothing is wrong, the blank line behind it and the
// DN of the next. Nearly all lines of an export are read here, so each of them
// costs a comparison of its name and a search for its end; any other is left to
// valueLine, as is the last line of the text.
func (p *ldifParser) plainLines() {
	for {
		if p.line == 0 && !p.careful {
			p.plainComments()
			p.plainBegin()
		}
		if !p.plain {
			return
		}
		p.plainValues()
		if !p.plain || !p.plainEnd() {
			return
		}
	}
}

// plainComments passes over comments between records, but for those with
// continuation lines.
func (p *ldifParser) plainComments() {
	for p.pos < len(p.text) && p.text[p.pos] == '#' {
		end, _ := lineFeed(p.text, p.pos)
		if end+1 >= len(p.text) || p.text[end+1] == ' ' || p.text[end+1] == '\t' {
			return
		}
		p.pos = end + 1
		p.at++
	}
}

// plainEnd ends the record in hand at a blank line; it reports false at any
// other.
func (p *ldifParser) plainEnd() bool {
	rest := p.text[p.pos:]
	switch {
	case len(rest) > 0 && rest[0] == '\n':
		p.pos++
	case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
		p.pos += 2
	default:
		return false
	}
	p.at++
	p.endRecord()
	p.scratch = p.scratch[:0]
	return true
}

// plainBegin begins a record if the next line is a DN of the usual kind.
func (p *ldifParser) plainBegin() {
	text, name := p.text, p.table.dn
	if !name.begins(text[p.pos:]) {
		return
	}
	from := p.pos + name.width
	end, high := lineFeed(text, from)
	if end+1 >= len(text) {
		return
	}
	raw, next, folds, ok := p.foldedLine(text, from, end+1)
	if !ok {
		return
	}
	dn, ok := p.plainValue(name, raw, high || folds > 0)
	if !ok {
		return
	}
	p.at++
	p.begin(p.at)
	p.trailer, p.plain, p.dn, p.before = false, true, dn, name
	p.from, p.pos, p.at = end+1, next, p.at+folds
}

// plainValues reads the lines with values.
func (p *ldifParser) plainValues() {
	text, pos, at, name := p.text, p.pos, p.at, p.before
	for len(text)-pos > ahead {
		before, begin := name, (*[ahead]byte)(text[pos:pos+ahead:pos+ahead])
		name = before.next
		if name.differs(begin) || name.width > 16 && !name.continues(begin) {
			p.before = before
			if name = p.expected(text[pos:]); name == nil {
				name = before
				break
			}
		}
		if name.memo != nil && name.memo.begins(text[pos:]) {
			p.again(name, at+1)
			pos, at = pos+len(name.memo.lines), at+name.memo.count
			continue
		}
		from := pos + name.width
		end, high := lineFeed(text, from)
		next, folds, ok := end+1, 0, true
		if next >= len(text) {
			name = before
			break
		}
		if name.use == useDrop {
			if c := text[next]; c == ' ' || c == '\t' {
				next, folds = foldsBehind(text, next)
			}
			if text[from] == '<' || next >= len(text) {
				name = before
				break
			}
			pos, at = next, at+1+folds
			continue
		}
		if text[end-1] == '\r' {
			end--
		}
		var value []byte
		if text[from] == ' ' && !high && text[next] > '#' && end-from > 1 && text[from+1] != ' ' {
			value = text[from+1 : end]
		} else {
			value, next, folds, ok = p.lessPlain(name, from, end, next, high)
		}
		if ok && name.use == useStore && len(value) <= p.maxValue {
			p.packer.Add(name.number, at+1, value)
		} else if p.before = before; !ok || !p.plainTake(name, text[pos:next], value, at, folds) {
			name = before
			break
		}
		pos, at = next, at+1+folds
		if !p.plain {
			break
		}
	}
	p.pos, p.at, p.before = pos, at, name
}

// lessPlain takes a value that is not a line of ASCII with another line behind
// it: Base64, one with continuation lines, the last of a record. It begins at
// from and ends at end; the next line begins at next.
func (p *ldifParser) lessPlain(name *lineName, from, end, next int, high bool) (value []byte, behind, folds int, ok bool) {
	raw, c := p.text[from:end], p.text[next]
	if c <= '#' && c != '\n' && c != '\r' {
		if raw, next, folds, ok = p.foldedLine(p.text, from, next); !ok {
			return nil, 0, 0, false
		}
		high = true
	}
	value, ok = p.plainValue(name, raw, high)
	return value, next, folds, ok
}

// plainTake does with a value that is not kept as it is what its name asks for.
// It reports false for one that is left to valueLine. at is the line before.
func (p *ldifParser) plainTake(name *lineName, line, value []byte, at, folds int) bool {
	if len(value) > p.maxValue {
		return false
	}
	switch name.use {
	case useGlimpse:
		p.passing.take(name.number, at+1, value, p.packer.Len())
	case useAdd:
		p.add(name.number, at+1, value)
		p.plain = p.problem.text == ""
	default:
		if name.use != useChange || string(value) != "add" {
			return false
		}
	}
	if name.memo != nil {
		p.remember(name, line, value, at, folds)
	}
	return true
}

// foldsBehind gives how many continuation lines begin at a place, and where
// they end.
func foldsBehind(text []byte, at int) (end, folds int) {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
		end, _ := lineFeed(text, at)
		if end == len(text) {
			return end, folds
		}
		at = end + 1
		folds++
	}
	return at, folds
}

// lineFeed gives the place of the first LF from a place on, the end of the text
// when there is none. Unless high is true, all before it is ASCII.
func lineFeed(text []byte, from int) (at int, high bool) {
	var all uint64
	for len(text)-from >= 32 {
		w := (*[32]byte)(text[from:])
		a, b, c, d := binary.LittleEndian.Uint64(w[:]), binary.LittleEndian.Uint64(w[8:]), binary.LittleEndian.Uint64(w[16:]), binary.LittleEndian.Uint64(w[24:])
		if found := feeds(a); found != 0 {
			return from + bits.TrailingZeros64(found)/8, (all|a)&topBits != 0
		}
		if found := feeds(b); found != 0 {
			return from + 8 + bits.TrailingZeros64(found)/8, (all|a|b)&topBits != 0
		}
		if found := feeds(c); found != 0 {
			return from + 16 + bits.TrailingZeros64(found)/8, (all|a|b|c)&topBits != 0
		}
		all |= a | b | c | d
		if found := feeds(d); found != 0 {
			return from + 24 + bits.TrailingZeros64(found)/8, all&topBits != 0
		}
		from += 32
	}
	if i := bytes.IndexByte(text[from:], '\n'); i >= 0 {
		return from + i, true
	}
	return len(text), true
}

// feeds marks the line feeds of a word.
func feeds(word uint64) uint64 { return zeroBytes(word ^ eachByte*'\n') }

// foldedLine joins a line, whose value begins at from, with the continuation
// lines that begin at next, if there are any. It gives what stands behind the
// colon, where the line behind begins, and how many continuations there are.
// Comments, tabs and what is very long are left to unfold; ok is false then.
func (p *ldifParser) foldedLine(text []byte, from, next int) (raw []byte, end, folds int, ok bool) {
	const long = 64 << 10
	if c := text[next]; c > '#' || c == '\n' || c == '\r' {
		return withoutCR(text[from : next-1]), next, 0, true
	}
	start := len(p.scratch)
	p.scratch = append(p.scratch, withoutCR(text[from:next-1])...)
	for next < len(text) && text[next] == ' ' {
		at, _ := lineFeed(text, next)
		if at == len(text) || len(p.scratch)-start > min(long, p.maxValue) {
			return nil, 0, 0, false
		}
		p.scratch = append(p.scratch, withoutCR(text[next+1:at])...)
		next = at + 1
		folds++
	}
	if next >= len(text) || text[next] == '\t' || text[next] == '#' {
		return nil, 0, 0, false
	}
	return p.scratch[start:len(p.scratch):len(p.scratch)], next, folds, true
}

func withoutCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// plainValue gives the value behind the first colon of a line: text behind one
// blank, or Base64 behind a colon and a blank. Text has to be UTF-8; without
// high the line is ASCII.
func (p *ldifParser) plainValue(name *lineName, raw []byte, high bool) ([]byte, bool) {
	switch {
	case len(raw) < 2:
		return nil, false
	case raw[0] == ' ':
		return raw[1:], raw[1] != ' ' && (!high || validValue(raw))
	case raw[0] == ':' && raw[1] == ' ' && len(raw) > 2:
		twin := &p.twins[name.twin]
		if twin.record == p.passing.record && string(twin.raw) == string(raw) {
			return twin.value, true
		}
		from := len(p.scratch)
		decoded, ascii, ok := p.digits.appendDecoded(p.scratch, raw[2:])
		p.scratch = decoded
		if !ok || name.text && !ascii && !validValue(decoded[from:]) {
			return nil, false
		}
		if name.twin != noTwin {
			*twin = twinValue{p.passing.record, raw, decoded[from:]}
		}
		return decoded[from:], true
	}
	return nil, false
}

// twinValue is a value in Base64 that others of the same record often repeat.
type twinValue struct {
	record     int
	raw, value []byte // as they stand in the record in hand
}
