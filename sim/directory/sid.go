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

func sidFromValue(value string, texts *Texts) (SID, error) {
	if len(value) > 0 && value[0] > 1 {
		if t := strings.ToUpper(strings.TrimSpace(value)); strings.HasPrefix(t, "S-1-") {
			return SID(t), nil
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
