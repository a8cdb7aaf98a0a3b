package directory

import (
	"encoding/binary"
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
func SIDFromValue(value string) (SID, error) {
	if len(value) > 0 && value[0] > 1 {
		if t := strings.ToUpper(strings.TrimSpace(value)); strings.HasPrefix(t, "S-1-") {
			return SID(t), nil
		}
	}
	raw := []byte(value)
	if len(raw) < 8 || raw[0] != 1 || len(raw) != 8+4*int(raw[1]) {
		return "", fmt.Errorf("objectSid has %d bytes and is not a SID", len(raw))
	}
	var authority uint64
	for _, b := range raw[2:8] {
		authority = authority<<8 | uint64(b)
	}
	var room [184]byte // the longest has 15 sub-authorities
	text := strconv.AppendUint(append(room[:0], "S-1-"...), authority, 10)
	for at := 8; at < len(raw); at += 4 {
		text = append(text, '-')
		text = strconv.AppendUint(text, uint64(binary.LittleEndian.Uint32(raw[at:])), 10)
	}
	return SID(text), nil
}
