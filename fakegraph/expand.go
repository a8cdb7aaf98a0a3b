package fakegraph

import (
	"net/url"
	"slices"
	"strings"
)

// maxExpanded is how many objects the service returns in an expanded
// collection of directory objects; there is no link to the rest.
const maxExpanded = 20

// expansion reads $expand: navigation properties of the type, each with an
// optional ($select=...).
func (q *query) expansion(c *call) ([]expansion, error) {
	text, ok := q.find("expand")
	if !ok {
		return nil, nil
	}
	var out []expansion
	for _, part := range splitOutside(text, ',') {
		name, inner, nested := strings.Cut(strings.TrimSpace(part), "(")
		i := slices.IndexFunc(q.kind.expand, func(n string) bool { return strings.EqualFold(n, strings.TrimSpace(name)) })
		if i < 0 {
			return nil, badRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.%s'.", clip(name, 100), q.kind.name)
		}
		e := expansion{name: q.kind.expand[i]}
		if nested {
			var err error
			if e.selected, err = nestedSelect(c, strings.TrimSuffix(inner, ")")); err != nil {
				return nil, err
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// nestedSelect reads the options in the brackets of an expansion. Names may be
// those of any type that can stand there.
func nestedSelect(c *call, text string) ([]string, error) {
	name, value, _ := strings.Cut(text, "=")
	if !strings.EqualFold(strings.TrimPrefix(strings.TrimSpace(name), "$"), "select") || strings.Contains(value, ";") {
		return nil, badRequest("Parsing OData Select and Expand failed: Term '(%s' is not valid in a $select or $expand expression.", clip(text, 100))
	}
	var first error
	for _, set := range []string{setUsers, setGroups, setContacts, setRoles, setDefinitions} {
		names, err := selectNames(c, c.h.store.sets[set].kind, value, true)
		if err == nil {
			return names, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// splitOutside splits at a separator that is not inside brackets.
func splitOutside(s string, sep byte) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		case s[i] == sep && depth == 0:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// expandInto appends the expanded navigation properties of an object. The
// caller holds the store's read lock.
func (h *Handler) expandInto(buf []byte, c *call, o *object, list []expansion) []byte {
	for _, e := range list {
		if buf[len(buf)-1] != '{' {
			buf = append(buf, ',')
		}
		buf = append(append(buf, encode(e.name)...), ':')
		switch e.name {
		case "members":
			buf = h.renderMembers(buf, c, o, e.selected, maxExpanded)
		case "manager":
			buf = h.renderReference(buf, o.value("manager"), e.selected)
		case "principal":
			buf = h.renderReference(buf, reference(o, "principal", "principalId"), e.selected)
		case "roleDefinition":
			buf = h.renderDefinition(buf, c, o, e.selected)
		case "onPremisesSyncBehavior":
			buf = append(buf, syncBehavior(o)...)
		default:
			buf = append(buf, "null"...)
		}
	}
	return buf
}

// reference is the seeded expansion of an object, or one made of its id.
func reference(o *object, name, idName string) []byte {
	if val := o.value(name); !isNull(val) {
		return val
	}
	if id := o.text(idName); id != "" {
		return encode(map[string]string{"id": id})
	}
	return nil
}

// members returns the member references of a group or role whose objects
// still exist, in the order of the seed.
func (h *Handler) members(o *object) [][]byte {
	var out [][]byte
	for _, ref := range elements(o.value("members")) {
		id, _ := decodeString(member(ref, "id"))
		if h.store.sets[setDeleted].get(id) == nil {
			out = append(out, ref)
		}
	}
	return out
}

func (h *Handler) renderMembers(buf []byte, c *call, o *object, selected []string, limit int) []byte {
	buf = append(buf, '[')
	for i, ref := range h.members(o) {
		if i == limit {
			c.note("expanded members cut at %d", limit)
			break
		}
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = h.renderReference(buf, ref, selected)
	}
	return append(buf, ']')
}

// renderReference renders the live object that a reference names, or the
// reference itself when the tenant has no such object.
func (h *Handler) renderReference(buf []byte, ref []byte, selected []string) []byte {
	if isNull(ref) {
		return append(buf, "null"...)
	}
	id, _ := decodeString(member(ref, "id"))
	o, t := h.store.directoryObject(id)
	if o == nil {
		return append(buf, ref...)
	}
	if selected == nil {
		selected = t.defaults
	}
	r := newRenderer(t, selected)
	r.odataType = true
	return r.object(buf, o)
}

func (h *Handler) renderDefinition(buf []byte, c *call, o *object, selected []string) []byte {
	defs := h.store.sets[setDefinitions]
	if d := defs.get(o.text("roleDefinitionId")); d != nil {
		return newRenderer(defs.kind, c.selection(defs.kind, selected)).object(buf, d)
	}
	if val := o.value("roleDefinition"); !isNull(val) {
		return append(buf, val...)
	}
	return append(buf, "null"...)
}

// context is the fragment of @odata.context for an expansion.
func (e expansion) context() string {
	if len(e.selected) == 0 {
		return e.name + "()"
	}
	return e.name + "(" + url.PathEscape(strings.Join(e.selected, ",")) + ")"
}

// expansion is one navigation property to expand.
type expansion struct {
	name     string
	selected []string
}
