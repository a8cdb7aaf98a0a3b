package source

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"unicode/utf8"
)

// ldifParser takes the records of chunks apart. Each goroutine has its own.
type ldifParser struct {
	*recorder
	table *nameTable

	text []byte
	pos  int // the start of the next line
	at   int // the number of the line in hand
	last bool
	// careful sends every line through valueLine: the reference for plainLines.
	careful bool

	// The record in hand, beyond what the recorder knows.
	from    int       // where its second line begins
	trailer bool      // has only lines that belong to no record
	plain   bool      // lines of the usual kind may follow; see plainLines
	before  *lineName // the name of the line before
	scratch []byte    // values that had to be decoded or unfolded
	digits  *base64Digits
	twins   [twinGroups]twinValue
}

func newLDIFParser(r *recorder, table *nameTable) *ldifParser {
	if table != nil {
		table.schema = r.schema
	}
	return &ldifParser{recorder: r, table: table, before: noName(), digits: newBase64Digits()}
}

// parse takes a chunk apart.
func (p *ldifParser) parse(c chunk) batch {
	p.text, p.pos, p.at, p.last = c.text, 0, c.line-1, c.last
	p.scratch = p.scratch[:0]
	for p.pos < len(p.text) {
		p.plainLines()
		line := p.nextLine()
		switch {
		case len(line) == 0:
			p.endRecord()
		case line[0] == '#':
			p.skipFolds()
		case line[0] == ' ' || line[0] == '\t':
			if len(bytes.TrimSpace(line)) > 0 {
				p.startRecord()
				p.fault(p.at, "continuation line without a line to continue")
			}
		default:
			p.valueLine(line)
		}
	}
	if c.oversize {
		p.startRecord()
		p.from = -p.maxRecord
	}
	p.endRecord()
	return p.flush()
}

// nextLine takes the next physical line, without its end.
func (p *ldifParser) nextLine() []byte {
	from := p.pos
	p.at++
	to := bytes.IndexByte(p.text[from:], '\n')
	if to < 0 {
		p.pos = len(p.text)
		to = len(p.text)
	} else {
		to += from
		p.pos = to + 1
	}
	if to > from && p.text[to-1] == '\r' {
		to--
	}
	return p.text[from:to]
}

// folded reports whether the next line continues the one in hand.
func (p *ldifParser) folded() bool {
	return p.pos < len(p.text) && (p.text[p.pos] == ' ' || p.text[p.pos] == '\t')
}

// skipFolds passes over the continuation lines that follow.
func (p *ldifParser) skipFolds() {
	for p.folded() {
		p.nextLine()
	}
}

// valueLine reads "name: value" and its continuation lines.
func (p *ldifParser) valueLine(line []byte) {
	at := p.at
	name := p.expected(line)
	if name == nil {
		colon := bytes.IndexByte(line, ':')
		if colon < 0 && p.folded() {
			line = p.unfold(line, len(line))
			colon = bytes.IndexByte(line, ':')
		}
		if colon < 0 {
			p.startRecord()
			p.fault(at, fmt.Sprintf("line without a colon: %q", shorten(line)))
			p.skipFolds()
			return
		}
		name = p.table.find(line[:colon])
	}
	p.follow(name)
	if name.kind == nameDN {
		p.endRecord()
	}
	p.startRecordAt(at)
	if p.problem.text == "" {
		if !name.seen {
			name.seen, name.use = true, p.useOf(name)
			name.memo = p.memoFor(name)
		}
		p.ranged = max(p.ranged, name.part)
	}
	raw := line[len(name.spelling)+1:]
	if name.kind == nameDrop && p.drop(name, raw) {
		return
	}
	if p.pos < len(p.text) && p.text[p.pos] <= '#' {
		raw = p.unfold(raw, len(line))
	}
	value, err := p.decode(raw)
	if err != "" {
		if err == refusedURL {
			err = p.refused(name)
		} else {
			err = fmt.Sprintf("%s: %s", name.spelling, err)
		}
		p.trailer = false
		p.fault(at, err)
	} else {
		if name.text && !utf8.Valid(value) { // it stood in Base64
			value = p.stats.odd.decode(at, value)
		}
		p.take(name, at, value)
	}
	p.plain = !p.trailer && !p.careful && p.problem.text == ""
}

// drop passes over a value that is not kept. It reports false for one at the
// very end of a text without a line end: the text may be cut off there, which
// shows only when the value is decoded.
func (p *ldifParser) drop(name *lineName, raw []byte) bool {
	p.trailer = false
	if len(raw) > 0 && raw[0] == '<' {
		p.fault(p.at, p.refused(name))
	}
	pos, at := p.pos, p.at
	p.skipFolds()
	if p.last && p.pos == len(p.text) && p.text[p.pos-1] != '\n' {
		p.pos, p.at = pos, at
		return false
	}
	return true
}

// take does with a value what the kind of its name asks for.
func (p *ldifParser) take(name *lineName, at int, value []byte) {
	switch name.kind {
	case nameKeep:
		p.trailer = false
		p.add(name.number, at, value)
	case nameDrop:
		p.trailer = false
	case nameDN:
		p.trailer = false
		p.dn = value
		if len(value) == 0 {
			p.fault(at, "the DN is empty: this is the rootDSE, not an object")
		}
	case nameChangeType:
		p.trailer = false
		if kind := bytes.TrimSpace(value); !asciiEqualFold("add", kind) {
			p.fault(at, fmt.Sprintf("changetype %q is a change, want an export of objects", shorten(kind)))
		}
	case nameVersion:
		if v := bytes.TrimSpace(value); len(p.dn) == 0 && string(v) != "1" {
			p.note(at, fmt.Sprintf("version is %q, and there is only version 1 of LDIF; the file is read as version 1", shorten(v)))
		}
	case nameResult:
		if len(p.dn) == 0 {
			p.stats.search(at, value)
		}
	case namePaging:
		if cookie, ok := bytes.CutPrefix(value, []byte("cookie=")); ok && len(p.dn) == 0 {
			p.stats.page(at, len(cookie) > 0)
		}
	case nameInvalid:
		p.trailer = false
		p.fault(at, fmt.Sprintf("%q is not the name of an attribute", shorten([]byte(name.spelling))))
	}
}

// startRecord begins a record at the line in hand unless one is begun.
func (p *ldifParser) startRecord() { p.startRecordAt(p.at) }

func (p *ldifParser) startRecordAt(line int) {
	if p.line == 0 {
		p.begin(line)
		p.trailer, p.plain, p.from = true, false, p.pos
	}
}

// endRecord ends the record in hand, if there is one.
func (p *ldifParser) endRecord() {
	p.plain = false
	if p.line == 0 {
		return
	}
	if p.trailer && len(p.dn) == 0 && p.problem.text == "" {
		p.line = 0
		return
	}
	if len(p.dn) == 0 {
		p.fault(p.line, "record has no dn: line")
	}
	if p.pos-p.from > p.maxRecord {
		p.fault(p.line, tooLarge("record", p.maxRecord))
	}
	p.finish()
}

// refusedURL is what decode reports for a value that stands in another file.
const refusedURL = "refused"

func (p *ldifParser) refused(name *lineName) string {
	return fmt.Sprintf("%s:< names a file or address, which is never opened; want the value itself", name.spelling)
}

// decode reads what stands behind the first colon: a second colon and Base64,
// or text. The result is valid as long as the record is. err is "" when all is
// well.
func (p *ldifParser) decode(raw []byte) (value []byte, err string) {
	if len(raw) == 0 {
		return nil, ""
	}
	switch raw[0] {
	case ':':
		raw = bytes.TrimRight(trimBlanks(raw[1:]), " ")
		from := len(p.scratch)
		if decoded, _, ok := p.digits.appendDecoded(p.scratch, raw); ok {
			p.scratch = decoded
			return decoded[from:], ""
		}
		decoded, e := base64.StdEncoding.AppendDecode(p.scratch, raw)
		if e != nil {
			return nil, "the value is not valid Base64"
		}
		p.scratch = decoded
		return decoded[from:], ""
	case '<':
		return nil, refusedURL
	}
	value = trimBlanks(raw)
	if !utf8.Valid(value) {
		return p.stats.odd.decode(p.at, value), ""
	}
	return value, ""
}

// trimBlanks takes blanks from the beginning.
func trimBlanks(text []byte) []byte {
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	return text
}

// foldWidth is the length from which a line looks as if a tool had to fold it
// there; tools fold at 76 to 80.
const foldWidth = 70

// unfold joins a line, or the end of one that is width bytes long, with its
// continuation lines. Comment lines between them are left out.
func (p *ldifParser) unfold(text []byte, width int) []byte {
	if !p.folded() && !p.foldedBehindComment(width) {
		return text
	}
	from := len(p.scratch)
	p.scratch = append(p.scratch, text...)
	for p.folded() || p.foldedBehindComment(width) {
		for p.text[p.pos] == '#' {
			p.nextLine()
		}
		p.scratch = append(p.scratch, p.nextLine()[1:]...)
		width = foldWidth // it was folded once
		if len(p.scratch)-from > 4*p.maxValue/3+p.maxValue/8+1024 {
			p.fault(p.at, tooLarge("a value", p.maxValue))
			p.skipFolds()
			break
		}
	}
	return p.scratch[from:len(p.scratch):len(p.scratch)]
}

// foldedBehindComment reports whether comment lines follow, and behind them a
// continuation of the value in hand, whose last line is width bytes long.
//
// RFC 2849 lets a comment be folded too, so a continuation line behind a
// comment belongs to the comment. Other tools do not fold comments and write
// them between the lines of a value. So the continuation belongs to the value
// where the value was being folded and the comment is too short to be.
func (p *ldifParser) foldedBehindComment(width int) bool {
	if width < foldWidth || p.pos >= len(p.text) || p.text[p.pos] != '#' {
		return false
	}
	rest, short := p.text[p.pos:], true
	for len(rest) > 0 && rest[0] == '#' {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			return false
		}
		short = end < foldWidth
		rest = rest[end+1:]
	}
	return short && len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t')
}

// shorten cuts a text for a message.
func shorten(text []byte) []byte {
	const most = 60
	if len(text) > most {
		return append(text[:most:most], "..."...)
	}
	return text
}
