package source

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"presync/sim/directory"
)

// knownMember is a property as the records of an export spell it.
type knownMember struct {
	name   string
	quoted string // see jsonScanner.guess; "" where JSON may write it otherwise
	prop   property
	plain  bool                // is a property of records, and quoted
	text   directory.CloudText // where a record has its text; CloudTexts for any other property
	set    propertySet         // the property

	// The name in quotes and its colon as a member begins with them: how long
	// they are, and their first bytes, of which the masks have those that count.
	width        int
	words, masks [memberWords]uint64
}

// memberWords are as many as nearly every name fits into.
const memberWords = 4

func newKnownMember(name []byte, p property) knownMember {
	m := knownMember{name: string(name), prop: p, text: directory.CloudTexts, set: setOf(p)}
	for _, c := range name {
		if c <= ' ' || c == '"' || c == '\\' || c > '~' {
			return m
		}
	}
	m.quoted, m.plain = m.name+`":`, pageKey(name) == noPageKey
	if m.plain && cloudProperties[p].kind <= looseText {
		m.text = textOfProperty[p]
	}
	m.width = 1 + len(m.quoted)
	var text, mask [8 * memberWords]byte
	for i := range copy(text[:], `"`+m.quoted) {
		mask[i] = 0xFF
	}
	for i := range m.words {
		m.words[i] = binary.LittleEndian.Uint64(text[8*i:])
		m.masks[i] = binary.LittleEndian.Uint64(mask[8*i:])
	}
	return m
}

// begins reports whether a text begins with this name, in quotes, and a colon.
// At the very end of a text it may report false. Members are mostly those that
// are expected, so the whole name is compared without a branch.
func (m *knownMember) begins(text []byte) bool {
	if len(text) < 8*memberWords || m.width == 0 {
		return false
	}
	head, w := (*[8 * memberWords]byte)(text), &m.words
	differ := (binary.LittleEndian.Uint64(head[0:])^w[0])&m.masks[0] | (binary.LittleEndian.Uint64(head[8:])^w[1])&m.masks[1] |
		(binary.LittleEndian.Uint64(head[16:])^w[2])&m.masks[2] | (binary.LittleEndian.Uint64(head[24:])^w[3])&m.masks[3]
	if differ != 0 {
		return false
	}
	return m.width <= 8*memberWords || len(text) >= m.width && string(text[1:m.width]) == m.quoted
}

// mostAhead is how many properties of the first record another may lack in one
// place, and still be recognised.
const mostAhead = 6

// expected finds the member that a text begins with among those that came next
// in the first record.
func (b *cloudBuilder) expected(text []byte) *knownMember {
	for i := b.next; i < min(b.next+mostAhead, len(b.order)); i++ {
		if m := &b.order[i]; m.begins(text) {
			b.next = i + 1
			return m
		}
	}
	return nil
}

// memberPlace is where plainMembers stopped.
type memberPlace uint8

const (
	atMember     memberPlace = iota // a member follows
	behindMember                    // what follows the value of a member
	objectEnded
)

// plainMembers takes members of the usual kind as far as they go: a property of
// which the name is expected, and a text without escapes, a list of those, true,
// false or null. Nearly all members of an export are read here, so each of them
// costs a comparison of its name and a look for the end of its value; any other
// is left to property, as is what stands near the end of the text.
func (b *cloudBuilder) plainMembers(s *jsonScanner) memberPlace {
	if b.careful {
		return atMember
	}
	text := s.buf[:s.end]
	for {
		next := b.next
		m := b.expected(text[s.at:])
		if m == nil {
			return atMember
		}
		at := s.at + m.width
		for at < len(text) && text[at] == ' ' {
			at++
		}
		end := at
		switch {
		case at+8 >= len(text):
		case m.text < directory.CloudTexts && text[at] == '"':
			if n := s.plainString(at); n > 2 {
				end += n
				b.curSeen, b.curValued = b.curSeen|m.set, b.curValued|m.set
				b.cur.Texts[m.text] = b.part(s, at+1, end-1)
			} else if n == 2 {
				end += n
				b.curSeen |= m.set
			}
		case m.plain:
			end = b.plainValue(s, m.prop, at)
		}
		if end == at {
			b.next = next // property looks for it again
			return atMember
		}
		s.at = end
		switch {
		case end+1 >= len(text):
			return behindMember
		case text[end] == ',' && text[end+1] == '"':
			s.at++
		case text[end] == '}':
			s.at++
			return objectEnded
		default:
			return behindMember
		}
	}
}

// plainValue takes a value of the usual kind, which begins at a place, and gives
// its end. Of any other it takes nothing, and the end is where it begins.
func (b *cloudBuilder) plainValue(s *jsonScanner, p property, at int) (end int) {
	text, kind := s.buf[at:s.end], cloudProperties[p].kind
	switch text[0] {
	case '"':
		n := s.plainString(at)
		if n == 0 || p != propNone && kind > looseText {
			return at
		}
		if p != propNone {
			b.textOf(p, b.part(s, at+1, at+n-1), s.line)
		}
		return at + n
	case 'n':
		if string(text[:4]) != "null" {
			return at
		}
		if kind == flagValue {
			b.nullFlag(p)
		} else if p != propNone {
			b.null(p)
		}
		return at + 4
	case 't', 'f':
		is, n := text[0] == 't', 4
		if !is {
			n = 5
		}
		if kind != flagValue || string(text[:4]) != "true" && string(text[:5]) != "false" {
			return at
		}
		b.flag(p, is)
		return at + n
	case '[':
		switch kind {
		case textList:
			return b.plainList(s, p, at)
		case planList:
			return at + b.plainPlans(text)
		}
	}
	return at
}

// plainList is plainValue for a list of texts.
func (b *cloudBuilder) plainList(s *jsonScanner, p property, at int) (end int) {
	text := s.buf[:s.end]
	value := new([]byte) // in the profile
	if p != propProxyAddresses {
		value = &b.cur.Texts[textOfProperty[p]]
	}
	addresses, before, seen, valued := b.cur.Addresses, *value, b.curSeen, b.curValued
	b.null(p)
	if text[at+1] == ']' {
		return at + 2
	}
	for i := at + 1; ; i++ {
		n := 0
		if i < len(text) && text[i] == '"' {
			n = s.plainString(i)
		}
		if n == 0 || i+n >= len(text) {
			break
		}
		b.listedText(p, b.part(s, i+1, i+n-1))
		if i += n; text[i] == ']' {
			return i + 1
		}
		if text[i] != ',' {
			break
		}
	}
	b.cur.Addresses, *value, b.curSeen, b.curValued = addresses, before, seen, valued
	return at
}

// plainPlans takes the value of assignedPlans that a text begins with, and gives
// how long it is. Of one that is not written as Graph does, on one line, it takes
// nothing and gives 0.
func (b *cloudBuilder) plainPlans(text []byte) int {
	seen, valued, exchange := b.curSeen, b.curValued, b.cur.ExchangePlan
	b.null(propAssignedPlans)
	if text[1] == ']' {
		return 2
	}
	for i := 1; ; i++ {
		var fields [3][]byte
		n := 0
		if i < len(text) && text[i] == '{' {
			n = plainFields(text[i:], &fields)
		}
		if n == 0 || i+n >= len(text) {
			break
		}
		b.plan(fields[0], fields[1], fields[2])
		if i += n; text[i] == ']' {
			return i + 1
		}
		if text[i] != ',' {
			break
		}
	}
	b.curSeen, b.curValued, b.cur.ExchangePlan = seen, valued, exchange
	return 0
}

// plainFields takes the object with which a text begins, an entry of
// assignedPlans of which all members are texts, and gives how long it is; 0 for
// any other.
func plainFields(text []byte, fields *[3][]byte) int {
	for i := 1; i < len(text); i++ {
		name, value := text[i:], 0
		if name[0] != '"' {
			break
		}
		n := plainString(name)
		if n == 0 || i+n+1 >= len(text) || name[n] != ':' || name[n+1] != '"' {
			break
		}
		if value = plainString(name[n+1:]); value == 0 || i+n+1+value >= len(text) {
			break
		}
		if at := entryField(planList, name[1:n-1]); at >= 0 {
			fields[at] = name[n+2 : n+value]
		}
		if i += n + 1 + value; text[i] == '}' {
			return i + 1
		}
		if text[i] != ',' {
			break
		}
	}
	return 0
}

// part is a part of the text that stays as it is until the record ends.
func (b *cloudBuilder) part(s *jsonScanner, from, to int) []byte {
	v := s.buf[from:to:to]
	if !s.still {
		v = b.own(v)
	}
	return v
}

// plainString is plainString for the string that begins at a place. Where the
// marks have its end, it need not be looked for.
func (s *jsonScanner) plainString(at int) int {
	from := uint(at) + 1
	if i := from / 8; i+8 <= uint(len(s.ends)) {
		beyond := false // has bytes beyond ASCII
		for marks := binary.LittleEndian.Uint64(s.ends[i:]) >> (from % 8); marks != 0; marks &= marks - 1 {
			end := from + uint(bits.TrailingZeros64(marks))
			if end >= uint(s.end) {
				break
			}
			switch c := s.buf[end]; {
			case c == '"':
				if beyond && !validValue(s.buf[from:end]) {
					return 0
				}
				return int(end-from) + 2
			case c < utf8.RuneSelf:
				return 0
			}
			beyond = true
		}
	}
	return plainString(s.buf[at:s.end])
}

// plainString gives how long the string is with which a text begins, with its
// quotes. It gives 0 for one with escapes or control characters, one that is not
// UTF-8, and one that ends near the end of the text.
func plainString(text []byte) int {
	beyond := uint64(0) // has the top bits of bytes beyond ASCII
	for i := 1; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		marks := stringMarks(w)
		if marks == 0 {
			beyond |= w
			continue
		}
		n := bits.TrailingZeros64(marks) / 8
		beyond |= w & (1<<(8*n) - 1)
		if i += n; text[i] != '"' || beyond&topBits != 0 && !utf8.Valid(text[1:i]) {
			return 0
		}
		return i + 1
	}
	return 0
}

// stringMarks marks what cannot stand in a string as it is: quotes, backslashes
// and control characters. It is controls, and zeroBytes for both others, in one:
// neither quote nor backslash has the top bit, so that of the word tells.
func stringMarks(word uint64) uint64 {
	small, quote, backslash := word-eachByte*' ', (word^eachByte*'"')-eachByte, (word^eachByte*'\\')-eachByte
	return (small | quote | backslash) &^ word & topBits
}
