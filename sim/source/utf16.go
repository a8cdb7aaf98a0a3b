package source

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Reader turns UTF-16 into UTF-8. Half a surrogate pair, and an odd byte
// at the end, become U+FFFD.
//
// Whoever reads converts, into the memory that is to be filled: the text that
// was read is in the cache of that core, and so is what becomes of it when it is
// taken apart there.
type utf16Reader struct {
	r    io.Reader
	big  bool
	room []byte
	raw  []byte // the part of room that was read and not converted yet
	text []byte // what was converted and not taken yet
	few  [4 * fewUnits]byte
	err  error // why there is no more to read
}

const (
	// utf16Room is how many bytes are read at once.
	utf16Room = 64 << 10
	// fewUnits is how many are converted at once where there is little room.
	fewUnits = 16
)

func newUTF16Reader(r io.Reader, big bool) *utf16Reader {
	return &utf16Reader{r: r, big: big, room: make([]byte, utf16Room)}
}

// Read fills p with converted text.
func (u *utf16Reader) Read(p []byte) (int, error) {
	if len(u.text) == 0 && len(p) > 0 {
		whole := u.fill()
		if whole == 0 {
			return 0, u.err
		}
		// A unit becomes up to three bytes, and so does an odd byte at the end.
		if units := len(p) / 4; units >= fewUnits {
			return len(u.convert(p[:0], whole, units)), nil
		}
		u.text = u.convert(u.few[:0], whole, fewUnits)
	}
	n := copy(p, u.text)
	u.text = u.text[n:]
	return n, nil
}

// fill reads until there is something to convert, and gives how many bytes:
// whole characters, at the end all that is left.
func (u *utf16Reader) fill() int {
	for u.err == nil {
		if whole := wholeUTF16(u.raw, u.big); whole > 0 {
			return whole
		}
		kept := copy(u.room, u.raw)
		var n int
		n, u.err = u.r.Read(u.room[kept:])
		u.raw = u.room[:kept+n]
	}
	return len(u.raw)
}

// convert converts whole characters, or some of them where they have more units
// than there is room for.
func (u *utf16Reader) convert(to []byte, whole, units int) []byte {
	if whole > 2*units {
		whole = wholeUTF16(u.raw[:2*units], u.big)
	}
	to = appendUTF8(to, u.raw[:whole], u.big)
	u.raw = u.raw[whole:]
	return to
}

// wholeUTF16 gives how many bytes of a text are whole characters.
func wholeUTF16(raw []byte, big bool) int {
	n := len(raw) &^ 1
	if n >= 2 && utf16Unit(raw[n-2:], big)&0xFC00 == 0xD800 {
		n -= 2 // the other half of the pair follows
	}
	return n
}

func utf16Unit(b []byte, big bool) rune {
	if big {
		return rune(binary.BigEndian.Uint16(b))
	}
	return rune(binary.LittleEndian.Uint16(b))
}

// appendUTF8 appends a text in UTF-16 as UTF-8.
func appendUTF8(to, raw []byte, big bool) []byte {
	if cap(to)-len(to) < len(raw) { // enough for most texts
		to = append(make([]byte, 0, len(to)+len(raw)), to...)
	}
	for len(raw) >= 2 {
		n := asciiUTF16(to[len(to):cap(to)], raw, big)
		to, raw = to[:len(to)+n], raw[2*n:]
		// What follows, up to the ASCII behind the next letter that is none.
		for beyond := false; len(raw) >= 2; {
			unit := utf16Unit(raw, big)
			if unit < utf8.RuneSelf {
				if beyond {
					break
				}
				to, raw = append(to, byte(unit)), raw[2:]
				continue
			}
			beyond, raw = true, raw[2:]
			if utf16.IsSurrogate(unit) {
				low := rune(0)
				if len(raw) >= 2 {
					low = utf16Unit(raw, big)
				}
				if unit = utf16.DecodeRune(unit, low); unit != utf8.RuneError {
					raw = raw[2:]
				}
			}
			to = utf8.AppendRune(to, unit)
		}
	}
	if len(raw) > 0 {
		to = utf8.AppendRune(to, utf8.RuneError)
	}
	return to
}

// asciiUTF16 converts the ASCII that a text begins with, as far as there is
// room, and gives how many characters that were; it may leave some.
func asciiUTF16(to, raw []byte, big bool) int {
	if big { // from its second byte on, it is a text with the small end first
		if len(raw) == 0 || raw[0] != 0 {
			return 0
		}
		raw = raw[1:]
	}
	most := min(len(to), len(raw)/2)
	to, raw = to[:most], raw[:2*most]
	n := narrowASCII(to, raw)
	return n + fewASCII(to[n:], raw[2*n:])
}

// beyondASCII are the bits of four units that are zero in ASCII.
const beyondASCII = 0xFF80FF80FF80FF80

// narrowWords is narrowASCII for processors for which there is nothing better. It
// takes 32 characters at a time, with one test for all of them.
func narrowWords(to, raw []byte) int {
	rest := to
	for len(rest) >= 32 && len(raw) >= 64 {
		from, into := (*[64]byte)(raw), (*[32]byte)(rest)
		if (fourUnits(from, 0)|fourUnits(from, 8)|fourUnits(from, 16)|fourUnits(from, 24)|
			fourUnits(from, 32)|fourUnits(from, 40)|fourUnits(from, 48)|fourUnits(from, 56))&beyondASCII != 0 {
			break
		}
		for i := 0; i < 32; i += 4 {
			putLowBytes(into[i:i+4], fourUnits(from, 2*i))
		}
		rest, raw = rest[32:], raw[64:]
	}
	return len(to) - len(rest)
}

// fewASCII takes four characters at a time.
func fewASCII(to, raw []byte) int {
	rest := to
	for len(rest) >= 4 && len(raw) >= 8 {
		units := binary.LittleEndian.Uint64(raw)
		if units&beyondASCII != 0 {
			break
		}
		putLowBytes(rest, units)
		rest, raw = rest[4:], raw[8:]
	}
	return len(to) - len(rest)
}

func fourUnits(raw *[64]byte, at int) uint64 { return binary.LittleEndian.Uint64(raw[at:]) }

// putLowBytes stores the low bytes of four units, of which the high ones are
// zero.
func putLowBytes(to []byte, units uint64) {
	units |= units >> 8
	binary.LittleEndian.PutUint16(to, uint16(units))
	binary.LittleEndian.PutUint16(to[2:], uint16(units>>32))
}
