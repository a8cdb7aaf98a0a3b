package source

import (
	"encoding/binary"
	"io"
	"runtime"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Reader turns UTF-16 into UTF-8. Half a surrogate pair, and an odd byte
// at the end, become U+FFFD.
//
// Blocks of the text are converted side by side, a few ahead of what is taken.
// They are cut between characters, so that each is converted by itself.
type utf16Reader struct {
	r     io.Reader
	big   bool
	ahead int // blocks that are converted at once
	size  int // of the next block, in bytes of UTF-16
	most  int // of those behind it

	queue []*utf16Block // in the order of the text
	free  []*utf16Block
	head  *utf16Block // the one that is being taken
	text  []byte      // what of it was not taken yet
	part  []byte      // a character of which the end was not read yet
	err   error       // why there is no more to read
}

// utf16Block is a part of the text.
type utf16Block struct {
	raw, text []byte
	done      chan struct{}
}

// The first block is small, so that a small text costs little.
const (
	firstUTF16Block = 32 << 10
	mostUTF16Block  = 256 << 10
)

func newUTF16Reader(r io.Reader, big bool) *utf16Reader {
	return &utf16Reader{r: r, big: big, ahead: 2 * runtime.GOMAXPROCS(0), size: firstUTF16Block, most: mostUTF16Block}
}

// Read fills p with converted text.
func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.text) == 0 && len(p) > 0 {
		for u.err == nil && len(u.queue) < u.ahead {
			u.fill()
		}
		if len(u.queue) == 0 {
			return 0, u.err
		}
		if u.head != nil {
			u.free = append(u.free, u.head)
		}
		u.head = u.queue[0]
		u.queue = u.queue[:copy(u.queue, u.queue[1:])]
		<-u.head.done
		u.text = u.head.text
	}
	n := copy(p, u.text)
	u.text = u.text[n:]
	return n, nil
}

// fill reads a block and lets it be converted.
func (u *utf16Reader) fill() {
	b := u.block()
	b.raw = append(b.raw[:0], u.part...)
	for u.err == nil && len(b.raw) < cap(b.raw) {
		var n int
		n, u.err = u.r.Read(b.raw[len(b.raw):cap(b.raw)])
		b.raw = b.raw[:len(b.raw)+n]
	}
	u.size = u.most
	whole := len(b.raw)
	if u.err == nil {
		whole = wholeUTF16(b.raw, u.big)
	}
	u.part = append(u.part[:0], b.raw[whole:]...)
	b.raw = b.raw[:whole]
	u.queue = append(u.queue, b)
	go func() {
		b.text = appendUTF8(b.text[:0], b.raw, u.big)
		b.done <- struct{}{}
	}()
}

// block gives room for a block.
func (u *utf16Reader) block() *utf16Block {
	if n := len(u.free); n > 0 && cap(u.free[n-1].raw) >= u.size {
		b := u.free[n-1]
		u.free = u.free[:n-1]
		return b
	}
	return &utf16Block{raw: make([]byte, 0, u.size), done: make(chan struct{}, 1)}
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
	if cap(to) < len(raw) { // enough for most texts
		to = make([]byte, 0, len(raw))
	}
	for len(raw) >= 2 {
		n := asciiUTF16(to[len(to):cap(to)], raw, big)
		to, raw = to[:len(to)+n], raw[2*n:]
		for i := 0; i < 8 && len(raw) >= 2; i++ {
			unit := utf16Unit(raw, big)
			raw = raw[2:]
			if unit < utf8.RuneSelf {
				to = append(to, byte(unit))
				continue
			}
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

// asciiUTF16 converts the ASCII that a text begins with, eight characters at a
// time as far as there is room, and gives how many there were.
func asciiUTF16(to, raw []byte, big bool) int {
	const pairs = 0x0000FFFF0000FFFF
	mask, room := uint64(0xFF80FF80FF80FF80), len(to)
	if big {
		mask = 0x80FF80FF80FF80FF
	}
	for len(raw) >= 16 && len(to) >= 8 {
		a, b := binary.LittleEndian.Uint64(raw), binary.LittleEndian.Uint64(raw[8:])
		if (a|b)&mask != 0 {
			break
		}
		if big {
			a, b = a>>8, b>>8
		}
		a, b = (a|a>>8)&pairs, (b|b>>8)&pairs
		binary.LittleEndian.PutUint64(to, uint64(uint32(a|a>>16))|(b|b>>16)<<32)
		raw, to = raw[16:], to[8:]
	}
	return room - len(to)
}
