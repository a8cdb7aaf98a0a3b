package generate

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// foldAt is the number of bytes after which a line goes on in the next one.
const foldAt = 76

// ldif writes attribute lines. UTF-16 files hold text as it is; in UTF-8 files
// everything beyond ASCII is in base64, as the programs do it.
type ldif struct {
	out     []byte
	line    []byte
	newline string
	plain   bool // text beyond ASCII is not encoded
}

func newLDIF(o Options) ldif {
	if o.Dialect == LDAPSearch {
		return ldif{newline: "\n"}
	}
	return ldif{newline: "\r\n", plain: o.UTF16}
}

// write writes an attribute line. An empty value writes nothing.
func write[T text](w *ldif, name string, value T) {
	if len(value) == 0 {
		return
	}
	if !safe(value, w.plain) {
		w.binary(name, []byte(value))
		return
	}
	if len(name)+2+len(value) <= foldAt {
		w.out = append(append(append(append(w.out, name...), ": "...), value...), w.newline...)
		return
	}
	w.line = append(append(append(w.line[:0], name...), ": "...), value...)
	w.fold()
}

// safe reports whether a value can stand as it is (RFC 2849).
func safe[T text](value T, plain bool) bool {
	if c := value[0]; c == ' ' || c == ':' || c == '<' || value[len(value)-1] == ' ' {
		return false
	}
	for i := range len(value) {
		if c := value[i]; c == '\n' || c == '\r' || c == 0 || c >= utf8.RuneSelf && !plain {
			return false
		}
	}
	return true
}

// binary writes a value in base64.
func (w *ldif) binary(name string, value []byte) {
	w.line = append(append(w.line[:0], name...), ":: "...)
	w.line = base64.StdEncoding.AppendEncode(w.line, value)
	w.fold()
}

// number writes a number.
func (w *ldif) number(name string, n int64) {
	w.out = strconv.AppendInt(append(append(w.out, name...), ": "...), n, 10)
	w.out = append(w.out, w.newline...)
}

// fold writes the line in pieces, none of which ends within a character.
func (w *ldif) fold() {
	rest, width := w.line, foldAt
	for len(rest) > width {
		cut := width
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.out = append(append(w.out, rest[:cut]...), w.newline...)
		w.out = append(w.out, ' ')
		rest, width = rest[cut:], foldAt-1
	}
	w.out = append(append(w.out, rest...), w.newline...)
}

// end ends the record.
func (w *ldif) end() { w.out = append(w.out, w.newline...) }

// appendUTF16 converts UTF-8 to UTF-16LE.
func appendUTF16(out, in []byte) []byte {
	for i := 0; i < len(in); {
		if c := in[i]; c < utf8.RuneSelf {
			out = append(out, c, 0)
			i++
			continue
		}
		r, size := utf8.DecodeRune(in[i:])
		i += size
		if r >= 1<<16 {
			r -= 1 << 16
			high := 0xd800 + r>>10
			out = append(out, byte(high), byte(high>>8))
			r = 0xdc00 + r&0x3ff
		}
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}
