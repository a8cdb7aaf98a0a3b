package fakeldap

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ber"
)

// conn is one client. A reader goroutine takes requests off the wire and a
// worker answers them in turn, so that an Abandon reaches a search that is
// being answered. At most maxPending requests wait.
type conn struct {
	server  *Server
	id      int64
	catalog bool
	reader  *bufio.Reader
	queue   chan *message
	waiting sync.WaitGroup
	pages   pages

	mu      sync.Mutex
	net     net.Conn
	secure  bool
	private *private
	pending map[int64]*message
	session session
	current *message
	ended   bool

	writeMu sync.Mutex
}

const maxPending = 16

// anonymousMessage bounds requests before a bind, as Samba does.
const anonymousMessage = 256_000

func newConn(s *Server, nc net.Conn, catalog bool) *conn {
	c := &conn{
		server: s, id: s.serial.Add(1), catalog: catalog, net: nc,
		queue: make(chan *message, maxPending), pending: map[int64]*message{},
	}
	if s.config.TLS {
		c.net, c.secure = tls.Server(nc, s.identity.server), true
	}
	c.reader = bufio.NewReader(c.net)
	return c
}

// serve runs the connection to its end.
func (c *conn) serve() {
	defer c.server.forget(c)
	defer c.hangUp()
	if c.server.strike(c, OpConnect) {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.work()
	}()
	err := c.read()
	close(c.queue)
	if notice, ok := parting(err); ok {
		<-done
		c.notify(notice)
	}
	if !errors.Is(err, errUnbind) && !errors.Is(err, io.EOF) {
		c.abandonAll()
	}
	<-done
}

// errUnbind is the ordinary end of a connection.
var errUnbind = errors.New("unbind")

// read takes requests off the wire until the connection ends.
func (c *conn) read() error {
	for {
		if err := c.deadline(c.server.config.IdleTimeout); err != nil {
			return err
		}
		raw, err := ber.ReadMessage(c.reader, func() { _ = c.deadline(c.server.config.ReceiveTimeout) }, c.limit)
		if err != nil {
			return err
		}
		m, err := decodeMessage(raw)
		if err != nil {
			return err
		}
		switch {
		case m.tag == tagUnbind:
			return errUnbind
		case m.tag == tagAbandon:
			c.abandon(m)
		case m.tag == tagExtended && extendedName(m) == oidStartTLS:
			if err := c.startTLS(m); err != nil {
				return err
			}
		default:
			c.enqueue(m)
		}
	}
}

func (c *conn) deadline(d time.Duration) error {
	return c.net.SetReadDeadline(time.Now().Add(d))
}

// limit is the most bytes that a request may have. Large requests wait for the
// ones before, since a bind among them raises the limit.
func (c *conn) limit(total int) int {
	if total > anonymousMessage {
		c.waiting.Wait()
	}
	if !c.who().bound {
		return min(anonymousMessage, c.server.config.MaxMessage)
	}
	return c.server.config.MaxMessage
}

func (c *conn) enqueue(m *message) {
	c.mu.Lock()
	c.pending[m.id] = m
	c.mu.Unlock()
	c.waiting.Add(1)
	c.queue <- m
}

// work answers requests in turn.
func (c *conn) work() {
	for m := range c.queue {
		c.mu.Lock()
		c.current = m
		c.mu.Unlock()
		c.answer(m)
		c.mu.Lock()
		c.current = nil
		if c.pending[m.id] == m {
			delete(c.pending, m.id)
		}
		c.mu.Unlock()
		c.waiting.Done()
	}
}

// abandon marks the request that an Abandon names.
func (c *conn) abandon(m *message) {
	id, err := ber.Int(m.body)
	c.mu.Lock()
	if target := c.pending[id]; err == nil && target != nil {
		close(target.gone)
		delete(c.pending, id)
	}
	c.mu.Unlock()
	c.server.record(c, Request{Op: OpAbandon, Abandoned: id}, result{})
}

// abandonAll lets go of everything that waits: nobody is there for the answer.
func (c *conn) abandonAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, m := range c.pending {
		close(m.gone)
		delete(c.pending, id)
	}
}

// hangUp closes the connection and its private one. It may be called from any
// goroutine, and more than once.
func (c *conn) hangUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	_ = c.net.Close()
	if c.private != nil {
		_ = c.private.Close()
	}
}

// write sends bytes to the client.
func (c *conn) write(b []byte) error {
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	if err := c.net.SetWriteDeadline(time.Now().Add(c.server.config.WriteTimeout)); err != nil {
		return err
	}
	if _, err := c.net.Write(b); err != nil {
		c.hangUp()
		return err
	}
	return nil
}

// parting tells which notice of disconnection an error deserves.
func parting(err error) (result, bool) {
	switch {
	case errors.Is(err, ber.ErrTooLarge):
		return result{code: gldap.ResultUnwillingToPerform, text: err.Error()}, true
	case errors.Is(err, ber.ErrMalformed):
		return malformed(err), true
	}
	return result{}, false
}

// notify sends a notice of disconnection (RFC 4511 section 4.4.1).
func (c *conn) notify(r result) {
	r.name = "1.3.6.1.4.1.1466.20036"
	_ = c.write(appendResult(nil, 0, tagExtendedDone, r))
}

// turnAway ends a connection above the limit.
func (c *conn) turnAway() {
	if !c.secure {
		c.notify(plain(gldap.ResultBusy, fmt.Sprintf("more than %d connections", c.server.config.MaxConnections)))
	}
	c.hangUp()
}

// startTLS turns the connection into a TLS one. Requests before it are
// answered first (RFC 4511 section 4.14.1).
func (c *conn) startTLS(m *message) error {
	c.waiting.Wait()
	r := Request{Op: OpExtended, OID: oidStartTLS}
	refusal := result{}
	switch {
	case c.secure:
		refusal = ldapError(gldap.ResultOperationsError, 0x57, "TLS or SSL already in effect", 0)
	case c.reader.Buffered() > 0:
		refusal = ldapError(gldap.ResultOperationsError, 0x57, "requests follow the one that starts TLS", 0)
	}
	refusal.name = oidStartTLS
	c.server.record(c, r, refusal)
	if err := c.write(appendResult(nil, m.id, tagExtendedDone, refusal)); err != nil || refusal.code != 0 {
		return err
	}
	secured := tls.Server(c.net, c.server.identity.server)
	if err := c.net.SetDeadline(time.Now().Add(c.server.config.ReceiveTimeout)); err != nil {
		return err
	}
	if err := secured.Handshake(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return net.ErrClosed
	}
	c.net, c.secure = secured, true
	c.reader = bufio.NewReader(secured)
	return secured.SetDeadline(time.Time{})
}
