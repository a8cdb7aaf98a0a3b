package directory

import (
	"strings"
	"unicode/utf8"
)

// Address is one value of proxyAddresses: a type before the first colon and
// an address behind it. "SMTP:" in capitals marks the primary address.
type Address struct {
	// Type is the prefix as written, without the colon; empty when the value
	// has none.
	Type string
	// Local is what stands behind the colon, as written.
	Local string
}

// ParseAddress splits a proxyAddresses value at its first colon. The default
// inbound rules trim each value first (rulebook PX-9), so it does too.
func ParseAddress(value string) Address {
	if n := len(value); n > 5 && value[4] == ':' && value[n-1]-'!' < utf8.RuneSelf-'!' { // nothing to trim
		switch value[:4] {
		case "smtp":
			return Address{Type: "smtp", Local: value[5:]}
		case "SMTP":
			return Address{Type: "SMTP", Local: value[5:]}
		}
	}
	value = strings.TrimSpace(value)
	kind, rest, found := strings.Cut(value, ":")
	if !found {
		return Address{Local: value}
	}
	return Address{Type: kind, Local: rest}
}

// IsSMTP reports whether the address is an e-mail address, primary or not.
func (a Address) IsSMTP() bool {
	return a.Type == "smtp" || a.Type == "SMTP" || len(a.Type) == 4 && strings.EqualFold(a.Type, "smtp")
}

// IsPrimary reports whether the address is the primary one: only the
// upper-case prefix says so (rulebook SM-3).
func (a Address) IsPrimary() bool { return a.Type == "SMTP" }

// Key is what e-mail addresses are compared by: the address without its
// prefix, case folded. Source: rulebook SM-20, VAL-6.
func (a Address) Key() Key { return Fold(a.Local) }

// Names reports whether the address, without its prefix, has the key of a name.
func (a Address) Names(name string) bool { return SameFolded(a.Local, name) }

// String gives the value as proxyAddresses holds it.
func (a Address) String() string {
	if a.Type == "" {
		return a.Local
	}
	return a.Type + ":" + a.Local
}

// AsSecondary gives the address with the lower-case prefix.
func (a Address) AsSecondary() Address { return Address{Type: "smtp", Local: a.Local} }

// AsPrimary gives the address with the upper-case prefix.
func (a Address) AsPrimary() Address { return Address{Type: "SMTP", Local: a.Local} }

// Domain is the part behind the last '@', or "" when there is none.
func (a Address) Domain() string { return UPN(a.Local).Suffix() }

// Key is a case-folded value; two values of a case-insensitive syntax are
// equal when their keys are. The empty Key equals nothing: see Key.Equal.
type Key string

// Fold makes the key of a value. Nothing is trimmed: a trailing blank in a
// userPrincipalName makes another name (rulebook SM-20).
func Fold(value string) Key { return Key(strings.ToLower(value)) }

// SameFolded reports whether two values are present and have the same key,
// without making the keys. Keys are made letter by letter, so the first ASCII
// letters that differ tell; only other letters can have another length.
func SameFolded(a, b string) bool {
	if a == b {
		return a != ""
	}
	n, from := min(len(a), len(b)), 0
	for from+8 <= n { // names of one person begin alike
		x, y := uint64At(a[from:]), uint64At(b[from:])
		if (x|y)&0x8080808080808080 != 0 {
			return Fold(a) == Fold(b)
		}
		if (x^y)&^0x2020202020202020 != 0 {
			return false
		}
		if x != y {
			break // letters, or what looks like them
		}
		from += 8
	}
	for i := from; i < n; i++ {
		x, y := a[i], b[i]
		if x|y >= utf8.RuneSelf {
			return Fold(a) == Fold(b)
		}
		if x != y && (x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z') {
			return false
		}
	}
	return len(a) == len(b)
}

// Equal reports whether both keys are present and the same.
func (k Key) Equal(other Key) bool { return k != "" && k == other }

// SameAs reports whether two names are present and have the same key.
func (u UPN) SameAs(other UPN) bool { return SameFolded(string(u), string(other)) }

// UPN is a userPrincipalName or what stands in for it (alternate login ID).
type UPN string

// Key is what names are compared by: case folded, not trimmed.
func (u UPN) Key() Key { return Fold(string(u)) }

// Prefix is the part before the last '@', or all of it when there is none.
func (u UPN) Prefix() string {
	if at := strings.LastIndexByte(string(u), '@'); at >= 0 {
		return string(u[:at])
	}
	return string(u)
}

// Suffix is the part behind the last '@', or "" when there is none.
func (u UPN) Suffix() string {
	if at := strings.LastIndexByte(string(u), '@'); at >= 0 {
		return string(u[at+1:])
	}
	return ""
}
