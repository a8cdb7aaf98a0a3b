package source

import (
	"bytes"
	"encoding/binary"
	"slices"
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
// inside a record in which nothing is wrong. Nearly all lines of an export are
// read here, so each of them costs a comparison of its name and a search for
// its end; any other is left to valueLine, as is the last line of the text.
func (p *ldifParser) plainLines() {
	rest, at := p.text[p.pos:], p.at
	for p.plain {
		name := p.before.next
		if name == nil || !name.begins(rest) {
			if name = p.expected(rest); name == nil {
				break
			}
		}
		from := name.width
		size := bytes.IndexByte(rest[from:], '\n')
		next := from + size + 1
		if size < 0 || next >= len(rest) || !name.plain {
			break
		}
		if name.kind == nameDrop {
			folds, end := foldsBehind(rest, next)
			if rest[from] == '<' || end >= len(rest) {
				break
			}
			p.before, rest, at = name, rest[end:], at+1+folds
			continue
		}
		raw, folds, ok := rest[from:next-1], 0, true
		if c := rest[next]; c <= '#' && c != '\n' && c != '\r' {
			if raw, folds, next, ok = p.foldedLine(rest, from, next); !ok {
				break
			}
		} else if n := len(raw); n > 0 && raw[n-1] == '\r' {
			raw = raw[:n-1]
		}
		value, ok := p.plainValue(raw, name.text)
		if !ok || name.kind == nameChangeType && string(value) != "add" {
			break
		}
		p.before, rest, at = name, rest[next:], at+1
		switch {
		case name.stored && len(value) <= p.maxValue:
			p.packer.Add(name.number, at, value)
		case name.kind == nameKeep:
			p.add(name.number, at, value)
			p.plain = p.problem.text == ""
		}
		at += folds
	}
	p.pos, p.at = len(p.text)-len(rest), at
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

// foldsBehind gives how many continuation lines begin at a place, and where
// they end.
func foldsBehind(text []byte, at int) (folds, end int) {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
		size := bytes.IndexByte(text[at:], '\n')
		if size < 0 {
			return folds, len(text)
		}
		folds++
		at += size + 1
	}
	return folds, at
}

// plainValue gives the value behind the first colon of a line: text behind one
// blank, or Base64 behind a colon and a blank, which has to be UTF-8 where it is
// text.
func (p *ldifParser) plainValue(raw []byte, text bool) ([]byte, bool) {
	switch {
	case len(raw) < 2:
		return nil, false
	case raw[0] == ' ':
		return raw[1:], raw[1] != ' '
	case raw[0] == ':' && raw[1] == ' ' && len(raw) > 2:
		from := len(p.scratch)
		decoded, ok := p.digits.appendDecoded(p.scratch, raw[2:])
		p.scratch = decoded
		return decoded[from:], ok && (!text || utf8.Valid(decoded[from:]))
	}
	return nil, false
}

// base64Digits gives the value of each Base64 digit, noDigit for other bytes.
type base64Digits [256]byte

const noDigit = 0xFF

func newBase64Digits() *base64Digits {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	d := &base64Digits{}
	for i := range d {
		d[i] = noDigit
	}
	for i := range len(digits) {
		d[digits[i]] = byte(i)
	}
	return d
}

// appendDecoded appends what a text in Base64 stands for. It takes the usual
// form only: whole groups of four, nothing between them. For any other, also
// where it is valid, ok is false, and to is as it was.
func (d *base64Digits) appendDecoded(to, text []byte) (decoded []byte, ok bool) {
	n := len(text)
	if n == 0 || n%4 != 0 {
		return to, false
	}
	pad := 0
	for pad < 2 && text[n-1-pad] == '=' {
		pad++
	}
	from, bad := len(to), byte(0)
	out := slices.Grow(to, n/4*3)[:from+n/4*3]
	for ; len(text) > 4; text = text[4:] {
		a, b, c, e := d[text[0]], d[text[1]], d[text[2]], d[text[3]]
		bad |= a | b | c | e
		group := out[from:][:3]
		group[0], group[1], group[2] = a<<2|b>>4, b<<4|c>>2, c<<6|e
		from += 3
	}
	last := [4]byte{}
	for i := range 4 - pad {
		last[i] = d[text[i]]
		bad |= last[i]
	}
	if bad >= 64 {
		return to, false
	}
	whole := [3]byte{last[0]<<2 | last[1]>>4, last[1]<<4 | last[2]>>2, last[2]<<6 | last[3]}
	return append(out[:from], whole[:3-pad]...), true
}

// validUTF8 is utf8.Valid for long texts that are mostly ASCII: it takes
// ASCII 32 bytes at a time also behind a letter that is not.
func validUTF8(text []byte) bool {
	const tops = 0x8080808080808080
	for len(text) > 0 {
		if len(text) >= 32 {
			all := binary.LittleEndian.Uint64(text) | binary.LittleEndian.Uint64(text[8:]) |
				binary.LittleEndian.Uint64(text[16:]) | binary.LittleEndian.Uint64(text[24:])
			if all&tops == 0 {
				text = text[32:]
				continue
			}
		}
		// One run of letters, or a few bytes before one.
		for i := 0; i < 32 && len(text) > 0; i++ {
			if text[0] < utf8.RuneSelf {
				text = text[1:]
				continue
			}
			r, n := utf8.DecodeRune(text)
			if r == utf8.RuneError && n == 1 {
				return false
			}
			text = text[n:]
		}
	}
	return true
}
