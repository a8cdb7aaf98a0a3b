package wire

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// sidBytes is the binary form of a SID (MS-DTYP 2.4.2.2).
func sidBytes(text string) (string, bool) {
	parts := strings.Split(strings.ToUpper(strings.TrimSpace(text)), "-")
	if len(parts) < 3 || parts[0] != "S" || parts[1] != "1" || len(parts)-3 > 15 {
		return "", false
	}
	authority, err := strconv.ParseUint(parts[2], 10, 48)
	if err != nil {
		return "", false
	}
	raw := binary.BigEndian.AppendUint64(nil, authority)
	raw[0], raw[1] = 1, byte(len(parts)-3)
	for _, part := range parts[3:] {
		sub, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return "", false
		}
		raw = binary.LittleEndian.AppendUint32(raw, uint32(sub))
	}
	return string(raw), true
}
