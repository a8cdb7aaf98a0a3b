package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"presync/fakegraph"
)

// requestFile is the log of both servers: one JSON object a line, with the
// request under "ldap" or "graph".
type requestFile struct {
	mu   sync.Mutex
	file *os.File
	err  error // the first that writing met
}

// openRequestFile begins a log; without a path there is none. It can be read
// by its owner only, since requests hold personal data.
func openRequestFile(path string) (*requestFile, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--log: %w", err)
	}
	return &requestFile{file: f}, nil
}

// line writes one request.
func (r *requestFile) line(server string, request []byte) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{%q:%s}\n", server, bytes.TrimSpace(request))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		_, r.err = r.file.Write(b.Bytes())
	}
}

// graph logs a request to Graph. Its body is text where it is JSON.
func (r *requestFile) graph(q fakegraph.Request) {
	type shown struct {
		fakegraph.Request
		Body any `json:",omitempty"`
	}
	s := shown{Request: q}
	switch {
	case len(q.Body) == 0:
	case json.Valid(q.Body):
		s.Body = json.RawMessage(q.Body)
	default:
		s.Body = string(q.Body)
	}
	text, err := json.Marshal(s)
	if err != nil {
		text = []byte(`{"Error":"the request cannot be shown"}`)
	}
	r.line("graph", text)
}

func (r *requestFile) close() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.file.Close()
	if r.err != nil {
		err = r.err
	}
	if err != nil {
		return fmt.Errorf("--log: %w", err)
	}
	return nil
}

// ldapLog takes the lines of the directory's log.
type ldapLog struct{ to *requestFile }

// Write takes one line.
func (l ldapLog) Write(line []byte) (int, error) {
	l.to.line("ldap", line)
	return len(line), nil
}
