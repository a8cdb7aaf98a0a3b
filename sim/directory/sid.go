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

// SIDIn is SIDFromValue with memory for the text; "" is what cannot be read.
func SIDIn(texts *Texts, value string) SID {
	s, err := sidFromValue(value, texts)
	if err != nil {
		return ""
	}
	return s
}

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
	if text, ok := texts.ofSameDomain(value); ok {
		return text, nil
	}
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
	sid := SID(texts.Keep(text))
	texts.rememberDomain(value, sid)
	return sid, nil
}

// ofSameDomain makes the text of a SID that differs from the one before in its
// last number only, as those of a domain do. ok is false for all else.
func (t *Texts) ofSameDomain(value string) (sid SID, ok bool) {
	if t == nil || len(value) < 4 || len(t.domain) == 0 || value[:len(value)-4] != t.domain {
		return "", false
	}
	var room [184]byte
	text := append(room[:0], t.domainText...)
	return SID(t.Keep(strconv.AppendUint(text, uint64(uint32At(value[len(value)-4:])), 10))), true
}

// rememberDomain keeps what ofSameDomain compares with.
func (t *Texts) rememberDomain(value string, sid SID) {
	if t != nil && len(value) > 8 { // there is a number
		t.domain, t.domainText = value[:len(value)-4], string(sid[:strings.LastIndexByte(string(sid), '-')+1])
	}
}
