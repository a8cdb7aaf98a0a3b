package source

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/go-ldap/ldap/v3"
)

// Identifier octets of LDAP messages (RFC 4511 appendix B, X.690 8.1.2).
const (
	berBoolean, berInteger, berString  = 0x01, 0x02, 0x04
	berEnumerated, berSequence, berSet = 0x0a, 0x30, 0x31

	opSearch, opEntry, opSearchDone = 0x63, 0x64, 0x65
	opExtended, opExtendedDone      = 0x77, 0x78
	tagControls                     = 0xa0
)

// errNotLDAP says that a server sent what is no LDAP message.
var errNotLDAP = errors.New("the answer is not LDAP")

// element splits a text of BER behind its first element. The parts alias b.
// LDAP has one-byte tags and definite lengths only (RFC 4511 section 5.1), and
// Active Directory writes lengths in four bytes where one would do.
func element(b []byte) (tag byte, content, rest []byte, ok bool) {
	if len(b) < 2 || b[0]&0x1f == 0x1f {
		return 0, nil, nil, false
	}
	n, head := int(b[1]), 2
	if n >= 0x80 {
		octets := n & 0x7f
		if octets == 0 || octets > 4 || len(b) < 2+octets {
			return 0, nil, nil, false
		}
		n, head = 0, 2+octets
		for _, c := range b[2:head] {
			n = n<<8 | int(c)
		}
	}
	if n > len(b)-head {
		return 0, nil, nil, false
	}
	return b[0], b[head : head+n], b[head+n:], true
}

// expect is element for one that has to have a tag.
func expect(b []byte, want byte) (content, rest []byte, ok bool) {
	tag, content, rest, ok := element(b)
	return content, rest, ok && tag == want
}

// messageHead reads the front of a message: its whole length and its message
// ID, -1 where it has none. When b is too short to tell, need is how much of
// it has to be there; ok is false for what is no message.
func messageHead(b []byte) (total int, id int64, need int, ok bool) {
	if len(b) < 2 {
		return 0, 0, 2, true
	}
	n, head := int(b[1]), 2
	if octets := n & 0x7f; n >= 0x80 {
		if octets == 0 || octets > 4 {
			return 0, 0, 0, false
		}
		if len(b) < 2+octets {
			return 0, 0, 2 + octets, true
		}
		n, head = 0, 2+octets
		for _, c := range b[2:head] {
			n = n<<8 | int(c)
		}
	}
	switch {
	case b[0] != berSequence || n > maxMessage:
		return 0, 0, 0, false
	case n < 3:
		return head + n, -1, 0, true
	case len(b) < head+2:
		return 0, 0, head + 2, true
	}
	size := int(b[head+1])
	if b[head] != berInteger || size == 0 || size > 4 || size > n-2 {
		return head + n, -1, 0, true
	}
	if len(b) < head+2+size {
		return 0, 0, head + 2 + size, true
	}
	return head + n, berInt(b[head+2 : head+2+size]), 0, true
}

// maxMessage bounds one message, and so one entry with all its values.
const maxMessage = 1 << 30

// berInt is the number in the content of an INTEGER or ENUMERATED of up to
// eight bytes.
func berInt(content []byte) int64 {
	if len(content) == 0 || len(content) > 8 {
		return -1
	}
	n := int64(int8(content[0]))
	for _, c := range content[1:] {
		n = n<<8 | int64(c)
	}
	return n
}

// appendElement appends an element.
func appendElement[T []byte | string](to []byte, tag byte, content T) []byte {
	to = append(to, tag)
	switch n := len(content); {
	case n < 0x80:
		to = append(to, byte(n))
	case n <= 0xffff:
		to = append(to, 0x82, byte(n>>8), byte(n))
	default:
		to = append(to, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(to, content...)
}

// appendInt appends a number that is not negative, in as few bytes as it needs
// (X.690 8.3.2).
func appendInt(to []byte, tag byte, n uint32) []byte {
	size := bits.Len32(n)/8 + 1
	to = append(to, tag, byte(size))
	for i := size - 1; i >= 0; i-- {
		to = append(to, byte(uint64(n)>>(8*i)))
	}
	return to
}

// ldapResult reads the common part of an answer, an LDAPResult (RFC 4511
// section 4.1.9). The error is that of the client library, so that answers are
// explained alike whoever read them.
func ldapResult(body []byte) error {
	code, rest, ok := expect(body, berEnumerated)
	matched, rest, matchedOK := expect(rest, berString)
	said, _, saidOK := expect(rest, berString)
	number := berInt(code)
	switch {
	case !ok || !matchedOK || !saidOK || number < 0 || number >= ldap.ErrorNetwork:
		return ldap.NewError(ldap.ErrorNetwork, errNotLDAP)
	case number == 0:
		return nil
	}
	return &ldap.Error{ResultCode: uint16(number), MatchedDN: string(matched), Err: fmt.Errorf("%s", said)}
}
