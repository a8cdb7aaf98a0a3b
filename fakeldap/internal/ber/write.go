package ber

// SizeHeader is the number of bytes of an identifier octet and the length of
// n bytes of content.
func SizeHeader(n int) int {
	switch {
	case n < 0x80:
		return 2
	case n < 0x100:
		return 3
	case n < 0x10000:
		return 4
	case n < 0x1000000:
		return 5
	default:
		return 6
	}
}

// Size is the number of bytes of an element with n bytes of content.
func Size(n int) int { return SizeHeader(n) + n }

// AppendHeader appends an identifier octet and a length in its shortest form.
func AppendHeader(dst []byte, tag byte, n int) []byte {
	switch {
	case n < 0x80:
		return append(dst, tag, byte(n))
	case n < 0x100:
		return append(dst, tag, 0x81, byte(n))
	case n < 0x10000:
		return append(dst, tag, 0x82, byte(n>>8), byte(n))
	case n < 0x1000000:
		return append(dst, tag, 0x83, byte(n>>16), byte(n>>8), byte(n))
	default:
		return append(dst, tag, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
}

// Append appends an element whose content is a string or bytes.
func Append[T string | []byte](dst []byte, tag byte, content T) []byte {
	dst = AppendHeader(dst, tag, len(content))
	return append(dst, content...)
}

// SizeInt is the number of content bytes of an integer.
func SizeInt(v int64) int {
	n := 1
	for v > 127 || v < -128 {
		v >>= 8
		n++
	}
	return n
}

// AppendInt appends an INTEGER, ENUMERATED or other integer in its shortest form.
func AppendInt(dst []byte, tag byte, v int64) []byte {
	n := SizeInt(v)
	dst = append(dst, tag, byte(n))
	for i := n - 1; i >= 0; i-- {
		dst = append(dst, byte(v>>(8*i)))
	}
	return dst
}

// AppendBool appends a BOOLEAN.
func AppendBool(dst []byte, tag byte, v bool) []byte {
	if v {
		return append(dst, tag, 1, 0xff)
	}
	return append(dst, tag, 1, 0)
}
