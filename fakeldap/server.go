package fakeldap

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Server is a running fake. All its methods are safe for concurrent use.
type Server struct {
	config    Config
	directory *directory
	identity  *identity
	backend   *backend
	faults    faults
	log       requestLog

	ldap, gc net.Listener
	wg       sync.WaitGroup
	// closed is closed by Close and wakes whoever waits for a delay.
	closed    chan struct{}
	closeOnce sync.Once
	closeErr  error

	mu     sync.Mutex
	conns  map[*conn]bool
	serial atomic.Int64
}

// Start listens and serves until Close. The addresses are known when it
// returns.
func Start(config Config) (*Server, error) {
	config, err := config.normalised()
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, closed: make(chan struct{}), conns: map[*conn]bool{}}
	s.config.Seed, s.config.SeedLDIF = nil, nil
	if err := s.populate(config); err != nil {
		return nil, err
	}
	s.faults.add(config.Faults)
	s.log.out = config.RequestLog
	if s.identity, err = newIdentity(s.directory.names.host); err != nil {
		return nil, err
	}
	if s.backend, err = startBackend(s); err != nil {
		return nil, err
	}
	if err := s.listen(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// populate raises the forest and seeds it. The first seeded entry may decide
// about the domain, so nothing is made before it is known.
func (s *Server) populate(config Config) error {
	load := func(e Entry) error {
		if s.directory == nil {
			if err := s.raise(config, e); err != nil {
				return err
			}
		}
		return s.Load(e)
	}
	for _, e := range config.Seed {
		if err := load(e); err != nil {
			return err
		}
	}
	if config.SeedLDIF != nil {
		if err := scanLDIF(config.SeedLDIF, load); err != nil {
			return err
		}
	}
	if s.directory == nil {
		return s.raise(config, Entry{})
	}
	return nil
}

// raise makes the directory of a new forest.
func (s *Server) raise(config Config, first Entry) error {
	schema, err := config.schema()
	if err != nil {
		return err
	}
	s.directory = newDirectory(schema, newNames(config.domainOf(first), config.NetBIOS), config.Now)
	s.directory.recycleBin = config.RecycleBin
	return s.directory.raise(config.Verbatim)
}

// listen opens both ports and starts to accept.
func (s *Server) listen() error {
	for _, p := range []struct {
		listener *net.Listener
		addr     string
		catalog  bool
	}{{&s.ldap, s.config.Addr, false}, {&s.gc, s.config.GCAddr, true}} {
		l, err := net.Listen("tcp", p.addr)
		if err != nil {
			return fmt.Errorf("start: %w", err)
		}
		*p.listener = l
		s.wg.Go(func() { s.accept(l, p.catalog) })
	}
	return nil
}

// acceptPause keeps accept from spinning while it fails.
const acceptPause = 10 * time.Millisecond

// accept serves connections until the listener closes.
func (s *Server) accept(l net.Listener, catalog bool) {
	for {
		nc, err := l.Accept()
		if err != nil {
			select {
			case <-s.closed:
				return
			case <-time.After(acceptPause):
				continue // a connection that is gone already, or no file descriptor left
			}
		}
		c := newConn(s, nc, catalog)
		if !s.admit(c) {
			continue
		}
		s.wg.Go(c.serve)
	}
}

// admit registers a connection unless there are too many or the server closes.
func (s *Server) admit(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		_ = c.net.Close()
		return false
	default:
	}
	if len(s.conns) >= s.config.MaxConnections {
		s.wg.Go(c.turnAway)
		return false
	}
	s.conns[c] = true
	return true
}

func (s *Server) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

// Close stops listening, ends every connection and waits for all goroutines.
// It does not wait for clients. It gives an *UnsupportedError when a client
// asked for something that AD does and this server doesn't, so that a test
// that checks Close does not pass on an answer AD would not give. Calls after
// the first give the same error.
func (s *Server) Close() error {
	s.closeOnce.Do(func() {
		close(s.closed)
		for _, l := range []net.Listener{s.ldap, s.gc} {
			if l != nil {
				_ = l.Close()
			}
		}
		s.mu.Lock()
		for c := range s.conns {
			c.hangUp()
		}
		s.mu.Unlock()
		s.wg.Wait()
		if s.backend != nil {
			s.closeErr = s.backend.stop()
		}
		s.closeErr = errors.Join(s.closeErr, s.log.close())
	})
	return s.closeErr
}

// Addr is the address of the LDAP port as host:port, GCAddr that of the
// Global Catalog.
func (s *Server) Addr() string { return s.ldap.Addr().String() }

// GCAddr is the address of the Global Catalog's port as host:port.
func (s *Server) GCAddr() string { return s.gc.Addr().String() }

// URL is the LDAP port as ldap://host:port, ldaps:// with Config.TLS.
func (s *Server) URL() string { return s.scheme() + s.Addr() }

// GCURL is the Global Catalog's port as a URL.
func (s *Server) GCURL() string { return s.scheme() + s.GCAddr() }

func (s *Server) scheme() string {
	if s.config.TLS {
		return "ldaps://"
	}
	return "ldap://"
}

// BaseDN is the name of the domain, the rootDSE's defaultNamingContext.
func (s *Server) BaseDN() string { return s.directory.names.domain }

// CAPEM is the certificate of the authority that signed the server's, in PEM.
func (s *Server) CAPEM() []byte { return slices.Clone(s.identity.caPEM) }

// ClientTLS is a client configuration that trusts the server.
func (s *Server) ClientTLS() *tls.Config { return s.identity.client.Clone() }
