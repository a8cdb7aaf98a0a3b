package fakegraph

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The API versions, as their path segments.
const (
	v1   = "v1.0"
	beta = "beta"
)

// NewHandler makes a fake without a listener, for a server of one's own such
// as httptest.NewServer. The Graph roots are /v1.0 and /beta under wherever
// the handler is mounted at the root of a host.
func NewHandler(cfg Config) (*Handler, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	s := newSchema()
	h := &Handler{store: newStore(s), clock: cfg.Clock, token: cfg.Token, anonymous: cfg.AllowAnonymous, readOnly: cfg.ReadOnly,
		pageSize: cfg.PageSize, onRequest: cfg.Log, needed: map[string]bool{}, done: make(chan struct{})}
	if h.clock == nil {
		h.clock = time.Now
	}
	if h.pageSize == 0 {
		h.pageSize = 100
	}
	if cfg.Permissions != nil {
		h.granted = map[string]bool{}
		for _, p := range cfg.Permissions {
			h.granted[strings.ToLower(p)] = true
		}
	}
	for _, f := range cfg.Faults {
		h.faults = append(h.faults, &f)
	}
	h.routes = routeTable()
	if err := h.store.fill(cfg.Seed, h.clock()); err != nil {
		return nil, err
	}
	return h, nil
}

// ServeHTTP answers one request. A panic in it becomes a 500 and not the end
// of the process.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := h.newCall(r)
	res, entry := h.answer(c, w, r)
	entry.Status, entry.ErrorCode = res.status, res.errorCode
	h.record(entry)
	if res.drop {
		panic(http.ErrAbortHandler)
	}
	header := w.Header()
	header["Date"] = []string{c.now.UTC().Format(http.TimeFormat)}
	header.Set("request-id", c.requestID)
	header.Set("client-request-id", c.clientID)
	header.Set("Cache-Control", "no-cache")
	if res.contentType != "" {
		header.Set("Content-Type", res.contentType)
	}
	if strings.HasPrefix(res.contentType, jsonType) && c.version != "" && res.status < 400 {
		header.Set("OData-Version", "4.0")
	}
	for name, values := range res.header {
		header[name] = values
	}
	if res.status != http.StatusNoContent {
		header.Set("Content-Length", strconv.Itoa(len(res.body)))
	}
	w.WriteHeader(res.status)
	_, _ = w.Write(res.body) // a client that is gone needs no answer
	if res.reusable {
		h.pages.give(res.body)
	}
}

// newCall reads what every request has.
func (h *Handler) newCall(r *http.Request) *call {
	now := h.clock()
	c := &call{h: h, ctx: r.Context(), method: r.Method, header: r.Header, rawQuery: r.URL.RawQuery, now: now,
		requestID: requestGUID(h.requests.Add(1), now), root: "http://" + r.Host}
	if r.TLS != nil {
		c.root = "https://" + r.Host
	}
	c.clientID = c.requestID
	if id := r.Header.Get("client-request-id"); isGUID(id) {
		c.clientID = id
	}
	return c
}

// answer reads the body and runs the request.
func (h *Handler) answer(c *call, w http.ResponseWriter, r *http.Request) (res *response, entry Request) {
	entry = Request{Time: c.now, Method: r.Method, Path: clip(r.URL.Path, 4096), Query: clip(r.URL.RawQuery, 4096), RequestID: c.requestID, Header: logHeader(r.Header)}
	defer func() {
		if p := recover(); p != nil {
			res = c.fail(&graphError{status: http.StatusInternalServerError, code: "InternalServerError", message: "The fake failed on this request. Please report it."})
			entry.Notes = append(entry.Notes, "panic: "+clip(sprintf("%v", []any{p}), 300))
		}
	}()
	body, err := readBody(w, r)
	entry.Body = slices.Clone(body[:min(len(body), maxLogBody)])
	if err != nil {
		return c.fail(err), entry
	}
	c.body = body
	version, path, ok := splitVersion(r.URL.EscapedPath())
	if !ok {
		c.path = r.URL.Path
		res = h.identity(c)
	} else {
		c.version, c.path = version, path
		entry.Version, entry.Path = version, clip(unescape(path), 4096)
		res = h.run(c)
	}
	entry.Notes, entry.Unsupported = c.notes, res.unsupported
	return res, entry
}

// run answers a Graph request: faults first, then token, route, permission.
func (h *Handler) run(c *call) *response {
	if f := h.takeFault(c.method, unescape(c.path)); f != nil {
		if res := h.inject(c, f); res != nil {
			return res
		}
	}
	if err := h.authenticate(c); err != nil {
		return c.fail(err)
	}
	return h.dispatch(c)
}

// dispatch finds the operation and runs it.
func (h *Handler) dispatch(c *call) *response {
	rt, args, err := h.match(c)
	if err != nil {
		res := c.fail(err)
		res.unsupported = true
		h.noteUnsupported(c)
		return res
	}
	if err := h.authorize(c, rt); err != nil {
		return c.fail(err)
	}
	h.purge(c.now)
	res, err := rt.do(h, c, args)
	if err != nil {
		return c.fail(err)
	}
	return res
}

// inject carries out a fault; nil means that the real answer follows.
func (h *Handler) inject(c *call, f *Fault) *response {
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-c.ctx.Done():
		case <-h.done:
		}
	}
	switch {
	case f.Drop:
		return &response{drop: true}
	case f.Status != 0:
		return c.fail(f.error())
	}
	return nil
}

// purge empties the recycle bin of users whose 30 days are over.
func (h *Handler) purge(now time.Time) {
	h.store.mu.RLock()
	next := h.store.nextPurge
	h.store.mu.RUnlock()
	if next.IsZero() || now.Before(next) {
		return
	}
	h.store.mu.Lock()
	h.store.purge(now)
	h.store.mu.Unlock()
}

// openNames are the seeded properties outside the schema; they are fixed once
// the fake runs.
func (h *Handler) openNames(t *entityType) map[string]string { return h.store.open[t.set] }

// noteUnsupported remembers an operation that the fake does not have.
func (h *Handler) noteUnsupported(c *call) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.missing) < 100 {
		h.missing = append(h.missing, c.method+" /"+c.version+clip(unescape(c.path), 200))
	}
}

// splitVersion cuts the version off an escaped path.
func splitVersion(path string) (version, rest string, ok bool) {
	for _, v := range []string{v1, beta} {
		if len(path) > len(v) && strings.EqualFold(path[1:1+len(v)], v) {
			if rest := path[1+len(v):]; rest == "" || rest[0] == '/' {
				return v, rest, true
			}
		}
	}
	return "", "", false
}

func unescape(path string) string {
	s, err := url.PathUnescape(path)
	if err != nil {
		return path
	}
	return s
}

// logHeader copies a header for the log and leaves the token out.
func logHeader(h http.Header) http.Header {
	out := h.Clone()
	if auth := out.Get("Authorization"); auth != "" {
		scheme, _, _ := strings.Cut(auth, " ")
		out.Set("Authorization", clip(scheme, 20)+" (not kept)")
	}
	return out
}

// note adds a remark to the request's entry in the log.
func (c *call) note(format string, args ...any) { c.notes = append(c.notes, sprintf(format, args)) }

// fail turns an error into the answer to the request.
func (c *call) fail(err error) *response {
	g := asGraphError(err)
	res := jsonResponse(g.status, g.body(c))
	res.errorCode = g.code
	if g.retryAfter > 0 {
		res.header = http.Header{"Retry-After": {strconv.Itoa(g.retryAfter)}}
	}
	if g.status == http.StatusUnauthorized {
		res.header = http.Header{"Www-Authenticate": {`Bearer realm="", authorization_uri="` + c.root + `/common/oauth2/authorize"`}}
	}
	return res
}

func jsonResponse(status int, body []byte) *response {
	res := &response{status: status, contentType: jsonType, body: body}
	if status < 400 {
		res.contentType += ";odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
	}
	return res
}

const jsonType = "application/json"

// Handler is the fake as an http.Handler. All methods may be called at any
// time from any goroutine.
type Handler struct {
	store     *store
	routes    []route
	clock     func() time.Time
	pageSize  int
	token     string
	anonymous bool
	readOnly  bool
	granted   map[string]bool // nil: no permission check
	requests  atomic.Uint64
	pages     pageBuffers
	done      chan struct{} // closed by Server.Close

	mu       sync.Mutex // guards what follows
	faults   []*Fault
	log      []Request
	logBytes int
	needed   map[string]bool
	missing  []string

	hook      sync.Mutex // one call of onRequest at a time
	onRequest func(Request)
}

// call is one request to the API, also a part of a $batch.
type call struct {
	h        *Handler
	ctx      context.Context
	method   string
	version  string
	root     string // scheme and host, for links
	path     string // escaped, below the version
	rawQuery string
	header   http.Header
	body     []byte
	now      time.Time

	requestID string
	clientID  string
	batchID   string
	notes     []string
}

// response is an answer before it is written.
type response struct {
	status      int
	contentType string
	header      http.Header
	body        []byte
	reusable    bool // nobody has the body when it is written
	errorCode   string
	drop        bool
	unsupported bool
}
