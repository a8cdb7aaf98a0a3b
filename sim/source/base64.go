package source

import (
	"encoding/binary"
	"slices"
)

// base64Digits gives what each Base64 digit means in each of the four places of
// a group: its six bits where they stand in the group, which is a number of 24
// bits. Of any other byte it gives noDigit.
type base64Digits [4][256]uint32

const noDigit = 1 << 24

func newBase64Digits() *base64Digits {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	d := &base64Digits{}
	for place := range d {
		for i := range d[place] {
			d[place][i] = noDigit
		}
		for i := range len(digits) {
			d[place][digits[i]] = uint32(i) << (18 - 6*place)
		}
	}
	return d
}

// group is the number that the first four digits of a text stand for.
func (d *base64Digits) group(text *[4]byte) uint32 {
	return d[0][text[0]] | d[1][text[1]] | d[2][text[2]] | d[3][text[3]]
}

// appendDecoded appends what a text in Base64 stands for, and reports whether
// that is ASCII. It takes the usual form only: whole groups of four, nothing
// between them. For any other, also where it is valid, ok is false, and to is
// as it was.
func (d *base64Digits) appendDecoded(to, text []byte) (decoded []byte, ascii, ok bool) {
	const tops = 0x808080
	n := len(text)
	if n == 0 || n%4 != 0 {
		return to, false, false
	}
	pad := 0
	for pad < 2 && text[n-1-pad] == '=' {
		pad++
	}
	from, all := len(to), uint32(0)
	// Groups are written with bytes behind them, which the next one replaces.
	out := slices.Grow(to, n/4*3+2)[:from+n/4*3+2]
	for rest := out[from:]; len(text) > 8 && len(rest) >= 8; text, rest = text[8:], rest[6:] {
		a, b := d.group((*[4]byte)(text)), d.group((*[4]byte)(text[4:]))
		all |= a | b
		binary.BigEndian.PutUint64(rest, uint64(a)<<40|uint64(b)<<16)
		from += 6
	}
	if len(text) > 4 {
		v := d.group((*[4]byte)(text))
		all |= v
		binary.BigEndian.PutUint32(out[from:], v<<8)
		text, from = text[4:], from+3
	}
	last := [4]byte{'A', 'A', 'A', 'A'}
	copy(last[:], text[:4-pad])
	v := d.group(&last) >> (8 * pad) << (8 * pad) // without what is not given
	if all |= v; all >= noDigit {
		return to, false, false
	}
	binary.BigEndian.PutUint32(out[from:], v<<8)
	return out[:from+3-pad], all&tops == 0, true
}
