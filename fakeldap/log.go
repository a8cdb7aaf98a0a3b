package fakeldap

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// Request is one request as the server saw it, with its outcome. It holds no
// passwords.
type Request struct {
	// Serial counts from 1, in the order of the answers.
	Serial int       `json:"serial"`
	Time   time.Time `json:"time"`
	// Conn counts connections from 1. Catalog says that it came in on the
	// Global Catalog's port, TLS that the connection was encrypted.
	Conn    int64 `json:"conn"`
	Catalog bool  `json:"catalog,omitempty"`
	TLS     bool  `json:"tls,omitempty"`
	// User is who was bound, DOMAIN\name or as the client named itself.
	User string `json:"user,omitempty"`
	Op   Op     `json:"op"`
	// DN is the entry or the search base; of a bind the name.
	DN string `json:"dn,omitempty"`
	// Scope is base, one or sub; Filter is in the form of RFC 4515.
	Scope      string   `json:"scope,omitempty"`
	Filter     string   `json:"filter,omitempty"`
	Attributes []string `json:"attributes,omitempty"`
	SizeLimit  int      `json:"sizeLimit,omitempty"`
	PageSize   int      `json:"pageSize,omitempty"`
	// Controls are the OIDs, a critical one with "!" behind.
	Controls []string `json:"controls,omitempty"`
	// Changes are those of a modify; of an add every attribute as an add.
	Changes []Change `json:"changes,omitempty"`
	// NewDN is where a modifyDN moves the entry to.
	NewDN string `json:"newDN,omitempty"`
	// OID names an extended operation or a SASL mechanism.
	OID       string `json:"oid,omitempty"`
	Abandoned int64  `json:"abandoned,omitempty"`

	// Result is the LDAP result code and Message its text; Entries counts what
	// a search sent. Fault says that a Fault struck.
	Result  int    `json:"result"`
	Message string `json:"message,omitempty"`
	Entries int    `json:"entries,omitempty"`
	Fault   bool   `json:"fault,omitempty"`
	// Unsupported says what AD would have done and this server doesn't.
	Unsupported string `json:"unsupported,omitempty"`
	// Raw is the whole message for Replay. It is written to Config.RequestLog
	// only, and not for messages that hold a password.
	Raw []byte `json:"raw,omitempty"`
}

// ChangeKind is what a modify does to an attribute.
type ChangeKind int

// The kinds of change (RFC 4511 section 4.6).
const (
	ChangeAdd     ChangeKind = 0
	ChangeDelete  ChangeKind = 1
	ChangeReplace ChangeKind = 2
)

// String names the kind as LDIF does.
func (k ChangeKind) String() string {
	switch k {
	case ChangeAdd:
		return "add"
	case ChangeDelete:
		return "delete"
	case ChangeReplace:
		return "replace"
	}
	return fmt.Sprintf("kind %d", int(k))
}

// MarshalText writes the kind as LDIF does.
func (k ChangeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the kind as MarshalText wrote it.
func (k *ChangeKind) UnmarshalText(text []byte) error {
	for _, kind := range []ChangeKind{ChangeAdd, ChangeDelete, ChangeReplace} {
		if string(text) == kind.String() {
			*k = kind
			return nil
		}
	}
	_, err := fmt.Sscanf(string(text), "kind %d", (*int)(k))
	return err
}

// Change is one change of a modify. In JSON the values are base64.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	Name   string     `json:"name"`
	Values [][]byte   `json:"values,omitempty"`
}

// UnsupportedError lists the requests that AD would have answered otherwise.
type UnsupportedError struct{ Requests []Request }

// Error names them.
func (e *UnsupportedError) Error() string {
	texts := make([]string, len(e.Requests))
	for i, r := range e.Requests {
		texts[i] = fmt.Sprintf("request %d, %s: %s", r.Serial, r.Op, r.Unsupported)
	}
	return "fakeldap was asked for what it does not do: " + strings.Join(texts, "; ")
}

// maxRequests bounds the log in memory; the oldest requests go first.
const maxRequests = 100_000

// requestLog remembers requests.
type requestLog struct {
	mu          sync.Mutex
	list        []Request
	serial      int
	unsupported []Request
	out         io.Writer
	err         error
}

// Requests lists the requests answered so far, at most the last 100,000. The
// copies are the caller's.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	list := slices.Clone(s.log.list)
	for i := range list {
		list[i].Attributes = slices.Clone(list[i].Attributes)
		list[i].Controls = slices.Clone(list[i].Controls)
		list[i].Changes = slices.Clone(list[i].Changes)
		for j := range list[i].Changes {
			list[i].Changes[j].Values = slices.Clone(list[i].Changes[j].Values)
			for k, v := range list[i].Changes[j].Values {
				list[i].Changes[j].Values[k] = slices.Clone(v)
			}
		}
	}
	return list
}

// ForgetRequests empties the log; serials go on.
func (s *Server) ForgetRequests() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.list, s.log.unsupported = nil, nil
}

// record adds a request with its outcome.
func (s *Server) record(c *conn, r Request, outcome result) {
	who := c.who()
	c.mu.Lock()
	r.TLS = c.secure
	c.mu.Unlock()
	r.Conn, r.Catalog, r.User = c.id, c.catalog, who.name
	r.Time = s.config.Now().UTC()
	r.Result, r.Message, r.Unsupported = outcome.code, strings.TrimRight(outcome.text, "\x00"), outcome.unsupported
	raw := r.Raw
	r.Raw = nil
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.serial++
	r.Serial = s.log.serial
	if len(s.log.list) >= maxRequests {
		s.log.list = slices.Delete(s.log.list, 0, maxRequests/10)
	}
	s.log.list = append(s.log.list, r)
	if r.Unsupported != "" && len(s.log.unsupported) < 100 {
		s.log.unsupported = append(s.log.unsupported, r)
	}
	if s.log.out != nil && s.log.err == nil {
		r.Raw = raw
		line, err := json.Marshal(r)
		if err == nil {
			_, err = s.log.out.Write(append(line, '\n'))
		}
		s.log.err = err
	}
}

// close gives what Close has to say about the requests.
func (l *requestLog) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return fmt.Errorf("write the request log: %w", l.err)
	}
	if len(l.unsupported) > 0 {
		return &UnsupportedError{Requests: l.unsupported}
	}
	return nil
}
