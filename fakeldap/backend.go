package fakeldap

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ber"
)

// backend is the gldap server behind the front. gldap can only listen on a
// TCP port by itself, so each client connection that needs it gets a private
// connection over loopback, which proves itself with a one-time token: what
// another process sends to that port is refused.
//
// gldap routes simple bind, add, modify and delete. It would drop the
// connection on Compare, ModifyDN, Abandon and SASL, it hides the value of an
// extended request, and it encodes a search result five times slower than
// slapd; the front answers those.
type backend struct {
	owner  *Server
	server *gldap.Server
	addr   string
	done   chan error

	mu      sync.Mutex
	waiting map[string]*conn
	conns   map[int]*conn
}

// private is the front's end of a connection to gldap.
type private struct {
	net.Conn
	r *bufio.Reader
}

func startBackend(s *Server) (*backend, error) {
	b := &backend{owner: s, done: make(chan error, 1), waiting: map[string]*conn{}, conns: map[int]*conn{}}
	listening := make(chan string, 1)
	logger := hclog.NewInterceptLogger(&hclog.LoggerOptions{Level: hclog.Off})
	logger.RegisterSink(addressSink{listening})
	var err error
	if b.server, err = gldap.NewServer(gldap.WithLogger(logger), gldap.WithOnClose(b.closed)); err != nil {
		return nil, fmt.Errorf("start gldap: %w", err)
	}
	mux, err := b.mux()
	if err != nil {
		return nil, fmt.Errorf("start gldap: %w", err)
	}
	if err := b.server.Router(mux); err != nil {
		return nil, fmt.Errorf("start gldap: %w", err)
	}
	go func() { b.done <- b.server.Run("127.0.0.1:0") }()
	select {
	case b.addr = <-listening:
		return b, nil
	case err := <-b.done:
		return nil, fmt.Errorf("start gldap: %w", err)
	}
}

// addressSink learns from gldap's log where it listens; there is no other way
// to know the port it got.
type addressSink struct{ listening chan string }

// Accept takes one log line.
func (a addressSink) Accept(_ string, _ hclog.Level, msg string, args ...any) {
	if msg != "listening" {
		return
	}
	for i := 0; i+1 < len(args); i += 2 {
		if addr, ok := args[i+1].(net.Addr); ok && args[i] == "addr" {
			select {
			case a.listening <- addr.String():
			default:
			}
		}
	}
}

func (b *backend) mux() (*gldap.Mux, error) {
	mux, err := gldap.NewMux()
	if err != nil {
		return nil, err
	}
	for _, register := range []func() error{
		func() error { return mux.Bind(b.guard(tagBindDone, b.bind)) },
		func() error { return mux.Add(b.guard(tagAddDone, b.add)) },
		func() error { return mux.Modify(b.guard(tagModifyDone, b.modify)) },
		func() error { return mux.Delete(b.guard(tagDeleteDone, b.delete)) },
		func() error { return mux.Search(b.guard(tagSearchDone, b.stray)) },
		func() error {
			return mux.DefaultRoute(func(w *gldap.ResponseWriter, r *gldap.Request) {
				respond(w, r, tagExtendedDone, plain(gldap.ResultUnwillingToPerform, "this port is private to the server"))
			})
		},
	} {
		if err := register(); err != nil {
			return nil, err
		}
	}
	return mux, nil
}

// handler answers one request of a client connection.
type handler func(c *conn, r *gldap.Request) result

// guard finds the client connection that a request belongs to and keeps a
// panic of the handler from ending the process, which gldap doesn't.
func (b *backend) guard(tag byte, h handler) gldap.HandlerFunc {
	return func(w *gldap.ResponseWriter, r *gldap.Request) {
		var outcome result
		defer func() {
			if p := recover(); p != nil {
				outcome = panicked(p)
			}
			respond(w, r, tag, outcome)
		}()
		b.mu.Lock()
		c := b.conns[r.ConnectionID()]
		b.mu.Unlock()
		switch {
		case c != nil:
			outcome = h(c, r)
		case tag == tagBindDone && b.adopt(r):
		default:
			outcome = plain(gldap.ResultUnwillingToPerform, "this port is private to the server")
		}
	}
}

// stray answers what the front never sends here.
func (b *backend) stray(*conn, *gldap.Request) result {
	return plain(gldap.ResultUnwillingToPerform, "the front answers searches")
}

// panicked is the answer of an operation that panicked.
func panicked(p any) result {
	return ldapError(gldap.ResultOperationsError, 0x54F, fmt.Sprintf("an internal error occurred: %v", p), 0)
}

// respond writes a result through gldap, which would otherwise fill the texts
// with "Unused".
func respond(w *gldap.ResponseWriter, r *gldap.Request, tag byte, outcome result) {
	_ = w.Write(r.NewResponse(
		gldap.WithApplicationCode(int(tag&0x1f)),
		gldap.WithResponseCode(outcome.code),
		gldap.WithMatchedDN(outcome.matched),
		gldap.WithDiagnosticMessage(outcome.text),
	))
}

// adopt takes the first request of a private connection, a bind whose name is
// the token of a waiting client connection.
func (b *backend) adopt(r *gldap.Request) bool {
	m, err := r.GetSimpleBindMessage()
	if err != nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.waiting[m.UserName]
	if c == nil {
		return false
	}
	delete(b.waiting, m.UserName)
	b.conns[r.ConnectionID()] = c
	return true
}

func (b *backend) closed(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.conns, id)
}

// dial opens a private connection for a client connection.
func (b *backend) dial(c *conn) (*private, error) {
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	token := hex.EncodeToString(secret)
	b.mu.Lock()
	b.waiting[token] = c
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.waiting, token)
		b.mu.Unlock()
	}()
	nc, err := net.DialTimeout("tcp", b.addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	p := &private{Conn: nc, r: bufio.NewReader(nc)}
	hello := ber.AppendInt(nil, ber.Integer, 3)
	hello = ber.Append(hello, ber.OctetString, token)
	hello = ber.Append(hello, 0x80, "")
	message := ber.Append(ber.AppendInt(nil, ber.Integer, 1), tagBind, hello)
	raw, err := p.roundTrip(ber.Append(nil, ber.Sequence, message))
	if err != nil {
		_ = nc.Close()
		return nil, err
	}
	if code, text := resultCode(raw); code != 0 {
		_ = nc.Close()
		return nil, fmt.Errorf("gldap refused a private connection: %d %s", code, text)
	}
	return p, nil
}

// roundTrip sends one request and reads its one response.
func (p *private) roundTrip(message []byte) ([]byte, error) {
	if _, err := p.Write(message); err != nil {
		return nil, err
	}
	return ber.ReadMessage(p.r, func() {}, func(total int) int { return total })
}

// strangersTime is how long stop waits for connections to gldap's port that are
// not the front's.
const strangersTime = 30 * time.Second

// stop ends gldap. All private connections are closed by now, so that its Stop,
// which waits for clients, returns unless a stranger holds the port.
func (b *backend) stop() error {
	stopped := make(chan error, 1)
	go func() { stopped <- errors.Join(b.server.Stop(), <-b.done) }()
	select {
	case err := <-stopped:
		if err != nil {
			return fmt.Errorf("stop gldap: %w", err)
		}
		return nil
	case <-time.After(strangersTime):
		return fmt.Errorf("stop gldap: another program is connected to %s, the server's private port", b.addr)
	}
}

// viaBackend hands a request to gldap and gives its response back.
func (c *conn) viaBackend(m *message) ([]byte, error) {
	c.mu.Lock()
	p := c.private
	c.mu.Unlock()
	if p == nil {
		fresh, err := c.server.backend.dial(c)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		if c.ended {
			c.mu.Unlock()
			_ = fresh.Close()
			return nil, net.ErrClosed
		}
		c.private, p = fresh, fresh
		c.mu.Unlock()
	}
	raw, err := p.roundTrip(m.withoutControls())
	if err != nil {
		c.mu.Lock()
		c.private = nil
		c.mu.Unlock()
		_ = p.Close()
	}
	return raw, err
}
