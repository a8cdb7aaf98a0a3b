package match

import "math/bits"

// Plain counts the bytes at the beginning of a text that are printable ASCII
// and neither of two characters, which are ASCII. Most values are nothing else,
// so that it looks at eight bytes at a time.
func Plain(s string, one, other byte) int {
	if len(s) < 8 {
		for i := range len(s) {
			if c := s[i]; c < ' ' || c > '~' || c == one || c == other {
				return i
			}
		}
		return len(s)
	}
	a, b := ones*uint64(one), ones*uint64(other)
	for i := 0; i < len(s)-8; i += 8 {
		if m := marks(eight(s[i:]), a, b); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	// The last eight bytes may begin in what was looked at already.
	last := len(s) - 8
	return last + bits.TrailingZeros64(marks(eight(s[last:]), a, b))/8
}

// ones has a 1 in each byte, tops the top bit.
const ones, tops = 0x0101010101010101, 0x8080808080808080

// eight are the first eight bytes of a text.
func eight(s string) uint64 {
	s = s[:8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// marks has the top bit of each byte that is not ASCII, is DEL, a control
// character, or what a or b has in all places. Such a byte may take from or add
// to the ones above it, so that only the lowest mark is to be trusted.
func marks(w, a, b uint64) uint64 {
	return (w | (w + ones) | (w - ones*' ') | (w ^ a - ones) | (w ^ b - ones)) & tops
}
