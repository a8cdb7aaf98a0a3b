package source

import (
	"encoding/binary"
	"unicode/utf8"
)

// validValue is utf8.Valid for a short text that mostly ends in ASCII, as a DN
// does. It takes a byte at a time without a branch on what it is, because which
// letters of a name are ASCII cannot be foreseen.
func validValue(text []byte) bool {
	for n := len(text); n >= 8 && binary.LittleEndian.Uint64(text[n-8:])&topBits == 0; n -= 8 {
		text = text[:n-8]
	}
	state := uint64(letterEnds)
	for _, c := range text {
		state = letterSteps[c] >> (state & 63)
	}
	return state&63 == letterEnds
}

// What the bytes before leave open, each as the place of six bits in an entry of
// letterSteps: nothing, or they are wrong, or one, two or three bytes of a
// letter, of which the first is limited behind four lead bytes (RFC 3629, 4).
const (
	letterEnds = 6 * iota
	letterWrong
	oneMore
	twoMore
	threeMore
	behindE0
	behindED
	behindF0
	behindF4
)

// letterSteps gives, for each byte, what is open behind it, for each of what was
// open before it.
var letterSteps = func() (steps [256]uint64) {
	for c := range steps {
		for before := letterEnds; before <= behindF4; before += 6 {
			steps[c] |= letterWrong << before
		}
	}
	for _, right := range []struct {
		before   int
		from, to byte
		behind   uint64
	}{
		{letterEnds, 0x00, 0x7F, letterEnds},
		{letterEnds, 0xC2, 0xDF, oneMore},
		{letterEnds, 0xE0, 0xE0, behindE0},
		{letterEnds, 0xE1, 0xEC, twoMore},
		{letterEnds, 0xED, 0xED, behindED},
		{letterEnds, 0xEE, 0xEF, twoMore},
		{letterEnds, 0xF0, 0xF0, behindF0},
		{letterEnds, 0xF1, 0xF3, threeMore},
		{letterEnds, 0xF4, 0xF4, behindF4},
		{oneMore, 0x80, 0xBF, letterEnds},
		{twoMore, 0x80, 0xBF, oneMore},
		{threeMore, 0x80, 0xBF, twoMore},
		{behindE0, 0xA0, 0xBF, oneMore},
		{behindED, 0x80, 0x9F, oneMore},
		{behindF0, 0x90, 0xBF, twoMore},
		{behindF4, 0x80, 0x8F, twoMore},
	} {
		for c := int(right.from); c <= int(right.to); c++ {
			steps[c] ^= (letterWrong ^ right.behind) << right.before
		}
	}
	return steps
}()

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
