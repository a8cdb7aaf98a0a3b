package source

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Reader turns UTF-16 into UTF-8. Half a surrogate pair, and an odd byte
// at the end, become U+FFFD.
type utf16Reader struct {
	r    io.Reader
	big  bool
	in   []byte // raw bytes, in[at:end] are not yet converted
	at   int
	end  int
	err  error
	tail []byte // converted bytes that did not fit into the caller's buffer
	room [8]byte
}

func newUTF16Reader(r io.Reader, big bool) *utf16Reader {
	return &utf16Reader{r: r, big: big, in: make([]byte, 256<<10)}
}

// Read fills p with converted text.
func (u *utf16Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(u.tail) > 0 {
		n := copy(p, u.tail)
		u.tail = u.tail[n:]
		return n, nil
	}
	for {
		if n := u.convert(p); n > 0 {
			return n, nil
		}
		if u.end-u.at >= 4 || (u.err != nil && u.end > u.at) {
			// A character is there but p is too small for it.
			u.tail = u.room[:u.convert(u.room[:])]
			n := copy(p, u.tail)
			u.tail = u.tail[n:]
			return n, nil
		}
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
}

// fill moves the rest to the front and reads more behind it.
func (u *utf16Reader) fill() {
	u.end = copy(u.in, u.in[u.at:u.end])
	u.at = 0
	n, err := u.r.Read(u.in[u.end:])
	u.end += n
	u.err = err
}

// convert writes whole characters into p and gives the number of bytes. It
// leaves an unfinished character for later unless the source has ended.
func (u *utf16Reader) convert(p []byte) int {
	n := 0
	for n+utf8.UTFMax <= len(p) {
		if run := u.ascii(p[n:]); run > 0 {
			n += run
			continue
		}
		left := u.in[u.at:u.end]
		if len(left) < 2 {
			if u.err == nil || len(left) == 0 {
				break
			}
			u.at = u.end
			n += utf8.EncodeRune(p[n:], utf8.RuneError)
			continue
		}
		first := u.unit(left)
		if !utf16.IsSurrogate(first) {
			u.at += 2
			n += utf8.EncodeRune(p[n:], first)
			continue
		}
		if len(left) < 4 {
			if u.err == nil {
				break
			}
			u.at += 2
			n += utf8.EncodeRune(p[n:], utf8.RuneError)
			continue
		}
		whole := utf16.DecodeRune(first, u.unit(left[2:]))
		u.at += 2
		if whole != utf8.RuneError {
			u.at += 2
		}
		n += utf8.EncodeRune(p[n:], whole)
	}
	return n
}

func (u *utf16Reader) unit(b []byte) rune {
	if u.big {
		return rune(binary.BigEndian.Uint16(b))
	}
	return rune(binary.LittleEndian.Uint16(b))
}

// ascii converts a run of ASCII, four characters at a time, and gives its
// length; 0 when the next four characters are not all ASCII.
func (u *utf16Reader) ascii(p []byte) int {
	mask, shift := uint64(0xFF80FF80FF80FF80), 0
	if u.big {
		mask, shift = 0x80FF80FF80FF80FF, 8
	}
	in, n := u.in[u.at:u.end], 0
	for len(in) >= 8 && len(p) >= n+4 {
		v := binary.LittleEndian.Uint64(in)
		if v&mask != 0 {
			break
		}
		v >>= shift
		v = (v | v>>8) & 0x0000FFFF0000FFFF
		binary.LittleEndian.PutUint32(p[n:], uint32(v|v>>16))
		in, n = in[8:], n+4
	}
	u.at += 2 * n
	return n
}
