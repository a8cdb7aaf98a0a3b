package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

// elementFinder finds the elements of lists, and keeps for whoever reads them
// where texts end.
type elementFinder struct {
	chunks [64]textMarks
	whole  int // behind the last element that is whole
	depth  int
	inside uint64 // all bits where the last chunk ended in a string
	behind uint64 // 1 where it ended in a backslash that counts
}

// find gives how far the objects reach with which a text begins, the elements of
// a list: up to the end of the last one that is whole, but no further than the
// first that ends behind most bytes. In a text that is JSON up to there it is
// right; whoever reads the elements notices when the text is none.
//
// ends has textMarks.ends of the text up to there, a bit for each byte, and some
// bytes more; to is room for it.
func (f *elementFinder) find(text []byte, most int, to []byte) (whole int, ends []byte) {
	f.whole, f.depth, f.inside, f.behind = 0, 0, 0, 0
	ends = slices.Grow(to[:0], len(text)/8+2*8)
	for from, more := 0, true; more && from < len(text); from += len(f.chunks) * chunkSize {
		part := text[from:min(from+len(f.chunks)*chunkSize, len(text))]
		markChunks(part, f.chunks[:])
		n := len(part) / chunkSize
		if rest := part[n*chunkSize:]; len(rest) > 0 {
			var last [chunkSize]byte
			for i := copy(last[:], rest); i < chunkSize; i++ {
				last[i] = ' '
			}
			markChunks(last[:], f.chunks[n:])
			n++
		}
		for i := range f.chunks[:n] {
			m := &f.chunks[i]
			ends = binary.LittleEndian.AppendUint64(ends, m.ends)
			if marks := m.brackets &^ f.strings(m); marks != 0 && !f.count(text, from+i*chunkSize, marks, most) {
				more = false
				break
			}
		}
	}
	return f.whole, binary.LittleEndian.AppendUint64(ends, 0)
}

// strings gives which bytes of the next chunk stand in strings.
func (f *elementFinder) strings(m *textMarks) uint64 {
	quotes := m.quotes
	if backslashes := m.ends & m.brackets; backslashes|f.behind != 0 {
		var escaped uint64
		escaped, f.behind = escapedBy(backslashes, f.behind)
		quotes &^= escaped
	}
	in := quotes ^ quotes<<1
	in ^= in << 2
	in ^= in << 4
	in ^= in << 8
	in ^= in << 16
	in ^= in<<32 ^ f.inside
	f.inside = uint64(int64(in) >> 63)
	return in
}

// count takes the brackets of the chunk at a place. It reports false when the
// elements end there, or reach as far as they may.
func (f *elementFinder) count(text []byte, from int, marks uint64, most int) bool {
	for ; marks != 0; marks &= marks - 1 {
		at := from + bits.TrailingZeros64(marks)
		c := text[at]
		if f.depth == 0 && (c != '{' || !isBetween(text[f.whole:at])) {
			return false
		}
		if f.depth += 1 - int(c>>1&2); f.depth == 0 { // closing brackets have the bit 4, opening ones have not
			if f.whole = at + 1; f.whole >= most {
				return false
			}
		}
	}
	return true
}

// escapedBy gives which bytes of a chunk stand behind a backslash that does not
// itself stand behind one that counts. before is 1 where the first byte does,
// behind where the first of the next chunk does.
func escapedBy(backslashes, before uint64) (escaped, behind uint64) {
	escaped = before
	for left := backslashes &^ before; left != 0; {
		next := left & -left << 1
		if next == 0 {
			return escaped, 1
		}
		escaped |= next
		left &^= next | next>>1
	}
	return escaped, 0
}

// isBetween reports whether a text can stand between two elements.
func isBetween(text []byte) bool {
	for _, c := range text {
		switch c {
		case ',', ' ', '\n', '\r', '\t':
		default:
			return false
		}
	}
	return true
}

func newlines(text []byte) int { return bytes.Count(text, []byte{'\n'}) }

// earlierLine is the smaller of two lines, where 0 stands for none.
func earlierLine(a, b int) int {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}
