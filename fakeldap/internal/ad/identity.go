package ad

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FormatGUID writes the 16 bytes of an objectGUID as Windows does: the first
// three groups are stored with their low byte first.
func FormatGUID(b []byte) string {
	if len(b) != 16 {
		return hex.EncodeToString(b)
	}
	return fmt.Sprintf("%08x-%04x-%04x-%x-%x", binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint16(b[4:]),
		binary.LittleEndian.Uint16(b[6:]), b[8:10], b[10:])
}

// ParseGUID reads a GUID with dashes, with or without braces, or the 32 hex
// digits of its bytes in stored order, the two forms of <GUID=...>.
func ParseGUID(s string) ([16]byte, error) {
	var g [16]byte
	s = strings.TrimSuffix(strings.TrimPrefix(s, "{"), "}")
	dashed := len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-'
	if dashed {
		s = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 16 {
		return g, fmt.Errorf("%q is no GUID", s)
	}
	if dashed {
		b[0], b[1], b[2], b[3] = b[3], b[2], b[1], b[0]
		b[4], b[5] = b[5], b[4]
		b[6], b[7] = b[7], b[6]
	}
	return [16]byte(b), nil
}

// validSID checks the layout of a binary SID.
func validSID(b []byte) bool {
	return len(b) >= 8 && b[0] == 1 && len(b) == 8+4*int(b[1])
}

// FormatSID writes a binary SID as S-1-...; hex digits when it is none.
func FormatSID(b []byte) string {
	if !validSID(b) {
		return hex.EncodeToString(b)
	}
	authority := uint64(binary.BigEndian.Uint16(b[2:]))<<32 | uint64(binary.BigEndian.Uint32(b[4:]))
	s := "S-1-" + strconv.FormatUint(authority, 10)
	for i := 8; i < len(b); i += 4 {
		s += "-" + strconv.FormatUint(uint64(binary.LittleEndian.Uint32(b[i:])), 10)
	}
	return s
}

// ParseSID reads S-1-..., or the hex digits of a binary SID, the two forms of
// <SID=...>.
func ParseSID(s string) ([]byte, error) {
	if !strings.HasPrefix(s, "S-1-") && !strings.HasPrefix(s, "s-1-") {
		b, err := hex.DecodeString(s)
		if err != nil || !validSID(b) {
			return nil, fmt.Errorf("%q is no SID", s)
		}
		return b, nil
	}
	parts := strings.Split(s[4:], "-")
	if len(parts) > 16 {
		return nil, fmt.Errorf("%q is no SID: more than 15 parts", s)
	}
	authority, err := strconv.ParseUint(parts[0], 10, 48)
	if err != nil {
		return nil, fmt.Errorf("%q is no SID", s)
	}
	b := []byte{1, byte(len(parts) - 1)}
	b = binary.BigEndian.AppendUint16(b, uint16(authority>>32))
	b = binary.BigEndian.AppendUint32(b, uint32(authority))
	for _, p := range parts[1:] {
		n, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is no SID", s)
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return b, nil
}

// FormatTime writes a generalized time as AD does, with tenths and in UTC.
func FormatTime(t time.Time) string { return t.UTC().Format("20060102150405") + ".0Z" }

// FileTime is a moment in the 100 nanosecond steps since 1601 of a large
// integer such as pwdLastSet.
func FileTime(t time.Time) int64 {
	return t.Unix()*1e7 + int64(t.Nanosecond())/100 + 116444736000000000
}

// normalTime brings a generalized time to seconds and UTC.
func normalTime(s string) (string, bool) {
	digits, zone, found := strings.Cut(s, ".")
	if found {
		zone = strings.TrimLeft(zone, "0123456789")
	} else {
		digits = strings.TrimRight(s, "Z")
		zone = s[len(digits):]
	}
	t, err := time.Parse("20060102150405", digits)
	if err != nil || zone != "Z" {
		return "", false
	}
	return t.Format("20060102150405"), true
}
