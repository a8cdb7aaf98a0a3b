// Package ber reads and writes the part of ASN.1's basic encoding rules that
// LDAP uses (RFC 4511 section 5.1): definite lengths and one-byte tags. It
// decodes in place, without building a tree, so that a hostile message costs
// no more memory than its own bytes.
package ber

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Identifier octets that LDAP messages are made of.
const (
	Boolean     = 0x01
	Integer     = 0x02
	OctetString = 0x04
	Enumerated  = 0x0a
	Sequence    = 0x30
	Set         = 0x31
)

// ErrMalformed is the root of every decoding error.
var ErrMalformed = errors.New("malformed BER")

// ErrTooLarge says that a message is longer than the reader allows.
var ErrTooLarge = errors.New("message too large")

// Next splits b after its first element: the identifier octet, the content
// and what follows. The results alias b.
func Next(b []byte) (tag byte, content, rest []byte, err error) {
	tag, n, head, err := header(b)
	if err != nil {
		return 0, nil, nil, err
	}
	if n > len(b)-head {
		return 0, nil, nil, fmt.Errorf("%w: %d bytes of content announced, %d left", ErrMalformed, n, len(b)-head)
	}
	return tag, b[head : head+n : head+n], b[head+n:], nil
}

// Expect is Next for an element that has to bear a certain identifier octet.
func Expect(b []byte, want byte) (content, rest []byte, err error) {
	tag, content, rest, err := Next(b)
	if err != nil {
		return nil, nil, err
	}
	if tag != want {
		return nil, nil, fmt.Errorf("%w: tag 0x%02x where 0x%02x belongs", ErrMalformed, tag, want)
	}
	return content, rest, nil
}

// header decodes an identifier octet and a length.
func header(b []byte) (tag byte, n, head int, err error) {
	if len(b) < 2 {
		return 0, 0, 0, fmt.Errorf("%w: element cut short", ErrMalformed)
	}
	if b[0]&0x1f == 0x1f {
		return 0, 0, 0, fmt.Errorf("%w: tag of more than one byte", ErrMalformed)
	}
	if b[1] < 0x80 {
		return b[0], int(b[1]), 2, nil
	}
	size := int(b[1] & 0x7f)
	if size == 0 || size > 4 {
		return 0, 0, 0, fmt.Errorf("%w: length octet 0x%02x", ErrMalformed, b[1])
	}
	if len(b) < 2+size {
		return 0, 0, 0, fmt.Errorf("%w: length cut short", ErrMalformed)
	}
	for _, c := range b[2 : 2+size] {
		n = n<<8 | int(c)
	}
	return b[0], n, 2 + size, nil
}

// Int decodes the content of an INTEGER or ENUMERATED of up to eight bytes.
func Int(content []byte) (int64, error) {
	if len(content) == 0 || len(content) > 8 {
		return 0, fmt.Errorf("%w: integer of %d bytes", ErrMalformed, len(content))
	}
	v := int64(int8(content[0]))
	for _, c := range content[1:] {
		v = v<<8 | int64(c)
	}
	return v, nil
}

// Bool decodes the content of a BOOLEAN.
func Bool(content []byte) (bool, error) {
	if len(content) != 1 {
		return false, fmt.Errorf("%w: boolean of %d bytes", ErrMalformed, len(content))
	}
	return content[0] != 0, nil
}

// ReadMessage reads one LDAPMessage, header included. It allocates as bytes
// arrive, never what a header merely announces. started is called once the
// first byte is there, limit once the length is known: it gives the most bytes
// that are allowed. The error is io.EOF only when the stream ends between
// messages.
func ReadMessage(r *bufio.Reader, started func(), limit func(total int) int) ([]byte, error) {
	if _, err := r.Peek(1); err != nil {
		return nil, err
	}
	started()
	head, err := peekHeader(r)
	if err != nil {
		return nil, err
	}
	tag, n, size, err := header(head)
	if err != nil {
		return nil, err
	}
	if tag != Sequence {
		return nil, fmt.Errorf("%w: message starts with tag 0x%02x", ErrMalformed, tag)
	}
	total := size + n
	if max := limit(total); total > max {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrTooLarge, total, max)
	}
	const step = 64 << 10
	buf := make([]byte, 0, min(total, step))
	for len(buf) < total {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(total, 2*cap(buf)))
			copy(grown, buf)
			buf = grown
		}
		m, err := io.ReadFull(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+m]
		if err != nil {
			return nil, unexpected(err)
		}
	}
	return buf, nil
}

// peekHeader waits for a whole identifier and length without consuming them.
func peekHeader(r *bufio.Reader) ([]byte, error) {
	b, err := r.Peek(2)
	if err != nil {
		return nil, unexpected(err)
	}
	if b[1] > 0x80 {
		if b, err = r.Peek(2 + min(int(b[1]&0x7f), 4)); err != nil {
			return nil, unexpected(err)
		}
	}
	return b, nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
