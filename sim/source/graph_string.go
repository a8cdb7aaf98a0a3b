package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// str takes a string and gives its text without quotes and escapes, valid
// until the next call.
func (s *jsonScanner) str() ([]byte, error) {
	if text, ok := s.simple(); ok {
		return text, nil
	}
	s.token = s.at
	text, plain, err := s.quoted()
	s.token = -1
	if err != nil || plain || utf8.Valid(text) && bytes.IndexByte(text, '\\') < 0 {
		return text, err
	}
	return s.unescape(text)
}

// simple is str for a string that is ASCII without escapes and is all there,
// with some text behind it. It takes nothing of any other.
func (s *jsonScanner) simple() ([]byte, bool) {
	from := s.at + 1
	text := s.buf[min(from, s.end):s.end]
	for i := 0; i+8 <= len(text); i += 8 {
		n := ordinary(text[i:])
		if n == 8 {
			continue
		}
		if i += n; text[i] != '"' {
			break
		}
		s.at = from + i + 1
		return text[:i], true
	}
	return nil, false
}

// quoted takes what stands between two quotes. plain says that it is ASCII
// without escapes.
func (s *jsonScanner) quoted() (text []byte, plain bool, err error) {
	i := s.at + 1
	plain = true
	for {
		for i < s.end {
			if i+8 <= s.end {
				if n := ordinary(s.buf[i:]); n > 0 {
					i += n
					continue
				}
			}
			switch c := s.buf[i]; {
			case c == '"':
				s.at = i + 1
				return s.buf[s.token+1 : i], plain, nil
			case c == '\\':
				plain = false
				i++ // whatever follows is no closing quote
			case c < ' ':
				return nil, false, s.fault("a line break or control character stands in a string; is a quote missing?")
			case c >= utf8.RuneSelf:
				plain = false
			}
			i++
		}
		length := i - s.token
		if !s.fill() {
			return nil, false, s.ended()
		}
		i = s.token + length
	}
}

// ordinary gives how many of the first eight bytes are ASCII and neither
// quote, backslash nor control character.
func ordinary(b []byte) int {
	w := binary.LittleEndian.Uint64(b)
	marks := w&topBits | controls(w) | zeroBytes(w^eachByte*'"') | zeroBytes(w^eachByte*'\\')
	return bits.TrailingZeros64(marks) / 8
}

// unescape resolves the escapes of a string. What is not valid UTF-8, and
// half a surrogate pair, becomes U+FFFD, as in encoding/json.
func (s *jsonScanner) unescape(text []byte) ([]byte, error) {
	out := s.text[:0]
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\\':
			r, n := escape(text[i:])
			if n == 0 {
				return nil, s.fault("a string has an escape that JSON does not know: %q", text[i:min(i+6, len(text))])
			}
			out = utf8.AppendRune(out, r)
			i += n
		case c < utf8.RuneSelf:
			if c < ' ' {
				return nil, s.fault("a control character stands in a string")
			}
			out = append(out, c)
			i++
		default:
			r, n := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && n == 1 && s.badUTF8 == 0 {
				s.badUTF8 = s.line
			}
			out = utf8.AppendRune(out, r)
			i += n
		}
	}
	s.text = out
	return out, nil
}

// escape decodes the escape at the start of t and gives its length, 0 when it
// is none.
func escape(t []byte) (rune, int) {
	if len(t) < 2 {
		return 0, 0
	}
	switch t[1] {
	case '"', '\\', '/':
		return rune(t[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	}
	first := hexUnit(t)
	if first < 0 {
		return 0, 0
	}
	if !utf16.IsSurrogate(first) {
		return first, 6
	}
	if second := hexUnit(t[6:]); second >= 0 {
		if whole := utf16.DecodeRune(first, second); whole != utf8.RuneError {
			return whole, 12
		}
	}
	return utf8.RuneError, 6
}

// hexUnit gives the value of an escape of four hex digits, or -1.
func hexUnit(t []byte) rune {
	if len(t) < 6 || t[0] != '\\' || t[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range t[2:6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return -1
		}
	}
	return r
}
