package directory

import (
	"bytes"
	"fmt"
	"strings"
)

// GUID holds the 16 octets of an objectGUID as Active Directory stores them:
// the first three fields of the text form are little-endian.
type GUID [16]byte

// textOrder maps the octets of the text form to their place in a GUID.
var textOrder = [16]int{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15}

// textPlaces are where the octets stand in the text form, between the hyphens.
var textPlaces = [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// ParseGUID reads the text form, with or without braces, in any case.
// It reports an error that names the text when it is not a GUID.
func ParseGUID(text string) (GUID, error) {
	g, ok := guidOf(strings.TrimSpace(text))
	if !ok {
		return GUID{}, fmt.Errorf("%q is not a GUID (want 8-4-4-4-12 hex digits)", text)
	}
	return g, nil
}

// GUIDOfText is ParseGUID for bytes. It allocates nothing; ok is false for what
// is not a GUID.
func GUIDOfText(text []byte) (g GUID, ok bool) { return guidOf(bytes.TrimSpace(text)) }

func guidOf[T string | []byte](s T) (g GUID, ok bool) {
	if len(s) >= 2 && s[0] == '{' && s[len(s)-1] == '}' {
		s = s[1 : len(s)-1]
	}
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return GUID{}, false
	}
	for i, at := range textOrder {
		high, low := hexDigit(s[textPlaces[i]]), hexDigit(s[textPlaces[i]+1])
		if high|low > 0xF {
			return GUID{}, false
		}
		g[at] = high<<4 | low
	}
	return g, true
}

// hexDigit is the value of a hex digit, more than 15 for what is none.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 0xFF
}

// GUIDFromValue reads an objectGUID as exports carry it: 16 raw octets, or the
// text form that ldbsearch and PowerShell print.
func GUIDFromValue(value string) (GUID, error) {
	if len(value) == 16 {
		return GUID([]byte(value)), nil
	}
	g, err := ParseGUID(value)
	if err != nil {
		return GUID{}, fmt.Errorf("objectGUID has %d bytes, want 16 (or the text form of a GUID)", len(value))
	}
	return g, nil
}

// GUIDOfValue is GUIDFromValue that gives the zero GUID for what cannot be read.
func GUIDOfValue(value string) (g GUID) {
	if len(value) != len(g) {
		g, _ = guidOf(strings.TrimSpace(value))
		return g
	}
	copy(g[:], value)
	return g
}

// String gives the text form in lower case without braces.
func (g GUID) String() string { return string(g.AppendTo(make([]byte, 0, 36))) }

// AppendTo appends what String gives.
func (g GUID) AppendTo(b []byte) []byte {
	text := [36]byte{8: '-', 13: '-', 18: '-', 23: '-'}
	for i, at := range textOrder {
		place := textPlaces[i]
		text[place], text[place+1] = hexDigits[g[at]>>4], hexDigits[g[at]&0xf]
	}
	return append(b, text[:]...)
}

const hexDigits = "0123456789abcdef"

// Anchor is the sourceAnchor that this GUID gives: the Base64 of its octets.
func (g GUID) Anchor() Anchor { return AnchorFromBytes(g[:]) }

// IsZero reports whether no GUID is known.
func (g GUID) IsZero() bool { return g == GUID{} }
