package fakegraph

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Limits that keep one client from holding what others need.
const (
	maxHeaderBytes = 64 << 10
	headerTimeout  = 10 * time.Second
	bodyTimeout    = 60 * time.Second
	answerTimeout  = 2 * time.Minute
	idleTimeout    = 2 * time.Minute
	closeTimeout   = 3 * time.Second
)

// Start makes a fake and serves it on a loopback address. The caller closes
// the server.
func Start(cfg Config) (*Server, error) {
	addr := cfg.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	if err := loopbackOnly(addr); err != nil {
		return nil, err
	}
	h, err := NewHandler(cfg)
	if err != nil {
		return nil, err
	}
	s := &Server{Handler: h, scheme: "http", served: make(chan error, 1)}
	var tlsConfig *tls.Config
	if cfg.TLS {
		s.scheme = "https"
		if tlsConfig, s.certPEM, err = generateCertificate(time.Now()); err != nil {
			return nil, fmt.Errorf("fakegraph: make a certificate: %w", err)
		}
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("fakegraph: %w", err)
	}
	s.addr = ln.Addr().String()
	s.http = &http.Server{Handler: h, TLSConfig: tlsConfig, MaxHeaderBytes: maxHeaderBytes, ReadHeaderTimeout: headerTimeout,
		ReadTimeout: bodyTimeout, WriteTimeout: answerTimeout, IdleTimeout: idleTimeout, ErrorLog: log.New(io.Discard, "", 0)}
	s.client = s.newClient()
	go func() {
		if cfg.TLS {
			s.served <- s.http.ServeTLS(ln, "", "")
		} else {
			s.served <- s.http.Serve(ln)
		}
	}()
	return s, nil
}

// loopbackOnly refuses an address that other machines could reach.
func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("fakegraph: address %q: %w", addr, err)
	}
	if ip := net.ParseIP(host); host == "localhost" || (ip != nil && ip.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("fakegraph: address %q is not a loopback address", addr)
}

// URL is the address of the server without a trailing slash, such as
// "http://127.0.0.1:41234". The Graph roots are URL()+"/v1.0" and
// URL()+"/beta", the authority of the token endpoint is URL()+"/TENANT".
func (s *Server) URL() string { return s.scheme + "://" + s.addr }

// Addr is the host and port that the server listens on.
func (s *Server) Addr() string { return s.addr }

// CertificatePEM is the server's certificate with Config.TLS, for a client's
// list of roots (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE); nil without TLS.
func (s *Server) CertificatePEM() []byte { return append([]byte(nil), s.certPEM...) }

// Client returns an HTTP client that trusts the server's certificate and sends
// a bearer token with every request that has none.
func (s *Server) Client() *http.Client { return s.client }

func (s *Server) newClient() *http.Client {
	tr := &http.Transport{MaxIdleConnsPerHost: 16}
	if s.certPEM != nil {
		tr.TLSClientConfig = trustOnly(s.certPEM)
		tr.ForceAttemptHTTP2 = true
	}
	token := s.token
	if token == "" {
		token = "fakegraph"
	}
	return &http.Client{Transport: &bearer{token: token, next: tr}}
}

// Close ends the server: it finishes what is being answered, cuts what takes
// more than three seconds, and leaves no goroutine behind. It returns an error
// that names the requests for operations that the fake does not have, so that
// a test which closes the server fails instead of believing a refusal.
func (s *Server) Close() error {
	s.once.Do(func() {
		close(s.done)
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		s.client.CloseIdleConnections()
		if err := s.http.Shutdown(ctx); err != nil {
			err = s.http.Close()
			s.closed = errors.Join(s.closed, err)
		}
		if err := <-s.served; !errors.Is(err, http.ErrServerClosed) {
			s.closed = errors.Join(s.closed, fmt.Errorf("fakegraph: serve: %w", err))
		}
		s.closed = errors.Join(s.closed, s.Unsupported())
	})
	return s.closed
}

// Unsupported returns an error that names the requests, at most 100, for
// operations that the fake does not have; nil when there were none.
func (h *Handler) Unsupported() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.missing) == 0 {
		return nil
	}
	return fmt.Errorf("fakegraph: %d unsupported requests: %s", len(h.missing), strings.Join(h.missing, ", "))
}

// RoundTrip adds the token. It works on a copy, as a RoundTripper must.
func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Authorization") == "" {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	return b.next.RoundTrip(r)
}

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (b *bearer) CloseIdleConnections() { b.next.CloseIdleConnections() }

// bearer is a transport that sends a bearer token.
type bearer struct {
	token string
	next  *http.Transport
}

// Server is a fake with a listener of its own.
type Server struct {
	*Handler
	scheme  string
	addr    string
	certPEM []byte
	http    *http.Server
	client  *http.Client
	served  chan error
	once    sync.Once
	closed  error
}
