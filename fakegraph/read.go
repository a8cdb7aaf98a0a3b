package fakegraph

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// list answers a collection.
func (h *Handler) list(c *call, set string) (*response, error) {
	coll := h.store.sets[set]
	q, err := parseQuery(c, coll.kind, false)
	if err != nil {
		return nil, err
	}
	h.store.mu.RLock()
	res, err := h.page(q, coll, c)
	h.store.mu.RUnlock()
	if err != nil {
		return nil, err
	}
	selected := c.selection(coll.kind, q.selected)
	buf := append(append(h.pages.take(), `{"@odata.context":`...), encode(c.entityContext(coll.kind, q.selected, q.expand, false))...)
	if res.counted {
		buf = strconv.AppendInt(append(buf, `,"@odata.count":`...), int64(res.total), 10)
	}
	if res.next != nil {
		buf = append(append(buf, `,"@odata.nextLink":`...), encode(q.nextLink(c, *res.next))...)
	}
	buf = append(buf, `,"value":[`...)
	buf = h.renderAll(buf, c, coll.kind, selected, q.expand, res.objects)
	answer := jsonResponse(http.StatusOK, append(buf, `]}`...))
	answer.reusable = true
	return answer, nil
}

// renderAll renders the objects of a page. Objects never change, so only an
// expansion, which looks at other objects, needs the lock.
func (h *Handler) renderAll(buf []byte, c *call, t *entityType, selected []string, expand []expansion, objects []*object) []byte {
	r := newRenderer(t, selected)
	if len(expand) > 0 {
		h.store.mu.RLock()
		defer h.store.mu.RUnlock()
	}
	for i, o := range objects {
		if i > 0 {
			buf = append(buf, ',')
		}
		start := len(buf)
		buf = h.expandInto(r.open(buf, o), c, o, expand)
		buf = append(buf, '}')
		if i == 0 { // the others are about as long as the first
			buf = slices.Grow(buf, (len(buf)-start)*5/4*len(objects))
		}
	}
	return buf
}

// count answers the $count segment: plain text, advanced query only.
func (h *Handler) count(c *call, set string) (*response, error) {
	coll := h.store.sets[set]
	if coll.kind.directory && !strings.EqualFold(c.header.Get("ConsistencyLevel"), "eventual") {
		return nil, invalid("$count is not currently supported.")
	}
	if coll.kind.directory {
		c.rawQuery = strings.TrimPrefix(c.rawQuery+"&$count=true", "&")
	}
	q, err := parseQuery(c, coll.kind, false)
	if err != nil {
		return nil, err
	}
	h.store.mu.RLock()
	n := q.countIn(coll.slots)
	h.store.mu.RUnlock()
	return &response{status: http.StatusOK, contentType: "text/plain", body: strconv.AppendInt(nil, int64(n), 10)}, nil
}

// get answers one entity by its key.
func (h *Handler) get(c *call, set, key string) (*response, error) {
	coll := h.store.sets[set]
	q, err := parseQuery(c, coll.kind, true)
	if err != nil {
		return nil, err
	}
	h.store.mu.RLock()
	o := h.find(set, key)
	h.store.mu.RUnlock()
	if o == nil {
		return nil, notFound(key)
	}
	return h.entity(c, coll.kind, q, o, http.StatusOK), nil
}

// entity renders one object as a whole answer.
func (h *Handler) entity(c *call, t *entityType, q *query, o *object, status int) *response {
	buf := append([]byte(`{"@odata.context":`), encode(c.entityContext(t, q.selected, q.expand, true))...)
	one := h.renderAll(nil, c, t, c.selection(t, q.selected), q.expand, []*object{o})
	if len(one) > 2 {
		buf = append(buf, ',')
	}
	return jsonResponse(status, append(buf, one[1:]...))
}

// find looks an entity up by id, by user principal name, or by the alternate
// key form property='value'. The caller holds a lock.
func (h *Handler) find(set, key string) *object {
	coll := h.store.sets[set]
	if name, value, ok := alternateKey(key); ok {
		if !strings.EqualFold(name, coll.kind.altKey) {
			return nil
		}
		if set == setUsers {
			for _, id := range h.store.unique().upns.holders(strings.ToLower(value)) {
				return coll.get(id)
			}
			return nil
		}
		for _, o := range coll.all() {
			if strings.EqualFold(o.text(coll.kind.altKey), value) {
				return o
			}
		}
		return nil
	}
	if set == setUsers {
		return h.store.user(key)
	}
	return coll.get(key)
}

// alternateKey splits property='value'.
func alternateKey(key string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(key, "='")
	if !ok || !strings.HasSuffix(value, "'") {
		return "", "", false
	}
	return name, strings.ReplaceAll(strings.TrimSuffix(value, "'"), "''", "'"), true
}

// listMembers answers /groups/{id}/members and /directoryRoles/{id}/members.
func (h *Handler) listMembers(c *call, set, key string) (*response, error) {
	users := h.store.sets[setUsers].kind
	q, err := parseQuery(c, users, false)
	if err != nil {
		return nil, err
	}
	if q.filter != nil || q.search != nil || q.order != nil || len(q.expand) > 0 {
		return nil, unsupported("Unsupported Query.")
	}
	h.store.mu.RLock()
	defer h.store.mu.RUnlock()
	o := h.find(set, key)
	if o == nil {
		return nil, notFound(key)
	}
	refs := h.members(o)
	from, err := q.position(c)
	if err != nil {
		return nil, err
	}
	size := q.top
	if size == 0 {
		size = h.pageSize
	}
	start := min(int(min(from.seq, uint64(len(refs)))), len(refs))
	end := min(start+size, len(refs))
	buf := append([]byte(`{"@odata.context":`), encode(c.root+"/"+c.version+"/$metadata#directoryObjects")...)
	if q.count {
		buf = strconv.AppendInt(append(buf, `,"@odata.count":`...), int64(len(refs)), 10)
	}
	if end < len(refs) {
		buf = append(append(buf, `,"@odata.nextLink":`...), encode(q.nextLink(c, position{seq: uint64(end)}))...)
	}
	buf = append(buf, `,"value":[`...)
	for i, ref := range refs[start:end] {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = h.renderReference(buf, ref, q.selected)
	}
	return jsonResponse(http.StatusOK, append(buf, `]}`...)), nil
}
