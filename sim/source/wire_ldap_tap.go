package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"

	"github.com/go-ldap/ldap/v3"
)

// ldapTap is a connection of the client library that takes the answers of some
// searches out of the stream before the library sees them. The library builds
// a tree of every message, which costs 700 allocations an entry; here the
// messages of a page go into one buffer as they came, and are decoded in place
// by one pass.
//
// Searches of the tap have message IDs from firstTapID on, those of the
// library are counted from 1. The goroutine that reads for the library does
// the reading, so it never waits for anybody.
type ldapTap struct {
	net.Conn
	r *bufio.Reader
	// left is what the library has yet to read of the message in hand.
	left int

	mu   sync.Mutex
	id   int64 // of the search in hand
	page *ldapPage
	err  error // why there is no more
}

// ldapPage is the answer to one search.
type ldapPage struct {
	messages []byte // what came before the last message, one behind the other
	done     []byte // the last message
	err      error  // why the last message did not come
	ready    chan struct{}
}

const (
	firstTapID = 1 << 30
	lastTapID  = 1<<31 - 1
)

func newLDAPTap(conn net.Conn) *ldapTap {
	return &ldapTap{Conn: conn, r: bufio.NewReaderSize(conn, 64<<10), id: firstTapID}
}

// Read gives the library its messages.
func (t *ldapTap) Read(b []byte) (int, error) {
	for t.left == 0 {
		if err := t.next(); err != nil {
			t.fail(err)
			return 0, err
		}
	}
	n, err := t.r.Read(b[:min(len(b), t.left)])
	t.left -= n
	if err != nil {
		t.fail(err)
	}
	return n, err
}

// next looks at the next message and takes it when it is an answer to a search
// of the tap. What is no message is left to the library, with all that follows.
func (t *ldapTap) next() error {
	need := 2
	for {
		front, err := t.r.Peek(need)
		if err != nil {
			return err
		}
		total, id, more, ok := messageHead(front)
		switch {
		case !ok:
			t.left = int(^uint(0) >> 1)
			t.fail(errNotLDAP)
			return nil
		case more > 0:
			need = more
			continue
		case id < firstTapID:
			t.left = total
			return nil
		}
		return t.take(total, id)
	}
}

// take reads a message into the page that waits for it. One that nobody waits
// for is dropped.
func (t *ldapTap) take(total int, id int64) error {
	t.mu.Lock()
	page := t.page
	if id != t.id {
		page = nil
	}
	t.mu.Unlock()
	if page == nil {
		_, err := t.r.Discard(total)
		return err
	}
	from := len(page.messages)
	for total > 0 { // memory is taken as bytes arrive, not as they are announced
		n := min(total, 1<<20)
		at := len(page.messages)
		page.messages = slices.Grow(page.messages, n)[:at+n]
		if _, err := io.ReadFull(t.r, page.messages[at:]); err != nil {
			return err
		}
		total -= n
	}
	if operation(page.messages[from:]) == opSearchDone {
		page.done = page.messages[from:]
		page.messages = page.messages[:from]
		t.deliver(nil)
	}
	return nil
}

// operation is the tag of the operation in a message, 0 where there is none.
func operation(message []byte) byte {
	content, _, _ := expect(message, berSequence)
	_, rest, _ := expect(content, berInteger)
	tag, _, _, _ := element(rest)
	return tag
}

// ask sends a search, to which request gives the message with an ID. Its
// answer goes into page, and ready is closed when it is there. A page before
// it that has not come yet is given up.
func (t *ldapTap) ask(page *ldapPage, request func(id uint32) []byte) (ready <-chan struct{}, err error) {
	page.messages, page.done, page.err, page.ready = page.messages[:0], nil, nil, make(chan struct{})
	t.mu.Lock()
	if t.err != nil {
		defer t.mu.Unlock()
		return nil, t.err
	}
	if t.id++; t.id > lastTapID {
		t.id = firstTapID
	}
	t.page = page
	id := t.id
	t.mu.Unlock()
	if _, err := t.Conn.Write(request(uint32(id))); err != nil {
		return nil, ldap.NewError(ldap.ErrorNetwork, err)
	}
	return page.ready, nil
}

// deliver ends the page in hand.
func (t *ldapTap) deliver(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.page != nil {
		t.page.err = err
		close(t.page.ready)
		t.page = nil
	}
}

// fail ends the page in hand, and keeps others from being asked for.
func (t *ldapTap) fail(err error) {
	if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		err = fmt.Errorf("the connection was closed")
	}
	t.mu.Lock()
	if t.err == nil {
		t.err = ldap.NewError(ldap.ErrorNetwork, err)
	}
	err = t.err
	t.mu.Unlock()
	t.deliver(err)
}

// Close closes the connection.
func (t *ldapTap) Close() error {
	err := t.Conn.Close()
	t.fail(net.ErrClosed)
	return err
}
