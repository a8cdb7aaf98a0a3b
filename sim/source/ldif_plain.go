package source

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// expected is the name that a text begins with, if that stood behind the name
// of the line before in an earlier record, or repeats it; nil when it does
// neither. Most lines of an export do, which saves looking the name up.
func (p *ldifParser) expected(text []byte) *lineName {
	b := p.before
	if b.next != nil && b.next.begins(text) {
		return b.next
	}
	if b.begins(text) {
		return b
	}
	if b.other != nil && b.other.begins(text) {
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
	for p.plain {
		p.plainValues()
		if !p.plain || !p.plainEnd() {
			return
		}
		p.plainBegin()
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
	rest, name := p.text[p.pos:], p.table.dn
	if !name.begins(rest) {
		return
	}
	line, ok := p.plainLine(rest, name.width)
	if !ok {
		return
	}
	dn, ok := p.plainValue(line.raw, true)
	if !ok {
		return
	}
	p.at++
	p.begin(p.at)
	p.trailer, p.plain, p.dn, p.before = false, true, dn, name
	p.from = p.pos + line.first
	p.pos, p.at = p.pos+line.end, p.at+line.folds
}

// plainValues reads the lines with values.
func (p *ldifParser) plainValues() {
	rest, at := p.text[p.pos:], p.at
	for p.plain {
		name := p.before.next
		if name == nil || !name.begins(rest) {
			if name = p.expected(rest); name == nil {
				break
			}
		}
		if name.use == useDrop {
			end, folds := lineEnd(rest, name.width)
			if end >= len(rest) || rest[name.width] == '<' {
				break
			}
			p.before, rest, at = name, rest[end:], at+1+folds
			continue
		}
		line, ok := p.plainLine(rest, name.width)
		if !ok {
			break
		}
		value, ok := p.plainValue(line.raw, name.text)
		if !ok || name.use == useNothing || name.use == useChange && string(value) != "add" {
			break
		}
		p.before, rest, at = name, rest[line.end:], at+1
		switch {
		case name.use == useStore && len(value) <= p.maxValue:
			p.packer.Add(name.number, at, value)
		case name.use != useChange:
			p.add(name.number, at, value)
			p.plain = p.problem.text == ""
		}
		at += line.folds
	}
	p.pos, p.at = len(p.text)-len(rest), at
}

// lineEnd gives where the line ends behind its continuation lines, and how many
// there are. from is inside the line.
func lineEnd(text []byte, from int) (end, folds int) {
	for end = from; ; folds++ {
		size := bytes.IndexByte(text[end:], '\n')
		if size < 0 {
			return len(text), folds
		}
		if end += size + 1; end == len(text) || text[end] != ' ' && text[end] != '\t' {
			return end, folds
		}
	}
}

// valueLines is a line at the beginning of a text, with its continuation lines.
type valueLines struct {
	raw   []byte // behind the first colon
	first int    // where the line ends
	end   int    // where the continuation lines end
	folds int    // how many there are
}

// plainLine takes a line whose name and colon end at from. ok is false at the
// end of the text, and where comments or tabs follow.
func (p *ldifParser) plainLine(text []byte, from int) (line valueLines, ok bool) {
	size := bytes.IndexByte(text[from:], '\n')
	end := from + size + 1
	if size < 0 || end >= len(text) {
		return line, false
	}
	line.first, line.end = end, end
	if c := text[end]; c <= '#' && c != '\n' && c != '\r' {
		line.raw, line.folds, line.end, ok = p.foldedLine(text, from, end)
		return line, ok
	}
	line.raw = withoutCR(text[from : end-1])
	return line, true
}

// foldedLine joins a line, whose value begins at from, with the continuation
// lines that begin at next. It gives the value, how many continuations there
// are, and where the line behind them begins. Comments, tabs and what is very
// long are left to unfold; ok is false then.
func (p *ldifParser) foldedLine(text []byte, from, next int) (value []byte, folds, end int, ok bool) {
	const long = 64 << 10
	start := len(p.scratch)
	p.scratch = append(p.scratch, withoutCR(text[from:next-1])...)
	for next < len(text) && text[next] == ' ' {
		size := bytes.IndexByte(text[next:], '\n')
		if size < 0 || len(p.scratch)-start > min(long, p.maxValue) {
			p.scratch = p.scratch[:start]
			return nil, 0, 0, false
		}
		p.scratch = append(p.scratch, withoutCR(text[next+1:next+size])...)
		next += size + 1
		folds++
	}
	if next >= len(text) || text[next] == '\t' || text[next] == '#' {
		p.scratch = p.scratch[:start]
		return nil, 0, 0, false
	}
	return p.scratch[start:len(p.scratch):len(p.scratch)], folds, next, true
}

func withoutCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// plainValue gives the value behind the first colon of a line: text behind one
// blank, or Base64 behind a colon and a blank. Text has to be UTF-8.
func (p *ldifParser) plainValue(raw []byte, text bool) ([]byte, bool) {
	switch {
	case len(raw) < 2:
		return nil, false
	case raw[0] == ' ':
		return raw[1:], raw[1] != ' ' && (isASCII(raw) || utf8.Valid(raw))
	case raw[0] == ':' && raw[1] == ' ' && len(raw) > 2:
		from := len(p.scratch)
		decoded, ascii, ok := p.digits.appendDecoded(p.scratch, raw[2:])
		p.scratch = decoded
		return decoded[from:], ok && (!text || ascii || utf8.Valid(decoded[from:]))
	}
	return nil, false
}

// isASCII reports whether a text has ASCII only.
func isASCII(text []byte) bool {
	const tops = 0x8080808080808080
	n := len(text)
	if n < 8 {
		all := byte(0)
		for _, c := range text {
			all |= c
		}
		return all < utf8.RuneSelf
	}
	all := binary.LittleEndian.Uint64(text[n-8:])
	for ; len(text) > 8; text = text[8:] {
		all |= binary.LittleEndian.Uint64(text)
	}
	return all&tops == 0
}
