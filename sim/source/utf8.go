package source

import (
	"encoding/binary"
	"unicode/utf8"
)

// validValue is utf8.Valid for a short text that mostly ends in ASCII, as a DN
// does.
func validValue(text []byte) bool {
	for n := len(text); n >= 8 && binary.LittleEndian.Uint64(text[n-8:])&topBits == 0; n -= 8 {
		text = text[:n-8]
	}
	return utf8.Valid(text)
}

// validUTF8 is utf8.Valid for long texts that are mostly ASCII: it takes
// ASCII 32 bytes at a time also behind a letter that is not.
func validUTF8(text []byte) bool {
	for len(text) > 0 {
		if len(text) >= 32 {
			all := binary.LittleEndian.Uint64(text) | binary.LittleEndian.Uint64(text[8:]) |
				binary.LittleEndian.Uint64(text[16:]) | binary.LittleEndian.Uint64(text[24:])
			if all&topBits == 0 {
				text = text[32:]
				continue
			}
		}
		// One run of letters, or a few bytes before one.
		for i := 0; i < 32 && len(text) > 0; i++ {
			if text[0] < utf8.RuneSelf {
				text = text[1:]
				continue
			}
			r, n := utf8.DecodeRune(text)
			if r == utf8.RuneError && n == 1 {
				return false
			}
			text = text[n:]
		}
	}
	return true
}
