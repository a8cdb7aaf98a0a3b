package directory

import (
	"fmt"
	"strconv"
	"strings"
)

// SID is a security identifier in its text form, "S-1-5-21-...", upper case.
// The empty SID means "not known". Two SIDs are equal when their texts are.
type SID string

// SIDFromValue reads an objectSid as exports carry it: the binary form (MS-DTYP
// 2.4.2.2: revision, count, 48-bit authority, little-endian sub-authorities) or
// the text form.
func SIDFromValue(value string) (SID, error) { return sidFromValue(value, nil) }

// IsSIDText reports whether a value is a SID in its text form: S-1-, the
// authority, in hexadecimal digits where it is large, and up to 15 numbers
// (MS-DTYP 2.4.2.1).
func IsSIDText[T string | []byte](text T) bool {
	const prefix = "S-1-"
	if len(text) < len(prefix) || string(text[:len(prefix)]) != prefix {
		return false
	}
	numbers, digits, hex := 0, 0, false // numbers before the one in hand, and its digits
	for i := len(prefix); i < len(text); i++ {
		switch c := text[i]; {
		case '0' <= c && c <= '9', hex && 'A' <= c && c <= 'F':
			digits++
		case c == '-' && digits > 0:
			numbers, digits, hex = numbers+1, 0, false
		case c == 'X' && numbers == 0 && digits == 1 && text[i-1] == '0' && !hex:
			digits, hex = 0, true
		default:
			return false
		}
	}
	return digits > 0 && numbers <= 15
}

func sidFromValue(value string, texts *Texts) (SID, error) {
	if len(value) > 0 && value[0] > 1 {
		t := strings.ToUpper(strings.TrimSpace(value))
		if IsSIDText(t) {
			return SID(t), nil
		}
		if strings.HasPrefix(t, "S-") {
			return "", fmt.Errorf("objectSid %q is not a SID, want S-1- and numbers with hyphens between them", value)
		}
	}
	if len(value) < 8 || value[0] != 1 || len(value) != 8+4*int(value[1]) {
		return "", fmt.Errorf("objectSid has %d bytes and is not a SID", len(value))
	}
	var authority uint64
	for i := range 6 {
		authority = authority<<8 | uint64(value[2+i])
	}
	var room [184]byte // the longest has 15 sub-authorities
	text := strconv.AppendUint(append(room[:0], "S-1-"...), authority, 10)
	for at := 8; at < len(value); at += 4 {
		text = append(text, '-')
		text = strconv.AppendUint(text, uint64(uint32At(value[at:])), 10)
	}
	return SID(texts.Keep(text)), nil
}
