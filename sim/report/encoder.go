package report

import (
	"strconv"
	"unicode/utf8"

	"presync/sim/directory"
	"presync/sim/match"
)

// encoder appends JSON to a buffer. It exists because a million decisions are
// an ordinary result, and encoding/json takes about twice as long for one.
// It writes the bytes that encoding/json writes without HTML escapes,
// which a test holds it to.
type encoder struct{ b []byte }

// comma sets the next element apart from the one before it.
func (e *encoder) comma() {
	if n := len(e.b); n > 0 {
		switch e.b[n-1] {
		case '{', '[', ':':
		default:
			e.b = append(e.b, ',')
		}
	}
}

// open starts an object or a list as an element.
func (e *encoder) open(bracket byte) {
	e.comma()
	e.b = append(e.b, bracket)
}

func (e *encoder) close(bracket byte) { e.b = append(e.b, bracket) }

// raw appends text that is JSON already.
func (e *encoder) raw(text string) { e.b = append(e.b, text...) }

// name starts a field of an object; its value comes next.
func (e *encoder) name(name string) {
	e.comma()
	e.b = append(e.b, '"')
	e.b = append(e.b, name...)
	e.b = append(e.b, '"', ':')
}

func (e *encoder) null() {
	e.comma()
	e.b = append(e.b, "null"...)
}

func (e *encoder) int(n int) {
	e.comma()
	e.b = strconv.AppendInt(e.b, int64(n), 10)
}

// float writes a number between 0 and 1 that is rounded to a few digits.
func (e *encoder) float(f float64) {
	e.comma()
	e.b = strconv.AppendFloat(e.b, f, 'f', -1, 64)
}

func (e *encoder) bool(v bool) {
	e.comma()
	e.b = strconv.AppendBool(e.b, v)
}

// field writes a string field.
func (e *encoder) field(name, value string) {
	e.name(name)
	e.string(value)
}

// fieldOrNull writes a string field, null for "".
func (e *encoder) fieldOrNull(name, value string) {
	e.name(name)
	if value == "" {
		e.null()
		return
	}
	e.string(value)
}

// strings writes a field with a list of strings, [] when there is none.
func (e *encoder) strings(name string, values []string) {
	e.name(name)
	e.open('[')
	for _, v := range values {
		e.string(v)
	}
	e.close(']')
}

// string writes a string with the escapes of encoding/json; bytes that are
// not UTF-8 become U+FFFD.
func (e *encoder) string(s string) {
	e.comma()
	e.b = append(e.b, '"')
	e.inside(s)
	e.b = append(e.b, '"')
}

// address writes an address as a string.
func (e *encoder) address(a *directory.Address) {
	e.comma()
	e.b = append(e.b, '"')
	if a.Type != "" {
		e.inside(a.Type)
		e.b = append(e.b, ':')
	}
	e.inside(a.Local)
	e.b = append(e.b, '"')
}

// inside writes what stands between the quotes of a string.
func (e *encoder) inside(s string) {
	start := 0
	for i := match.Plain(s, '"', '\\'); i < len(s); {
		if asIs[s[i]] {
			i += max(1, match.Plain(s[i:], '"', '\\'))
			continue
		}
		if c := s[i]; c < utf8.RuneSelf {
			e.b = appendEscape(append(e.b, s[start:i]...), c)
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			e.b = append(append(e.b, s[start:i]...), `\ufffd`...)
			start = i + n
		case r == '\u2028' || r == '\u2029':
			e.b = append(append(e.b, s[start:i]...), `\u202`...)
			e.b = append(e.b, hexDigits[r&0xf])
			start = i + n
		}
		i += n
	}
	e.b = append(e.b, s[start:]...)
}

// asIs has the bytes that stand in a JSON string as they are.
var asIs = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

const hexDigits = "0123456789abcdef"

// appendEscape writes an ASCII character that JSON escapes.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}
