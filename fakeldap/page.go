package fakeldap

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// pages are the paged searches that a connection has open, the oldest first.
// A cookie is worth nothing on another connection, as in AD.
type pages struct {
	list   []*page
	serial uint64
}

// maxPages is AD's policy MaxResultSetsPerConn: the oldest cookie goes when
// another search is paged.
const maxPages = 10

// page is where a paged search goes on.
type page struct {
	cookie []byte
	epoch  uint64
	// same is a digest of the request: a cookie belongs to it alone.
	same [32]byte
	next uint32
	rest []*object
}

// digest is the same for requests that may share a cookie.
func (p *plan) digest() [32]byte {
	h := sha256.New()
	for _, part := range []string{p.searchRequest.base, string(p.searchRequest.filter), string(rune(p.scope))} {
		_ = binary.Write(h, binary.BigEndian, uint32(len(part)))
		h.Write([]byte(part))
	}
	return [32]byte(h.Sum(nil))
}

// turnPage sets the limit of this answer and goes to where the cookie points.
// The caller holds d.mu for reading.
func (x *exchange) turnPage(p *plan) (result, bool) {
	p.limit = x.server.config.MaxPageSize
	if p.paged && p.sizeLimit > 0 && p.pageSize >= p.sizeLimit && len(p.cookie) == 0 {
		p.paged = false // RFC 2696 section 3: one page holds it all
	}
	if !p.paged {
		if p.sizeLimit > 0 {
			p.limit = min(p.limit, p.sizeLimit)
		}
		return result{}, true
	}
	p.limit = min(p.limit, p.pageSize)
	if p.sizeLimit > 0 {
		p.limit = min(p.limit, p.sizeLimit)
	}
	if len(p.cookie) == 0 {
		return result{}, true
	}
	i := slices.IndexFunc(x.pages.list, func(open *page) bool { return bytes.Equal(open.cookie, p.cookie) })
	if i < 0 {
		return badCookie(), false
	}
	open := x.pages.list[i]
	x.pages.list = slices.Delete(x.pages.list, i, i+1)
	if open.same != p.digest() || open.epoch != x.server.directory.epoch {
		return badCookie(), false
	}
	p.next, p.rest = open.next, open.rest
	return result{}, true
}

// keepPage opens the next page and gives its cookie; nil at the end. A page
// size of zero gives a search up.
func (x *exchange) keepPage(p *plan, more bool) []byte {
	if !more || p.pageSize == 0 {
		return nil
	}
	x.pages.serial++
	seed := binary.BigEndian.AppendUint64([]byte("page"), uint64(x.conn.id))
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(seed, x.pages.serial))
	if len(x.pages.list) == maxPages {
		x.pages.list = slices.Delete(x.pages.list, 0, 1)
	}
	open := &page{cookie: sum[:20], epoch: x.server.directory.epochNow(), same: p.digest(), next: p.next, rest: p.rest}
	x.pages.list = append(x.pages.list, open)
	return open.cookie
}

// epochNow reads the epoch from outside the lock.
func (d *directory) epochNow() uint64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.epoch
}

// sortObjects sorts by the first value of an attribute, as AD does; objects
// without one come last, in either direction.
func (d *directory) sortObjects(list []*object, by sortKey) {
	type keyed struct {
		o    *object
		key  string
		has  bool
		size int64
	}
	rows := make([]keyed, len(list))
	for i, o := range list {
		rows[i].o = o
		v, _ := nextValue(o.set(by.attribute))
		rows[i].key, rows[i].has = by.attribute.Syntax.Key(v)
		rows[i].has = rows[i].has && v != nil
		if by.attribute.Syntax.IsInteger() {
			rows[i].size, _ = parseInt(v)
			rows[i].key = ""
		}
	}
	slices.SortStableFunc(rows, func(a, b keyed) int {
		if a.has != b.has {
			if a.has {
				return -1
			}
			return 1
		}
		order := cmp.Or(cmp.Compare(a.size, b.size), cmp.Compare(a.key, b.key))
		if by.reverse {
			order = -order
		}
		return order
	})
	for i := range rows {
		list[i] = rows[i].o
	}
}
