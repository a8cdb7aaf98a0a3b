package provision

import (
	"fmt"
	"hash/fnv"

	"presync/sim/directory"
)

// Placeholder gives the name that stands in for a quarantined
// userPrincipalName: prefix, four digits, '@', initial domain. The service
// picks the digits at random; here they follow from seed (the identity of the
// user), and from the next number on while taken says that the name is held.
// When all ten thousand are, it gives the first.
//
// The documents write the format with a plus sign before the digits; none of
// their examples has one, so there is none here.
// Source: how-to-connect-syncservice-duplicate-attribute-resiliency
// (2025-04-09); rulebook DAR-2, WE-41, WE-42.
func Placeholder(prefix, initial, seed string, taken func(directory.Key) bool) directory.UPN {
	h := fnv.New32a()
	h.Write([]byte(seed))
	start := h.Sum32() % placeholders
	name := func(i uint32) directory.UPN {
		return directory.UPN(fmt.Sprintf("%s%04d@%s", prefix, (start+i)%placeholders, initial))
	}
	for i := range uint32(placeholders) {
		if n := name(i); taken == nil || !taken(n.Key()) {
			return n
		}
	}
	return name(0)
}

// placeholders is how many names four digits make.
const placeholders = 10000

// IsPlaceholder reports whether a name is prefix, four digits, '@', initial
// domain, without regard to case.
func IsPlaceholder(name directory.UPN, prefix, initial string) bool {
	if prefix == "" || !directory.SameFolded(name.Suffix(), initial) {
		return false
	}
	own := name.Prefix()
	if len(own) != len(prefix)+4 || !directory.SameFolded(own[:len(prefix)], prefix) {
		return false
	}
	for _, r := range own[len(prefix):] {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// identity is what tells a person from all others: the anchor, or the
// distinguished name while there is none.
func identity(u *directory.Candidate) string {
	switch {
	case u.Anchor != "":
		return string(u.Anchor)
	case u.Source != nil:
		return u.Source.DN
	default:
		return string(u.UPN)
	}
}
