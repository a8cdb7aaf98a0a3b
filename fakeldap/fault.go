package fakeldap

import (
	"fmt"
	"sync"
	"time"

	"github.com/jimlambrt/gldap"
)

// Op is a kind of request.
type Op string

// The kinds of request that faults and the request log tell apart.
const (
	// OpConnect is a new connection; faults strike it, the log has none.
	OpConnect  Op = "connect"
	OpBind     Op = "bind"
	OpSearch   Op = "search"
	OpAdd      Op = "add"
	OpModify   Op = "modify"
	OpDelete   Op = "delete"
	OpModifyDN Op = "modifyDN"
	OpCompare  Op = "compare"
	OpExtended Op = "extended"
	OpAbandon  Op = "abandon"
	// OpUnknown is a request of a kind that LDAP doesn't have.
	OpUnknown Op = "unknown"
)

// Fault makes requests go wrong, by count and never by chance. It first delays
// the answer, then sends After entries of a search, then drops the connection
// or answers with Result.
type Fault struct {
	// On is the kind of request it strikes; "" strikes every kind but
	// OpConnect.
	On Op
	// Skip lets so many requests of that kind pass first; Times says how many
	// it strikes then, 0 means one.
	Skip, Times int
	// Delay passes before the answer, or before it is left out. It ends early
	// when the request is abandoned or the server closes.
	Delay time.Duration
	// After is the number of entries of a search that are still sent before
	// the connection drops or Result is answered.
	After int
	// Drop closes the connection without an answer.
	Drop bool
	// Result is an LDAP result code such as 51 busy, 52 unavailable, 4
	// sizeLimitExceeded; 0 leaves the answer as it is. Message is its text.
	Result  int
	Message string
}

// check refuses faults that say nothing or contradict themselves.
func (f Fault) check() error {
	switch {
	case f.Skip < 0 || f.Times < 0 || f.After < 0 || f.Delay < 0:
		return fmt.Errorf("fault on %q: a negative count", f.On)
	case f.Result == 0 && !f.Drop && f.Delay == 0:
		return fmt.Errorf("fault on %q: give it a Result, Drop or Delay", f.On)
	case f.After > 0 && f.On != OpSearch:
		return fmt.Errorf("fault on %q: After counts the entries of a search", f.On)
	case f.On == OpConnect && f.Result != 0:
		return fmt.Errorf("fault on %q: a connection has no result; use Drop", f.On)
	}
	return nil
}

// faults are those still to strike.
type faults struct {
	mu   sync.Mutex
	list []*armed
}

type armed struct {
	Fault
	left int
}

func (f *faults) add(list []Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range list {
		f.list = append(f.list, &armed{Fault: fault, left: max(fault.Times, 1)})
	}
}

// take counts one request and gives the fault that strikes it, nil for none.
// Every fault that waits for such a request counts it; the first one that is
// due strikes.
func (f *faults) take(op Op) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var due *Fault
	for _, a := range f.list {
		if a.left == 0 || a.On != op && (a.On != "" || op == OpConnect) {
			continue
		}
		if a.Skip > 0 {
			a.Skip--
			continue
		}
		if due == nil {
			a.left--
			due = &a.Fault
		}
	}
	return due
}

// Inject adds faults to those of the configuration.
func (s *Server) Inject(list ...Fault) error {
	for _, f := range list {
		if err := f.check(); err != nil {
			return err
		}
	}
	s.faults.add(list)
	return nil
}

// strike applies what a fault does before the answer. It reports whether the
// connection is to end now.
func (s *Server) strike(c *conn, op Op) bool {
	f := s.faults.take(op)
	if f == nil {
		return false
	}
	return !c.delay(f.Delay, nil) || f.Drop
}

// delay waits. It reports false when the server closes or the request is
// abandoned meanwhile.
func (c *conn) delay(d time.Duration, gone <-chan struct{}) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-gone:
	case <-c.server.closed:
	}
	return false
}

// result is the fault's answer.
func (f *Fault) result() result {
	text := f.Message
	if text == "" {
		switch f.Result {
		case gldap.ResultBusy:
			text = serviceError(f.Result, 0x200E, 5001, "BUSY").text
		case gldap.ResultUnavailable:
			text = serviceError(f.Result, 0x200F, 5002, "UNAVAILABLE").text
		}
	}
	return result{code: f.Result, text: text}
}
