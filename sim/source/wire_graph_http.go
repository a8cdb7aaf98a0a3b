package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Limits of a request to Graph.
const (
	graphTries   = 6
	graphTimeout = 2 * time.Minute
	// longestWait is the longest Retry-After that is honoured; a server that
	// wants more is left.
	longestWait = 2 * time.Minute
	// maxPage bounds one answer. A page of 999 users has less than 10 MB.
	maxPage = 256 << 20
)

// graphClient makes requests to one Graph root.
type graphClient struct {
	root    string // as it was given
	base    *url.URL
	version string
	token   string
	client  *http.Client
	own     *http.Transport // of the client that was made here
	wait    func(context.Context, time.Duration) error
}

func newGraphClient(root string, opt GraphOptions) (*graphClient, error) {
	base, version, err := graphRoot(root)
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(base.Scheme, "https") && !isLocalHost(base.Hostname()) {
		return nil, &wireError{text: fmt.Sprintf("%s: a token does not go over the network without encryption", root), hint: "use https://"}
	}
	if opt.Token == "" {
		return nil, &wireError{text: fmt.Sprintf("%s: there is no token to read it with", root), hint: "set PRESYNC_GRAPH_TOKEN to an access token for Microsoft Graph"}
	}
	c := &graphClient{root: root, base: base, version: version, token: opt.Token, client: opt.Client, wait: opt.Wait}
	if c.client == nil {
		c.own = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute}
		c.client = &http.Client{Transport: c.own, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	if c.wait == nil {
		c.wait = waitByTheClock
	}
	return c, nil
}

// close gives up the connections of a client that was made here.
func (c *graphClient) close() {
	if c.own != nil {
		c.own.CloseIdleConnections()
	}
}

// isLocalHost reports whether a host name stands for this machine.
func isLocalHost(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// waitByTheClock passes a time, or less when the context ends.
func waitByTheClock(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// address is that of a request. A root of beta is asked for beta only.
func (c *graphClient) address(version, path, query string) string {
	if c.version == graphBeta {
		version = graphBeta
	}
	address := c.base.String() + "/" + version + "/" + path
	if query != "" {
		address += "?" + query
	}
	return address
}

// graphAnswer is one answer.
type graphAnswer struct {
	text []byte
	next string // the @odata.nextLink, "" on the last page
}

// get makes a GET request.
func (c *graphClient) get(ctx context.Context, address string) (*graphAnswer, error) {
	return c.send(ctx, graphRequest{method: http.MethodGet, address: address})
}

// graphRequest is one request; body is JSON, nil for none.
type graphRequest struct {
	method, address string
	body            []byte
	room            []byte // memory that the answer may use
}

// readAnswer reads the body of an answer, at most one byte more than may be.
func readAnswer(response *http.Response, room []byte) ([]byte, error) {
	text := room[:0]
	if n := response.ContentLength; n > int64(cap(text)) && n <= maxPage {
		text = make([]byte, 0, n+n/8+1) // the next page may be a little longer
	}
	b := bytes.NewBuffer(text)
	_, err := b.ReadFrom(io.LimitReader(response.Body, maxPage+1))
	return b.Bytes(), err
}

// send makes a request. When Graph is busy (429, 503 and their kin) or the
// connection breaks, it tries again after the time that Graph asks for. An
// answer that is an error is a *graphRefusal.
func (c *graphClient) send(ctx context.Context, r graphRequest) (*graphAnswer, error) {
	var last error
	for try := range graphTries {
		page, pause, err := c.once(ctx, r)
		if err == nil {
			return page, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		last = err
		if pause < 0 || try == graphTries-1 {
			break
		}
		if pause == 0 {
			pause = time.Second << try
		}
		if pause > longestWait {
			return nil, fmt.Errorf("%w; it asks to wait %s, which is too long", err, pause)
		}
		if err := c.wait(ctx, pause); err != nil {
			return nil, err
		}
	}
	return nil, last
}

// once makes one try. pause says after what time another one may do: 0 when
// the server does not say, negative when none will.
func (c *graphClient) once(ctx context.Context, r graphRequest) (page *graphAnswer, pause time.Duration, err error) {
	if err := c.trusted(r.address); err != nil {
		return nil, -1, err
	}
	ctx, cancel := context.WithTimeout(ctx, graphTimeout)
	defer cancel()
	request, err := c.prepare(ctx, r)
	if err != nil {
		return nil, -1, err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, c.afterFault(r, err), c.broken(r, err)
	}
	defer response.Body.Close()
	text, err := readAnswer(response, r.room)
	switch {
	case err != nil:
		return nil, c.afterFault(r, err), c.broken(r, err)
	case len(text) > maxPage:
		return nil, -1, fmt.Errorf("%s %s: the answer is larger than %d bytes", r.method, plainAddress(r.address), maxPage)
	case r.method != http.MethodGet && response.StatusCode/100 == 2:
		return &graphAnswer{text: text}, 0, nil
	case response.StatusCode != http.StatusOK:
		return nil, pauseAfter(response), refusal(r, response, text)
	}
	page = &graphAnswer{text: text}
	if page.next, err = nextLink(text); err != nil {
		return nil, -1, c.unreadable(r.address, err)
	}
	return page, 0, nil
}

// prepare makes the HTTP request.
func (c *graphClient) prepare(ctx context.Context, r graphRequest) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, r.method, r.address, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "presync")
	if r.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// trusted refuses an address of another server: the token is for this one.
func (c *graphClient) trusted(address string) error {
	u, err := url.Parse(address)
	if err != nil || !strings.EqualFold(u.Scheme, c.base.Scheme) || !strings.EqualFold(u.Host, c.base.Host) {
		return fmt.Errorf("%s points with an @odata.nextLink to another server, %q; the token is not sent there", c.root, plainAddress(address))
	}
	return nil
}

// afterFault decides whether a request that got no answer is worth another
// try: not when there is nobody, or nobody to trust, and not when it may have
// been carried out and would be twice.
func (c *graphClient) afterFault(r graphRequest, err error) time.Duration {
	var dial *net.OpError
	if r.method == http.MethodPost || errors.As(err, &dial) && dial.Op == "dial" || strings.Contains(err.Error(), "x509:") || strings.Contains(err.Error(), "tls:") {
		return -1
	}
	return 0
}

// broken is an error of the connection, without the query of the request.
func (c *graphClient) broken(r graphRequest, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Errorf("%s %s: %w", r.method, plainAddress(r.address), err)
}

func (c *graphClient) unreadable(address string, err error) error {
	return fmt.Errorf("GET %s: the answer is not JSON of Graph: %w", plainAddress(address), err)
}

// plainAddress is an address without its query, which can hold page tokens.
func plainAddress(address string) string { return strings.SplitN(address, "?", 2)[0] }

// pauseAfter says how long to wait after an answer: what Retry-After says, 0
// where it says nothing, negative when another try gives the same.
func pauseAfter(response *http.Response) time.Duration {
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return -1
	}
	after := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(after); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(after); err == nil {
		now, err := http.ParseTime(response.Header.Get("Date"))
		if err == nil && at.After(now) {
			return at.Sub(now)
		}
	}
	return 0
}

// nextLink finds the @odata.nextLink of an answer, and reports one that is not
// JSON.
func nextLink(text []byte) (next string, err error) {
	if next, ok := nextLinkOf(text); ok {
		return next, nil
	}
	s := newJSONScanner(bytes.NewReader(text))
	if c, err := s.peek(); err != nil || c != '{' {
		return "", errors.New("want an object")
	}
	err = s.object(func(name []byte) error {
		if pageKey(name) != nextLinkKey {
			return s.skip()
		}
		raw, err := s.raw()
		if err == nil {
			err = json.Unmarshal(raw, &next)
		}
		return err
	})
	return next, err
}

// nextLinkOf is nextLink for answers that are as they should be; ok is false
// for all others.
func nextLinkOf(text []byte) (next string, ok bool) {
	i := skipSpace(text, 0)
	if i == len(text) || text[i] != '{' {
		return "", false
	}
	for {
		if i = skipSpace(text, i+1); i == len(text) || text[i] != '"' {
			return "", false
		}
		from := i + 1
		if i = skipText(text, i); i == 0 || bytes.IndexByte(text[from:i], '\\') >= 0 {
			return "", false
		}
		name := text[from : i-1]
		if i = skipSpace(text, i); i == len(text) || text[i] != ':' {
			return "", false
		}
		from = i + 1
		if i, ok = skipJSON(text, from, 0); !ok {
			return "", false
		}
		if pageKey(name) == nextLinkKey && json.Unmarshal(text[from:i], &next) != nil {
			return "", false
		}
		if i = skipSpace(text, i); i == len(text) || text[i] != ',' && text[i] != '}' {
			return "", false
		}
		if text[i] == '}' {
			return next, true
		}
	}
}

// graphRefusal is an answer of Graph that is an error.
type graphRefusal struct {
	method  string
	address string
	status  int
	answer  graphError
}

func refusal(asked graphRequest, response *http.Response, text []byte) error {
	r := &graphRefusal{method: asked.method, address: plainAddress(asked.address), status: response.StatusCode}
	var body struct{ Error graphError }
	if json.Unmarshal(text, &body) == nil {
		r.answer = body.Error
	}
	return r
}

func (r *graphRefusal) Error() string {
	said := http.StatusText(r.status)
	if r.answer.Code != "" {
		said = r.answer.Code + ": " + strings.TrimRight(strings.TrimSpace(r.answer.Message), ".")
	}
	return fmt.Sprintf("%s %s was refused with %d (%s)", r.method, r.address, r.status, said)
}

// busy reports whether the same request may do later.
func (r *graphRefusal) busy() bool {
	return r.status == http.StatusTooManyRequests || r.status >= http.StatusInternalServerError
}

// because adds what to do about it.
func (r *graphRefusal) because(permission string) error {
	switch r.status {
	case http.StatusUnauthorized:
		return &wireError{text: r.Error(), cause: r,
			hint: "PRESYNC_GRAPH_TOKEN is not an access token for Microsoft Graph, or it has expired; get a new one"}
	case http.StatusForbidden:
		return &wireError{text: r.Error() + ": the token lacks the permission " + permission, cause: r,
			hint: "grant " + permission + " to the application, or sign in with a role that reads it"}
	}
	return r
}
