package directory

import (
	"bytes"
	"encoding/binary"
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
	wrong := byte(0)
	for i, at := range textOrder {
		high, low := hexValues[s[textPlaces[i]]], hexValues[s[textPlaces[i]+1]]
		wrong |= high | low
		g[at] = high<<4 | low
	}
	if wrong > 0xF {
		return GUID{}, false
	}
	return g, true
}

// hexValues are the values of the hex digits, and more than 15 for what is none:
// a digit or a letter is a guess, which a branch would miss half of the time.
var hexValues = func() (values [256]byte) {
	for c := range values {
		values[c] = 0xFF
	}
	for i := range byte(10) {
		values['0'+i] = i
	}
	for i := range byte(6) {
		values['a'+i], values['A'+i] = 10+i, 10+i
	}
	return values
}()

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
		binary.LittleEndian.PutUint16(text[textPlaces[i]:], hexPairs[g[at&15]])
	}
	return append(b, text[:]...)
}

// hexPairs are the two digits of each octet, the first in the lower byte.
var hexPairs = func() (pairs [256]uint16) {
	const digits = "0123456789abcdef"
	for i := range pairs {
		pairs[i] = uint16(digits[i>>4]) | uint16(digits[i&0xf])<<8
	}
	return pairs
}()

// Anchor is the sourceAnchor that this GUID gives: the Base64 of its octets.
func (g GUID) Anchor() Anchor { return AnchorFromBytes(g[:]) }

// IsZero reports whether no GUID is known.
func (g GUID) IsZero() bool { return g == GUID{} }
