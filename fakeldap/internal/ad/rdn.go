package ad

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"presync/fakeldap/internal/ber"
)

// rdn is the first component of a name and the text behind it.
type rdn struct {
	typ, value, rest string
	// more says that a separator follows, so that rest has to be a name.
	more bool
}

// cutRDN cuts the first component off a name. It is stricter than
// ldap.ParseDN, which takes empty values and no quotes.
func cutRDN(s string) (rdn, error) {
	typ, s, found := strings.Cut(s, "=")
	r := rdn{typ: strings.Trim(typ, " ")}
	if !found || !plainType(r.typ) {
		return r, fmt.Errorf("%q is no attribute type with a value", typ)
	}
	s = strings.TrimLeft(s, " ")
	var err error
	switch {
	case strings.HasPrefix(s, `"`):
		r.value, s, err = quoted(s[1:])
	case strings.HasPrefix(s, "#"):
		r.value, s, err = hexValue(s[1:])
	default:
		r.value, s, err = escaped(s)
	}
	switch {
	case err != nil:
		return r, err
	case !utf8.ValidString(r.value):
		return r, fmt.Errorf("the value of %s is not UTF-8", r.typ)
	case r.value == "":
		return r, fmt.Errorf("%s has no value", r.typ)
	case s == "":
		return r, nil
	case s[0] == '+':
		return r, errors.New("it has a component of several values, which AD has not")
	case s[0] != ',':
		return r, fmt.Errorf("%q follows a value", s)
	}
	r.rest, r.more = strings.TrimLeft(s[1:], " "), true
	return r, nil
}

// escaped reads a value up to the separator. Blanks around it don't count
// unless they are escaped.
func escaped(s string) (value, rest string, err error) {
	switch i := strings.IndexAny(s, ",+\"\\;<>"); {
	case i < 0:
		return strings.TrimRight(s, " "), "", nil
	case s[i] == ',':
		return strings.TrimRight(s[:i], " "), s[i:], nil
	}
	var b strings.Builder
	keep := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ',', '+':
			return b.String()[:keep], s[i:], nil
		case '"', ';', '<', '>':
			return "", "", fmt.Errorf("%q has to be escaped", c)
		case '\\':
			decoded, n, err := escape(s[i+1:])
			if err != nil {
				return "", "", err
			}
			b.WriteByte(decoded)
			i += n
			keep = b.Len()
		default:
			b.WriteByte(c)
			if c != ' ' {
				keep = b.Len()
			}
		}
	}
	return b.String()[:keep], "", nil
}

// escape decodes what follows a backslash: two hex digits or the character
// itself.
func escape(s string) (c byte, n int, err error) {
	if len(s) >= 2 {
		if b, err := hex.DecodeString(s[:2]); err == nil {
			return b[0], 2, nil
		}
	}
	if s == "" || strings.IndexByte(` "#+,;<=>\\`, s[0]) < 0 {
		return 0, 0, errors.New("a backslash stands before no character that is escaped")
	}
	return s[0], 1, nil
}

// quoted reads a value in quotation marks.
func quoted(s string) (value, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			return b.String(), strings.TrimLeft(s[i+1:], " "), nil
		case '\\':
			decoded, n, err := escape(s[i+1:])
			if err != nil {
				return "", "", err
			}
			b.WriteByte(decoded)
			i += n
		default:
			b.WriteByte(c)
		}
	}
	return "", "", errors.New("a quotation mark is not closed")
}

// hexValue reads a value given as the hex digits of its BER.
func hexValue(s string) (value, rest string, err error) {
	digits := s
	if i := strings.IndexAny(s, ",+ "); i >= 0 {
		digits, rest = s[:i], strings.TrimLeft(s[i:], " ")
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return "", "", fmt.Errorf("#%s is no hex: %w", digits, err)
	}
	_, content, _, err := ber.Next(b)
	return string(content), rest, err
}
