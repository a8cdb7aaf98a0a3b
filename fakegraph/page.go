package fakegraph

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"net/url"
	"sort"
	"strings"
	"sync"
)

// page finds the objects of one page. The caller holds the read lock.
func (h *Handler) page(q *query, coll *collection, c *call) (*pageResult, error) {
	from, err := q.position(c)
	if err != nil {
		return nil, err
	}
	size := q.top
	if size == 0 {
		size = h.pageSize
	}
	if coll.kind.unpaged {
		size = coll.live + 1
	}
	source, whole := coll.slots, true
	if q.parsed != nil && coll.kind.set == setUsers {
		if found, ok := q.parsed.candidates(h.store); ok {
			source, whole = asSlots(found), false
		}
	}
	if q.order != nil {
		return q.sortedPage(source, from, size), nil
	}
	res := &pageResult{}
	if q.skiptoken == "" && q.count {
		res.total, res.counted = q.countIn(source), true
	}
	start := 0
	if whole {
		start = coll.after(from.seq)
	}
	for _, s := range source[start:] {
		if s.obj == nil || s.seq <= from.seq || !q.matches(s.obj) {
			continue
		}
		if len(res.objects) == size {
			res.next = &position{seq: res.objects[size-1].seq}
			break
		}
		res.objects = append(res.objects, s.obj)
	}
	return res, nil
}

// sortedPage sorts all matches and cuts the page behind a position.
func (q *query) sortedPage(source []slot, from position, size int) *pageResult {
	var all []keyed
	for _, s := range source {
		if s.obj != nil && q.matches(s.obj) {
			all = append(all, keyed{key: q.sortKey(s.obj), obj: s.obj})
		}
	}
	before := func(a, b keyed) bool {
		if a.key != b.key {
			return (a.key < b.key) != q.descending
		}
		return a.obj.seq < b.obj.seq
	}
	sort.Slice(all, func(i, j int) bool { return before(all[i], all[j]) })
	res := &pageResult{}
	if q.skiptoken == "" && q.count {
		res.total, res.counted = len(all), true
	}
	start := 0
	if from.seq > 0 {
		mark := keyed{key: from.key, obj: &object{seq: from.seq}}
		start = sort.Search(len(all), func(i int) bool { return before(mark, all[i]) })
	}
	end := min(start+size, len(all))
	for _, k := range all[start:end] {
		res.objects = append(res.objects, k.obj)
	}
	if end < len(all) {
		last := all[end-1]
		res.next = &position{seq: last.obj.seq, key: last.key}
	}
	return res
}

// sortKey orders strings without case and times by their instant.
func (q *query) sortKey(o *object) string {
	if q.order.kind == kindTime {
		if t := o.time(q.order.name); !t.IsZero() {
			return t.UTC().Format("2006-01-02T15:04:05.000000000")
		}
		return ""
	}
	return strings.ToLower(o.text(q.order.name))
}

func (q *query) matches(o *object) bool {
	return (q.filter == nil || q.filter(row{obj: o})) && (q.search == nil || q.search(o))
}

func (q *query) countIn(source []slot) int {
	n := 0
	for _, s := range source {
		if s.obj != nil && q.matches(s.obj) {
			n++
		}
	}
	return n
}

func asSlots(objects []*object) []slot {
	out := make([]slot, len(objects))
	for i, o := range objects {
		out[i] = slot{seq: o.seq, obj: o}
	}
	return out
}

// nextLink is the absolute address of the following page: the same request
// with the options as they came and a new $skiptoken.
func (q *query) nextLink(c *call, p position) string {
	var b strings.Builder
	b.WriteString(c.root + "/" + c.version + c.path + "?")
	for _, o := range q.options {
		if o.name != "skiptoken" {
			b.WriteString("$" + o.name + "=" + o.raw + "&")
		}
	}
	b.WriteString("$skiptoken=" + url.QueryEscape(q.token(c, p)))
	return b.String()
}

// token encodes a position for this very query. It names the last object that
// was returned and no offset, so objects that come or go between two requests
// shift nothing.
func (q *query) token(c *call, p position) string {
	body := binary.BigEndian.AppendUint64(nil, q.fingerprint(c))
	body = binary.BigEndian.AppendUint64(body, p.seq)
	body = append(body, p.key...)
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(append(sum[:8], body...))
}

// position decodes the $skiptoken; none means the start.
func (q *query) position(c *call) (position, error) {
	if q.skiptoken == "" {
		if _, given := q.find("skiptoken"); given {
			return position{}, invalid("The specified page token is not valid.")
		}
		return position{}, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(q.skiptoken)
	if err != nil || len(data) < 24 {
		return position{}, invalid("The specified page token is not valid.")
	}
	sum, body := data[:8], data[8:]
	if want := sha256.Sum256(body); string(want[:8]) != string(sum) || binary.BigEndian.Uint64(body) != q.fingerprint(c) {
		return position{}, invalid("The specified page token is not valid.")
	}
	return position{seq: binary.BigEndian.Uint64(body[8:]), key: string(body[16:])}, nil
}

// fingerprint ties a token to the query it was made for.
func (q *query) fingerprint(c *call) uint64 {
	sum := fnv.New64a()
	for _, part := range append([]string{c.version, strings.ToLower(c.path)}, q.text("filter"), q.text("search"), q.text("orderby")) {
		_, _ = sum.Write([]byte(part))
		_, _ = sum.Write([]byte{0})
	}
	return sum.Sum64()
}

func (q *query) text(name string) string {
	s, _ := q.find(name)
	return s
}

// pageResult is one page, where the next one starts, and how many objects
// match in all when that was asked for.
type pageResult struct {
	objects []*object
	next    *position
	total   int
	counted bool
}

// position is a place in a result: behind the object with this sequence
// number and, in a sorted result, this key.
type position struct {
	seq uint64
	key string
}

type keyed struct {
	key string
	obj *object
}

// pageBuffers keeps the memory of pages that were written for the next ones.
type pageBuffers struct{ pool sync.Pool }

// mostReused is the largest buffer that is kept.
const mostReused = 16 << 20

// take gives an empty buffer.
func (p *pageBuffers) take() []byte {
	if b, ok := p.pool.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return nil
}

// give takes a buffer back that nobody uses any more.
func (p *pageBuffers) give(b []byte) {
	if cap(b) <= mostReused {
		p.pool.Put(&b)
	}
}
