package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"presync/sim/directory"
)

// GraphOptions says how a tenant is read from Microsoft Graph.
type GraphOptions struct {
	// Token is the bearer token.
	Token string
	// Client makes the requests; nil stands for a client of its own that
	// follows no redirect.
	Client *http.Client
	// Wait passes the time between two tries; nil waits by the clock.
	Wait func(context.Context, time.Duration) error
	// Pack leaves the users in Tenant.Packed; NoHash leaves Input.SHA256 empty.
	Pack, NoHash bool
	// NoBehavior asks no user who is the source of authority, as for a tenant
	// with too many to ask.
	NoBehavior bool
}

// IsGraphURL reports whether a source is a Graph root to be read over HTTP.
func IsGraphURL(source string) bool {
	scheme, _, found := strings.Cut(source, "://")
	return found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// ReadGraph reads a tenant from a Graph root, https://graph.microsoft.com/v1.0
// or .../beta: page by page, and only what matching needs. Nothing is written.
// The answers go through the reader of snapshot folders, so that a tenant
// gives the same over the wire as from files that were saved from it.
//
// Users are read from beta where it answers, because only beta has
// onPremisesObjectIdentifier. A part of the tenant that the token may not read
// is a gap; only users are indispensable.
func ReadGraph(ctx context.Context, root string, opt GraphOptions) (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	c, err := newGraphClient(root, opt)
	if err != nil {
		return nil, nil, nil, err
	}
	defer c.close()
	g := &graphReader{client: c, noBehavior: opt.NoBehavior, first: map[string]*graphAnswer{}, refused: map[string]string{}}
	g.snapshot = newTenantSnapshot(&cloudSource{ctx: ctx, open: g.open, pack: opt.Pack, noHash: opt.NoHash})
	if err := g.read(ctx); err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("reading %s was stopped: %w", c.root, ctx.Err())
		}
		return nil, nil, nil, err
	}
	tenant, inputs, gaps, err := g.finish()
	// A line of an answer says nothing to anybody.
	g.tenant.ForgetLines()
	return tenant, inputs, g.explain(gaps), err
}

// graphReader reads the parts of a tenant as if they were the files of a
// snapshot folder.
type graphReader struct {
	*snapshot
	client *graphClient
	first  map[string]*graphAnswer // the first page of each part, by its address
	// refused says why a part could not be read, by file.
	refused    map[string]string
	noBehavior bool
}

// read reads the parts in the order in which the files of a folder are read.
func (g *graphReader) read(ctx context.Context) error {
	for i := range graphParts {
		part := &graphParts[i]
		address, err := g.find(ctx, part)
		switch {
		case err != nil:
			return err
		case address == "":
			continue
		}
		if err := g.readFile(part.file, address); err != nil {
			return err
		}
	}
	if err := g.readGroupHolders(ctx); err != nil {
		return err
	}
	if g.noBehavior {
		return nil
	}
	return g.readBehavior(ctx)
}

// find asks for the first page of a part and gives the address that answered,
// "" when none did. Beta comes first where it knows more.
func (g *graphReader) find(ctx context.Context, part *graphPart) (string, error) {
	var last *graphRefusal
	for _, version := range part.versions {
		address := g.client.address(version, part.path, part.query(version))
		page, err := g.client.get(ctx, address)
		if err == nil {
			address = strings.SplitN(address, "?", 2)[0]
			g.first[address] = page
			return address, nil
		}
		if !errors.As(err, &last) || last.busy() {
			return "", err
		}
		if last.status == http.StatusUnauthorized || last.status == http.StatusForbidden {
			break
		}
	}
	switch {
	case last.status == http.StatusUnauthorized || part.file == usersFile:
		return "", last.because(part.permission)
	}
	g.refused[part.file] = last.because(part.permission).Error()
	return "", nil
}

// open gives all pages of a part, one behind the other.
func (g *graphReader) open(address string) (io.ReadCloser, error) {
	page := g.first[address]
	delete(g.first, address)
	ctx, stop := context.WithCancel(g.ctx)
	return &graphPages{ctx: ctx, stop: stop, client: g.client, page: page, asked: map[string]bool{}}, nil
}

// explain says of each gap that it comes from a part that was refused, and
// leaves out what a complete list of role assignments settles.
func (g *graphReader) explain(gaps []directory.Gap) []directory.Gap {
	var out []directory.Gap
	told := map[string]bool{}
	for _, gap := range gaps {
		if (gap.ID == "roles-truncated" || gap.ID == "roles-unexpanded") && g.refused[roleAssignmentsFile] == "" {
			continue
		}
		for _, part := range graphParts {
			if why := g.refused[part.file]; why != "" && part.gap == gap.ID {
				gap.Text = why + ". " + strings.ToUpper(gap.Text[:1]) + gap.Text[1:]
				told[part.file] = true
			}
		}
		out = append(out, gap)
	}
	for _, file := range slices.Sorted(maps.Keys(g.refused)) {
		if !told[file] && g.matters(file) {
			out = append(out, directory.Gap{ID: "tenant-part-refused", Text: g.refused[file] + "; this part of the tenant counts as not exported."})
		}
	}
	return out
}

// matters reports whether a part that was refused is missed: one of the two
// lists of domains, and one of those of active roles, is enough.
func (g *graphReader) matters(file string) bool {
	switch file {
	case directoryRolesFile:
		return g.refused[roleAssignmentsFile] != ""
	case domainsFile, organizationFile:
		return g.refused[domainsFile] != "" && g.refused[organizationFile] != ""
	}
	return true
}

// graphPages reads the pages of a part, each on a line of its own. While a page
// is read the next one is on its way.
type graphPages struct {
	ctx    context.Context
	stop   context.CancelFunc
	client *graphClient
	page   *graphAnswer
	rest   bytes.Reader
	begun  bool
	err    error           // why there is no more
	asked  map[string]bool // the addresses of pages, so that no two point at each other
	coming chan fetchedPage
	spare  []byte // memory of a page that was read
}

// fetchedPage is a page that was on its way, or why it did not come.
type fetchedPage struct {
	page *graphAnswer
	err  error
}

// Read gives the text of the page in hand, and goes on with the next one behind
// its end. An error stays: there is nothing behind it.
func (p *graphPages) Read(b []byte) (int, error) {
	for p.rest.Len() == 0 && p.err == nil {
		if p.begun {
			p.spare = p.page.text
			p.page, p.err = p.follow()
			p.begun = false
			continue
		}
		p.begun = true
		p.rest.Reset(append(p.page.text, '\n'))
		p.ahead()
	}
	if p.err != nil {
		return 0, p.err
	}
	return p.rest.Read(b)
}

// ahead asks for the page behind the one in hand.
func (p *graphPages) ahead() {
	next := p.page.next
	if next == "" || p.asked[next] {
		return
	}
	p.asked[next] = true
	coming, room := make(chan fetchedPage, 1), p.spare
	p.coming, p.spare = coming, nil
	go func() {
		page, err := p.client.send(p.ctx, graphRequest{method: http.MethodGet, address: next, room: room})
		coming <- fetchedPage{page, err}
	}()
}

// follow gives the next page.
func (p *graphPages) follow() (*graphAnswer, error) {
	if p.page.next == "" {
		return nil, io.EOF
	}
	if p.coming == nil {
		return nil, fmt.Errorf("GET %s: an @odata.nextLink points back at a page that was read", plainAddress(p.page.next))
	}
	fetched := <-p.coming
	p.coming = nil
	return fetched.page, fetched.err
}

// Close drops what was not read.
func (p *graphPages) Close() error {
	p.stop()
	if p.coming != nil {
		<-p.coming
	}
	return nil
}

// graphRoot takes a root apart: the part before the version, and the version.
func graphRoot(root string) (base *url.URL, version string, err error) {
	u, err := url.Parse(strings.TrimRight(root, "/"))
	if err != nil || u.Host == "" {
		return nil, "", fmt.Errorf("%q is not a URL: want a Graph root such as https://graph.microsoft.com/v1.0", root)
	}
	if u.User != nil || u.RawQuery != "" {
		return nil, "", fmt.Errorf("%s://%s: the Graph root has a name, password or query in it; want https://HOST/v1.0", u.Scheme, u.Host)
	}
	path, found := strings.CutSuffix(u.Path, "/"+graphV1)
	version = graphV1
	if !found {
		if path, found = strings.CutSuffix(u.Path, "/"+graphBeta); !found {
			return nil, "", fmt.Errorf("%q ends neither in /v1.0 nor in /beta: want a Graph root such as https://graph.microsoft.com/v1.0", root)
		}
		version = graphBeta
	}
	u.Path = path
	return u, version, nil
}

// The two versions of Graph.
const (
	graphV1   = "v1.0"
	graphBeta = "beta"
)
