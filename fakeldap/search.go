package fakeldap

import (
	"strings"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// Scopes of a search.
const (
	scopeBase = 0
	scopeOne  = 1
	scopeSub  = 2
)

var scopeNames = []string{"base", "one", "sub"}

// searchRequest is a decoded search.
type searchRequest struct {
	base       string
	scope      int64
	sizeLimit  int
	typesOnly  bool
	filter     []byte
	attributes []string
}

func (x *exchange) decodeSearch() (searchRequest, error) {
	f := fields{rest: x.m.body}
	q := searchRequest{base: f.text(), scope: f.int(ber.Enumerated)}
	f.int(ber.Enumerated)
	q.sizeLimit = int(f.int(ber.Integer))
	f.int(ber.Integer)
	if flag := f.expect(ber.Boolean); f.err == nil {
		q.typesOnly, f.err = ber.Bool(flag)
	}
	q.filter = f.any()
	q.attributes = f.texts(ber.Sequence)
	if f.err == nil && (q.scope < scopeBase || q.scope > scopeSub || q.sizeLimit < 0) {
		f.err = ber.ErrMalformed
	}
	if f.err != nil {
		return q, f.err
	}
	x.log.DN, x.log.Scope, x.log.SizeLimit = q.base, scopeNames[q.scope], q.sizeLimit
	x.log.Attributes, x.log.Filter = q.attributes, filterText(q.filter)
	return q, nil
}

// plan is a search as it will be carried out.
type plan struct {
	searchRequest
	searchControls
	filter  *node
	wanted  *selection
	baseKey string
	base    *object
	// outside is the key of the naming context below the base that the search
	// doesn't enter, "" when there is none.
	outside string
	// next is the position to go on from, rest what a sorted result has left.
	next uint32
	rest []*object
	// limit is the most entries to send now.
	limit int
}

// search answers a search.
func (x *exchange) search() result {
	q, err := x.decodeSearch()
	if err != nil {
		return malformed(err)
	}
	controls, failure, ok := x.searchControls()
	if !ok {
		return failure
	}
	if controls.paged {
		x.log.PageSize = controls.pageSize
	}
	if q.base == "" && q.scope == scopeBase {
		return x.rootDSE(q)
	}
	if !x.mayRead() {
		return bindFirst()
	}
	p := &plan{searchRequest: q, searchControls: controls}
	if failure, ok = x.prepare(p); !ok {
		return failure
	}
	return x.deliver(p)
}

// prepare compiles the filter, resolves the base and picks up a cookie.
func (x *exchange) prepare(p *plan) (result, bool) {
	d := x.server.directory
	p.wanted = d.selection(p.attributes, x.catalog)
	d.mu.RLock()
	defer d.mu.RUnlock()
	c := compiler{d: d, catalog: x.catalog}
	filter, err := c.compile(p.searchRequest.filter, 1)
	if err != nil {
		return filterFailure(err), false
	}
	p.filter = filter
	if p.searchRequest.base == "" {
		if !x.catalog && !p.everywhere {
			return noSuchObject(nil), false
		}
		if p.scope == scopeOne {
			p.scope = scopeSub
		}
	} else {
		base, failure := d.resolve(p.searchRequest.base, p.deleted)
		if base == nil {
			return failure, false
		}
		p.base, p.baseKey = base, base.key
		if p.scope == scopeSub && !x.catalog && !p.everywhere {
			p.outside = d.names.below(base.key)
		}
	}
	return x.turnPage(p)
}

// deliver finds and sends the entries of one answer.
func (x *exchange) deliver(p *plan) result {
	d := x.server.directory
	found, more := d.find(p, x.m.gone)
	outcome := result{}
	switch {
	case more && p.paged:
	case more:
		outcome = plain(gldap.ResultSizeLimitExceeded, "")
		if p.limit == x.server.config.MaxPageSize {
			outcome = ldapError(gldap.ResultSizeLimitExceeded, 0x2023, "the result has more entries than MaxPageSize; page it", 0)
		}
	}
	if len(p.sort) > 0 {
		outcome.controls = append(outcome.controls, sortDone(0))
	}
	if p.paged {
		outcome.controls = append(outcome.controls, pageDone(x.keepPage(p, more)))
	}
	if failure, struck := x.send(p, found); struck {
		return failure
	}
	if !more || !p.paged {
		x.sendReferences(p)
	}
	return outcome
}

// find collects the entries of one answer, and tells whether there are more.
func (d *directory) find(p *plan, gone <-chan struct{}) (found []*object, more bool) {
	if p.rest != nil {
		n := min(p.limit, len(p.rest))
		found, p.rest = p.rest[:n], p.rest[n:]
		return found, len(p.rest) > 0
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if p.scope == scopeBase {
		if o := d.lookup(p.baseKey); o != nil && d.holds(p.filter, o) == isTrue && p.limit > 0 {
			found = append(found, o)
		}
		return found, false
	}
	limit := p.limit
	if len(p.sort) > 0 {
		limit = len(d.objects)
	}
	consider := func(o *object) (full bool) {
		if o == nil || o.pos < p.next || o.hidden || o.deleted && !p.deleted || !p.inScope(o) || d.holds(p.filter, o) != isTrue {
			return false
		}
		if len(found) == limit {
			more, p.next = true, o.pos
			return true
		}
		found = append(found, o)
		return false
	}
	d.scan(p.filter, p.next, consider, gone)
	if len(p.sort) == 0 {
		return found, more
	}
	p.rest = found
	d.sortObjects(p.rest, p.sort[0])
	n := min(p.limit, len(p.rest))
	found, p.rest = p.rest[:n], p.rest[n:]
	return found, len(p.rest) > 0
}

// scan offers the objects that can match, in the order of their creation,
// until one call says that it has enough or the request is abandoned.
func (d *directory) scan(filter *node, from uint32, consider func(*object) bool, gone <-chan struct{}) {
	if list, ok := d.candidates(filter); ok {
		for _, pos := range list {
			if consider(d.objects[pos]) {
				return
			}
		}
		return
	}
	for i := int(from); i < len(d.objects); i++ {
		if i%4096 == 0 {
			select {
			case <-gone:
				return
			default:
			}
		}
		if consider(d.objects[i]) {
			return
		}
	}
}

// inScope reports whether an object lies where the search looks.
func (p *plan) inScope(o *object) bool {
	switch {
	case p.base == nil:
		return true
	case p.scope == scopeOne:
		return o.pos != p.base.pos && ad.ParentKey(o.key) == p.baseKey
	}
	return (o.key == p.baseKey || ad.Under(o.key, p.baseKey)) && !p.foreign(o)
}

// foreign reports whether an object is in another naming context than the
// base, where a search does not follow: AD answers with a reference instead.
func (p *plan) foreign(o *object) bool {
	return p.outside != "" && (o.key == p.outside || ad.Under(o.key, p.outside))
}

// sendReferences points at the naming contexts below the base that the search
// left out.
func (x *exchange) sendReferences(p *plan) {
	if p.outside == "" || p.noReferrals || x.catalog {
		return
	}
	n := &x.server.directory.names
	context := n.configuration
	if p.outside == n.schemaKey {
		context = n.schema
	}
	url := "ldap://" + n.dns + "/" + strings.ReplaceAll(context, " ", "%20")
	list := ber.Append(nil, ber.OctetString, url)
	body := ber.AppendInt(nil, ber.Integer, x.m.id)
	body = ber.Append(body, tagReference, list)
	_ = x.conn.write(ber.Append(nil, ber.Sequence, body))
}
