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
// the text where it does not.
func closingBracket(text []byte, i int) int {
	for depth := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			if i = closingQuote(text, i+1); i == len(text) {
				return i
			}
		case c < '[':
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

// closingQuote gives where the quote is that ends the string that goes on at
// from, the length of the text where there is none.
func closingQuote(text []byte, from int) int {
	i := from
	for ; i+8 <= len(text); i += 8 {
		marks := zeroBytes(binary.LittleEndian.Uint64(text[i:]) ^ eachByte*'"')
		if marks == 0 {
			continue
		}
		if i += bits.TrailingZeros64(marks) / 8; text[i-1] != '\\' || !escaped(text[from:i]) {
			return i
		}
		i -= 7 // behind the quote, which belongs to the string
	}
	for ; i < len(text); i++ {
		if text[i] == '"' && !escaped(text[from:i]) {
			return i
		}
	}
	return len(text)
}

func newlines(text []byte) int { return bytes.Count(text, []byte{'\n'}) }

// earlierLine is the smaller of two lines, where 0 stands for none.
func earlierLine(a, b int) int {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}
