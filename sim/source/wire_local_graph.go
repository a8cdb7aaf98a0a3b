package source

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// OpenLocalGraph opens a Graph root on this machine for reading and writing
// single objects. Any other address is refused before a byte is sent to it:
// what counts is the address that the name resolves to, at every connection.
func OpenLocalGraph(ctx context.Context, root string, opt GraphOptions) (*LocalGraph, error) {
	base, _, err := graphRoot(root)
	if err != nil {
		return nil, err
	}
	if err := checkLocal(ctx, root, base.Hostname()); err != nil {
		return nil, err
	}
	own := &http.Transport{DialContext: localDialer().DialContext, IdleConnTimeout: time.Minute}
	opt.Client = &http.Client{Transport: own, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c, err := newGraphClient(root, opt)
	if err != nil {
		return nil, err
	}
	c.own = own
	return &LocalGraph{client: c, Options: opt}, nil
}

// checkLocal refuses a host with an address that is not on this machine.
func checkLocal(ctx context.Context, given, host string) error {
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return fmt.Errorf("%s: the name %q is not known", given, host)
	}
	for _, a := range addresses {
		if !a.Unmap().IsLoopback() {
			return notLocal(given, a)
		}
	}
	return nil
}

// notLocal refuses an address of another machine.
func notLocal(given string, a netip.Addr) error {
	return &wireError{text: fmt.Sprintf("%s is %s, which is not this machine: changes are made on loopback addresses only", given, a.Unmap()),
		hint: "presync serve runs a directory and a tenant on this machine; for the real ones there is the runbook"}
}

// localDialer connects to loopback addresses only. The check is made on the
// address that the connection would go to.
func localDialer() *net.Dialer {
	return &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%q is no address: %w", address, err)
		}
		if !to.Addr().Unmap().IsLoopback() {
			return notLocal(address, to.Addr())
		}
		return nil
	}}
}

// Root is the Graph root as it was given.
func (g *LocalGraph) Root() string { return g.client.root }

// Close gives up the connections.
func (g *LocalGraph) Close() { g.client.close() }

// Get reads an object into a value; found is false when there is none. The
// version is "v1.0" or "beta"; the path begins behind it and may have a query.
func (g *LocalGraph) Get(ctx context.Context, version, path string, into any) (found bool, err error) {
	address := g.client.address(version, path, "")
	answer, err := g.client.get(ctx, address)
	var refused *graphRefusal
	if errors.As(err, &refused) && refused.status == http.StatusNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(answer.text, into); err != nil {
		return false, g.client.unreadable(address, err)
	}
	return true, nil
}

// List calls each for every object of a collection, page by page.
func (g *LocalGraph) List(ctx context.Context, version, path string, each func(json.RawMessage) error) error {
	next := g.client.address(version, path, "")
	for next != "" {
		page, err := g.client.get(ctx, next)
		if err != nil {
			return err
		}
		var answer struct{ Value []json.RawMessage }
		if err := json.Unmarshal(page.text, &answer); err != nil {
			return g.client.unreadable(next, err)
		}
		for _, v := range answer.Value {
			if err := each(v); err != nil {
				return g.client.unreadable(next, err)
			}
		}
		next = page.next
	}
	return nil
}

// Send makes a request that changes something. It waits and tries again when
// Graph is busy; a POST whose answer got lost is not made twice.
func (g *LocalGraph) Send(ctx context.Context, method, version, path string, body any) error {
	r := graphRequest{method: method, address: g.client.address(version, path, "")}
	if body != nil {
		var err error
		if r.body, err = json.Marshal(body); err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
	}
	_, err := g.client.send(ctx, r)
	return err
}

// Segment escapes a value as one segment of a path.
func (g *LocalGraph) Segment(value string) string { return url.PathEscape(value) }

// IsRefusal reports whether Graph answered and said no, in words about this
// one request: another request may do. A token that does not hold and a
// server that stays busy are no refusals.
func IsRefusal(err error) bool {
	var r *graphRefusal
	return errors.As(err, &r) && r.status != http.StatusUnauthorized && !r.busy()
}

// LocalGraph reads and changes objects of a tenant on this machine.
type LocalGraph struct {
	client *graphClient
	// Options read the same tenant with [ReadGraph], and reach no other
	// machine either.
	Options GraphOptions
}
