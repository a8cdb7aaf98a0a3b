package fakeldap

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"presync/fakeldap/internal/ber"
)

// Difference is a request that ended otherwise when it was replayed.
type Difference struct {
	Request Request
	// Result and Entries are the outcome of the replay.
	Result, Entries int
}

// String says what was asked and what came of it, then and now.
func (d Difference) String() string {
	return fmt.Sprintf("request %d, %s %q: result %d with %d entries, was %d with %d",
		d.Request.Serial, d.Request.Op, d.Request.DN, d.Result, d.Entries, d.Request.Result, d.Request.Entries)
}

// replayTime bounds one replayed request.
const replayTime = time.Minute

// Replay sends the requests of a log that Config.RequestLog got to the server
// itself, in their order, and lists those that end otherwise. Each connection
// of the log becomes one again. On a server that has had no connection yet,
// paged searches go on as they did, because cookies come from the numbers of
// connections and pages. A log holds no passwords: binds use
// Config.BindPassword, and requests that set a password are passed over, as are
// SASL binds, extended requests, abandons, those that a fault struck, and those
// that have no raw bytes in the log.
func (s *Server) Replay(log io.Reader) ([]Difference, error) {
	var requests []Request
	catalog := map[int64]bool{}
	last := int64(0)
	for decoder := json.NewDecoder(log); ; {
		var q Request
		if err := decoder.Decode(&q); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("replay: read the log: %w", err)
		}
		requests = append(requests, q)
		catalog[q.Conn], last = q.Catalog, max(last, q.Conn)
	}
	conns := make([]*private, 0, last)
	defer func() {
		for _, c := range conns {
			_ = c.Close()
		}
	}()
	for id := int64(1); id <= last; id++ {
		c, err := s.connect(catalog[id])
		if err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		conns = append(conns, c)
	}
	var different []Difference
	for _, q := range requests {
		raw := s.rawOf(q)
		if raw == nil || q.Conn < 1 {
			continue
		}
		d := Difference{Request: q}
		var err error
		if d.Result, d.Entries, err = conns[q.Conn-1].ask(raw); err != nil {
			return different, fmt.Errorf("replay request %d: %w", q.Serial, err)
		}
		if d.Result != q.Result || d.Entries != q.Entries {
			different = append(different, d)
		}
	}
	return different, nil
}

// rawOf gives the bytes to send again, nil for a request to pass over.
func (s *Server) rawOf(q Request) []byte {
	switch {
	case q.Fault || q.Op == OpExtended || q.Op == OpAbandon || q.Op == OpBind && q.OID != "":
		return nil
	case q.Op == OpBind:
		password := s.config.BindPassword
		if password == "" && q.User != "" {
			password = "replayed"
		}
		body := ber.AppendInt(nil, ber.Integer, 3)
		body = ber.Append(body, ber.OctetString, q.DN)
		body = ber.Append(body, authSimple, password)
		return ber.Append(nil, ber.Sequence, ber.Append(ber.AppendInt(nil, ber.Integer, 1), tagBind, body))
	}
	return q.Raw
}

// connect opens a connection to the server's own port.
func (s *Server) connect(catalog bool) (*private, error) {
	address := s.Addr()
	if catalog {
		address = s.GCAddr()
	}
	var nc net.Conn
	var err error
	if s.config.TLS {
		nc, err = tls.Dial("tcp", address, s.ClientTLS())
	} else {
		nc, err = net.Dial("tcp", address)
	}
	if err != nil {
		return nil, err
	}
	return &private{Conn: nc, r: bufio.NewReader(nc)}, nil
}

// ask sends a request and reads up to the end of its answer.
func (p *private) ask(raw []byte) (result, entries int, err error) {
	if err := p.SetDeadline(time.Now().Add(replayTime)); err != nil {
		return 0, 0, err
	}
	answer, err := p.roundTrip(raw)
	for err == nil {
		var m *message
		if m, err = decodeMessage(answer); err != nil {
			break
		}
		switch m.tag {
		case tagEntry:
			entries++
		case tagReference:
		default:
			code, _ := resultCode(answer)
			return code, entries, nil
		}
		answer, err = ber.ReadMessage(p.r, func() {}, func(total int) int { return total })
	}
	return 0, entries, err
}
