package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
)

// withoutBraces takes the braces off a list as PowerShell shows it:
// {SMTP:a@b.c, smtp:d@e.f}.
func withoutBraces(cell []byte) []byte {
	cell = bytes.TrimSpace(cell)
	if n := len(cell); n >= 2 && cell[0] == '{' && cell[n-1] == '}' {
		return cell[1 : n-1]
	}
	return cell
}

// appendAddresses splits a list of addresses, however it was joined. An address
// may have semicolons (X400) and blanks (X500) of its own, so that a separator
// counts only before the type of the next address; a semicolon or a bar
// between plain addresses counts too.
func appendAddresses(list [][]byte, cell []byte) [][]byte {
	for text := cell; text != nil; {
		part, rest, inner := cutBefore(text, ";|, \t\r\n", beginsAddress)
		if rest == nil && len(text) < len(cell) {
			part = bytes.TrimSpace(part)
		}
		switch kind, _, _ := bytes.Cut(part, []byte{':'}); {
		case asciiEqualFold("x400", kind), !inner && len(part) > 0:
			list = append(list, part)
		default:
			list = appendFields(list, part, ";|")
		}
		text = rest
	}
	return list
}

// appendCloudAddresses takes a cell with several proxyAddresses apart. Beside
// the ways of appendAddresses, the Microsoft 365 admin center joins them with a
// plus, and PowerShell writes {SMTP:a@b.c, smtp:d@e.f}. Addresses have these
// characters too, so one separates only before the type of the next address,
// or between addresses that have no type.
func appendCloudAddresses(list [][]byte, cell []byte) [][]byte {
	cell = withoutBraces(cell)
	for text := cell; text != nil; {
		part, rest, inner := cutBefore(text, ";|,+ \t\r\n", beginsAddress)
		if rest == nil && len(text) < len(cell) {
			part = bytes.TrimSpace(part)
		}
		from := len(list)
		mail := len(part) > 4 && part[4] == ':' && asciiEqualFold("smtp", part[:4])
		switch {
		case !mail && beginsAddress(part):
			list = append(list, part)
		case !inner:
			list = trimmed(append(list, part), from)
		default:
			list = trimmed(appendFields(list, part, ";|,\n"), from)
		}
		text = rest
	}
	return list
}

// trimmed takes the blanks off the texts of a list from a place on, and those
// out that have nothing else.
func trimmed(list [][]byte, from int) [][]byte {
	to := list[:from]
	for _, text := range list[from:] {
		if text = bytes.TrimSpace(text); len(text) > 0 {
			to = append(to, text)
		}
	}
	return to
}

// beginsAddress reports whether a text begins with the type of an address.
func beginsAddress(text []byte) bool {
	colon := bytes.IndexByte(text[:min(len(text), mostAddressType+1)], ':')
	return colon >= 0 && isAddressType(text[:colon])
}

// mostAddressType is how long the type of an address can be.
const mostAddressType = 10

// isAddressType reports whether a text is the type of an address: "SMTP",
// "x500", "EUM". A type is short and has no blank.
func isAddressType(kind []byte) bool {
	if len(kind) == 0 || len(kind) > mostAddressType {
		return false
	}
	for _, b := range kind {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '-':
		default:
			return false
		}
	}
	return true
}

// appendFields appends the parts of a text between separators, without those
// that are empty.
func appendFields(list [][]byte, text []byte, separators string) [][]byte {
	from := 0
	for i, c := range text {
		if neverSeparates(c) || strings.IndexByte(separators, c) < 0 {
			continue
		}
		if from < i {
			list = append(list, text[from:i])
		}
		from = i + 1
	}
	if from < len(text) {
		list = append(list, text[from:])
	}
	return list
}

// neverSeparates reports whether a character, such as a letter, is none of all
// that separate anywhere. It saves most searches.
func neverSeparates(c byte) bool { return c > ',' && c < '{' && c != ';' }

// nextSeparator gives the first place, from one on, of a character of which
// neverSeparates does not say so, the length of the text where there is none.
func nextSeparator(text []byte, i int) int {
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		few, semicolon, many := (w-eachByte*(','+1))&^w, zeroBytes(w^eachByte*';'), w+eachByte*(0x80-'{')|w
		if marks := (few | semicolon | many) & topBits; marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	for i < len(text) && neverSeparates(text[i]) {
		i++
	}
	return i
}

// cutBefore cuts a text at the first run of separators behind which a value
// begins. The separator directly before it and the blanks around are left out of
// part. rest begins with the value; it is nil where the text is not cut. inner
// says that part may have separators in it.
func cutBefore(text []byte, separators string, begins func(rest []byte) bool) (part, rest []byte, inner bool) {
	run := 0 // separators directly before
	for i := nextSeparator(text, 0); i < len(text); i++ {
		switch c := text[i]; {
		case !neverSeparates(c) && strings.IndexByte(separators, c) >= 0:
			run++
		case run == 0:
			i = nextSeparator(text, i+1) - 1
		case begins(text[i:]):
			part = bytes.TrimSpace(text[:i])
			if n := len(part); n > 0 && strings.IndexByte(separators, part[n-1]) >= 0 {
				part = bytes.TrimSpace(part[:n-1])
			}
			return part, text[i:], inner || run > 1
		default:
			run, inner = 0, true
		}
	}
	return text, nil, inner || run > 0
}

// appendDNs splits where a semicolon or a bar stands before the beginning of a
// DN. Any other belongs to a name.
func appendDNs(list [][]byte, text []byte) [][]byte {
	if bytes.IndexByte(text, ';') < 0 && bytes.IndexByte(text, '|') < 0 {
		return append(list, bytes.TrimSpace(text))
	}
	from := 0
	for i := 0; i+1 < len(text); i++ {
		if c := text[i]; (c == ';' || c == '|') && beginsDN(trimBlanks(text[i+1:])) {
			list = append(list, bytes.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	return append(list, bytes.TrimSpace(text[from:]))
}

// beginsDN reports whether a text begins like the DN of an object.
func beginsDN(text []byte) bool {
	if len(text) <= 3 || text[2] != '=' {
		return false
	}
	kind := text[:2]
	return asciiEqualFold("cn", kind) || asciiEqualFold("ou", kind) || asciiEqualFold("dc", kind)
}
