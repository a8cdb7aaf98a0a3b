package fakegraph

import (
	"net/http"
	"slices"
	"time"
)

// What the request log keeps at most.
const (
	maxLogEntries = 20_000
	maxLogBytes   = 32 << 20
	maxLogBody    = 64 << 10
)

// Requests returns copies of the requests answered so far, oldest first,
// including the parts of a $batch, which come before the batch itself. Of a
// long run only the newest are kept (20,000 requests, 32 MiB).
func (h *Handler) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]Request, len(h.log))
	for i, r := range h.log {
		out[i] = r.clone()
	}
	return out
}

// ClearRequests empties the request log and the list of needed scopes.
func (h *Handler) ClearRequests() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log, h.logBytes, h.needed = nil, 0, map[string]bool{}
}

// record appends a request to the log and drops the oldest tenth once it is
// over its limits.
func (h *Handler) record(r Request) {
	h.mu.Lock()
	h.log = append(h.log, r)
	h.logBytes += r.size()
	if len(h.log) > maxLogEntries || h.logBytes > maxLogBytes {
		drop := 0
		for len(h.log)-drop > maxLogEntries*9/10 || h.logBytes > maxLogBytes*9/10 {
			h.logBytes -= h.log[drop].size()
			drop++
		}
		h.log = slices.Delete(h.log, 0, drop)
	}
	h.mu.Unlock()
	if h.onRequest != nil {
		h.hook.Lock()
		defer h.hook.Unlock()
		h.onRequest(r.clone())
	}
}

// size is about what an entry of the log holds in memory.
func (r Request) size() int {
	n := 300 + len(r.Body) + len(r.Path) + len(r.Query)
	for name, values := range r.Header {
		for _, v := range values {
			n += len(name) + len(v)
		}
	}
	return n
}

func (r Request) clone() Request {
	r.Header = r.Header.Clone()
	r.Body = slices.Clone(r.Body)
	r.Notes = slices.Clone(r.Notes)
	return r
}

// Request is one request as the fake answered it.
type Request struct {
	Time    time.Time
	Method  string
	Version string // v1.0 or beta, "" outside Graph
	Path    string // decoded, below the version
	Query   string // as it came
	// Header is the request's header. A bearer token is not kept.
	Header http.Header
	// Body is the request's body, unpacked, the first 64 KiB of it.
	Body []byte
	// BatchID is the id of a part of a $batch, "" for a request of its own.
	BatchID string

	Status    int
	ErrorCode string // Graph's error code, "" on success
	RequestID string
	// Notes say what the fake let pass although it changed nothing, such as
	// $count=true without ConsistencyLevel: eventual.
	Notes []string
	// Unsupported says that the fake has no such operation.
	Unsupported bool
}
