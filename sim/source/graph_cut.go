package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// wholeElements gives how far the objects reach with which a text begins, the
// elements of a list: up to the end of the last one that is whole, but no
// further than the first that ends behind most bytes. It only looks for quotes
// and brackets. In a text that is JSON up to there it is right; whoever reads
// the elements notices when the text is none.
func wholeElements(text []byte, most int) int {
	whole := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			if i = closingBracket(text, i+1); i == len(text) {
				return whole
			}
			if whole = i + 1; whole >= most {
				return whole
			}
		case ',', ' ', '\n', '\r', '\t':
		default:
			return whole
		}
	}
	return whole
}

// closingBracket gives where the object or list around i ends, the length of
// the text where it does not. It goes from bracket to bracket, and counts the
// quotes between: their number tells which of them stand in a string.
func closingBracket(text []byte, i int) int {
	for depth, quotes := 1, 0; ; i++ {
		at, passed := nextBracket(text, i)
		if at == len(text) {
			return at
		}
		i, quotes = at, quotes+passed
		switch c := text[i]; {
		case quotes%2 == 1:
			if c == '\\' {
				i++ // whatever follows belongs to the string
			}
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
}

// nextBracket gives where the first bracket or backslash is from a place on, or
// another character as large, and how many quotes stand before it.
func nextBracket(text []byte, i int) (at, quotes int) {
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		marks, quoted := brackets(w), quoteMarks(w)
		if marks != 0 {
			n := bits.TrailingZeros64(marks) / 8
			return i + n, quotes + bits.OnesCount64(quoted&(1<<(8*n)-1))
		}
		quotes += bits.OnesCount64(quoted)
	}
	for ; i < len(text) && text[i] < '['; i++ {
		if text[i] == '"' {
			quotes++
		}
	}
	return min(i, len(text)), quotes
}

// brackets marks brackets, backslashes and a few other characters.
func brackets(word uint64) uint64 {
	const upTo = eachByte * (topBits&0xFF - '{') // lifts those from { on to the top bit
	return ((word|eachByte*0x20)&^topBits + upTo) &^ word & topBits
}

// quoteMarks marks exactly the quotes.
func quoteMarks(word uint64) uint64 {
	word ^= eachByte * '"'
	return ^(word&^topBits + ^uint64(topBits) | word) & topBits
}

func newlines(text []byte) int { return bytes.Count(text, []byte{'\n'}) }

// earlierLine is the smaller of two lines, where 0 stands for none.
func earlierLine(a, b int) int {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}
