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
	depth, whole := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			if i = closingQuote(text, i+1); i == len(text) || depth == 0 {
				return whole
			}
		case '{', '[':
			if depth == 0 && c == '[' {
				return whole
			}
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				if whole = i + 1; whole >= most {
					return whole
				}
			} else if depth < 0 {
				return whole
			}
		case ',', ' ', '\n', '\r', '\t':
		default:
			if depth == 0 {
				return whole
			}
		}
	}
	return whole
}

// closingQuote gives where the quote is that ends the string around i, the
// length of the text where there is none.
func closingQuote(text []byte, i int) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		quote, slash := w^(ones*'"'), w^(ones*'\\')
		// As in skipText; only the first mark is to be trusted.
		marks := ((quote-ones)&^quote | (slash-ones)&^slash) & tops
		if marks == 0 {
			continue
		}
		i += bits.TrailingZeros64(marks) / 8
		if text[i] == '"' {
			return i
		}
		i += 2 - 8 // whatever follows a backslash is no closing quote
	}
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			return i
		case '\\':
			i++
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
