package fakegraph

import (
	"slices"
	"strings"
)

// newRenderer prepares to render objects of a type with the given properties;
// nil stands for everything that an object holds.
func newRenderer(t *entityType, selected []string) *renderer {
	return &renderer{kind: t, selected: selected, plans: map[*shape][]column{}}
}

// selection returns what a request without $select gets: Graph's default set
// on v1.0, and the whole entity on beta (nil).
func (c *call) selection(t *entityType, selected []string) []string {
	if selected == nil && c.version != beta {
		return t.defaults
	}
	return selected
}

// object appends an object as JSON.
func (r *renderer) object(buf []byte, o *object) []byte { return append(r.open(buf, o), '}') }

// open appends an object without its closing brace.
func (r *renderer) open(buf []byte, o *object) []byte {
	if o.shape != r.shape {
		r.shape, r.columns = o.shape, r.plan(o.shape)
	}
	buf = append(buf, '{')
	if r.odataType {
		buf = append(append(append(buf, `"@odata.type":"#microsoft.graph.`...), r.kind.name...), '"')
	}
	for i, col := range r.columns {
		if i > 0 || r.odataType {
			buf = append(buf, ',')
		}
		if col.at < 0 {
			buf = append(buf, col.absent...)
		} else {
			buf = append(buf, o.member(col.at)...)
		}
	}
	return buf
}

// plan finds the selected properties in a shape, once for all objects of it.
// Objects of several shapes come in any order, so the plans are kept.
func (r *renderer) plan(s *shape) []column {
	if columns, ok := r.plans[s]; ok {
		return columns
	}
	var columns []column
	names := r.selected
	if names == nil {
		names = r.everything(s)
	}
	for _, name := range names {
		at, ok := s.at[name]
		if !ok {
			at = -1
		}
		columns = append(columns, column{at: at, absent: r.absent(name)})
	}
	r.plans[s] = columns
	return columns
}

// everything lists what beta returns of an object: all that it holds, and the
// default set.
func (r *renderer) everything(s *shape) []string {
	var names []string
	for _, name := range s.names {
		p := r.kind.index[strings.ToLower(name)]
		if p == nil || !p.has(hiddenProp|onlySingle) {
			names = append(names, name)
		}
	}
	for _, name := range r.kind.defaults {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// absent renders a property that the object does not hold.
func (r *renderer) absent(name string) []byte {
	val := "null"
	if p := r.kind.index[strings.ToLower(name)]; p != nil && p.kind.collection() {
		val = "[]"
	}
	return append(append(encode(name), ':'), val...)
}

// entityContext is the @odata.context of a request.
func (c *call) entityContext(t *entityType, selected []string, expand []expansion, single bool) string {
	parts := append([]string{}, selected...)
	for _, e := range expand {
		parts = append(parts, e.context())
	}
	set := t.set
	if set == setDeleted {
		set = setUsers
	}
	text := c.root + "/" + c.version + "/$metadata#" + set
	if len(parts) > 0 {
		text += "(" + strings.Join(parts, ",") + ")"
	}
	if single {
		text += "/$entity"
	}
	return text
}

// renderer renders objects of one type. It keeps where the selected
// properties are in the shape it saw last.
type renderer struct {
	kind      *entityType
	selected  []string
	odataType bool
	shape     *shape
	columns   []column
	plans     map[*shape][]column
}

// column is one selected property: its index in the shape, or the text that
// stands for an absent one.
type column struct {
	at     int
	absent []byte
}
