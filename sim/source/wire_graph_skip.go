package source

import (
	"encoding/binary"
	"math/bits"
)

// skipJSON steps over the JSON value at i and gives the index behind it; ok is
// false for what is no JSON, and for values nested deeper than maxSkipDepth. It
// takes what jsonScanner takes, several times faster, because the text is whole
// and nothing of it is wanted; FuzzSkippingLikeTheScanner compares the two.
func skipJSON(text []byte, i, depth int) (next int, ok bool) {
	if i = skipSpace(text, i); i == len(text) || depth > maxSkipDepth {
		return 0, false
	}
	switch text[i] {
	case '"':
		i = skipText(text, i)
		return i, i > 0
	case '{', '[':
		return skipMembers(text, i, depth)
	case 't':
		return skipWord(text, i, "true")
	case 'f':
		return skipWord(text, i, "false")
	case 'n':
		return skipWord(text, i, "null")
	}
	end := i
	for end < len(text) && isNumberByte(text[end]) {
		end++
	}
	return end, end > i && validNumber(text[i:end])
}

func skipWord(text []byte, i int, word string) (next int, ok bool) {
	return i + len(word), len(text)-i >= len(word) && string(text[i:i+len(word)]) == word
}

// maxSkipDepth keeps the stack small; deeper values are left to the scanner.
const maxSkipDepth = 32

// skipMembers steps over the object or array at i.
func skipMembers(text []byte, i, depth int) (next int, ok bool) {
	last := text[i] + 2 // the closing bracket
	named := last == '}'
	if i = skipSpace(text, i+1); i < len(text) && text[i] == last {
		return i + 1, true
	}
	for {
		if named {
			if i = skipSpace(text, i); i == len(text) || text[i] != '"' {
				return 0, false
			}
			if i = skipText(text, i); i == 0 {
				return 0, false
			}
			if i = skipSpace(text, i); i == len(text) || text[i] != ':' {
				return 0, false
			}
			i++
		}
		if i, ok = skipJSON(text, i, depth+1); !ok {
			return 0, false
		}
		if i = skipSpace(text, i); i == len(text) {
			return 0, false
		}
		switch text[i] {
		case last:
			return i + 1, true
		case ',':
			i++
		default:
			return 0, false
		}
	}
}

func skipSpace(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// skipText gives the index behind the string at i, 0 when it is none. Eight
// bytes at a time are looked through for a quote, a backslash or a control
// character.
func skipText(text []byte, i int) int {
	for i++; ; {
		for i+8 <= len(text) {
			w := binary.LittleEndian.Uint64(text[i:])
			if found := controls(w) | zeroBytes(w^eachByte*'"') | zeroBytes(w^eachByte*'\\'); found != 0 {
				i += bits.TrailingZeros64(found) / 8
				break
			}
			i += 8
		}
		if i >= len(text) {
			return 0
		}
		switch c := text[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			_, n := escape(text[i:min(i+12, len(text))])
			if n == 0 {
				return 0
			}
			i += n
		case c < ' ':
			return 0
		default:
			i++
		}
	}
}
