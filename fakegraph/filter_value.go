package fakegraph

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// valueTest compiles the comparison of a property's value with a literal.
// Strings compare without case, but for those marked exact; a missing value is
// null, and null is neither smaller nor greater than anything.
func valueTest(p *property, n *node, v literal) (func([]byte) bool, error) {
	op := n.op
	if n.kind == nodeIn {
		op = "eq"
	}
	if v.kind == tokName && v.text == "null" {
		return func(val []byte) bool { return isNull(val) == (op == "eq") }, nil
	}
	compare, err := comparer(p, v)
	if err != nil {
		return nil, err
	}
	return func(val []byte) bool {
		order, ok := compare(val)
		switch op {
		case "eq":
			return ok && order == 0
		case "ne":
			return !ok || order != 0
		case "gt":
			return ok && order > 0
		case "ge":
			return ok && order >= 0
		case "lt":
			return ok && order < 0
		}
		return ok && order <= 0
	}, nil
}

// comparer returns a function that orders a value against the literal; ok is
// false when the value is null.
func comparer(p *property, v literal) (func([]byte) (int, bool), error) {
	switch {
	case p.kind == kindString && v.kind == tokString:
		return stringComparer(v.text, p.has(exactCase)), nil
	case p.kind == kindGUID && v.kind == tokGUID:
		return stringComparer(v.text, false), nil
	case p.kind == kindBool && v.kind == tokName:
		return stringless(v.text), nil
	case p.kind == kindInt && v.kind == tokNumber:
		want, err := strconv.ParseFloat(v.text, 64)
		if err == nil {
			return numberComparer(want), nil
		}
	case p.kind == kindTime && v.kind == tokTime:
		if want, ok := parseTime(v.text); ok {
			return timeComparer(want), nil
		}
	}
	return nil, badFilter("A binary operator with incompatible types was detected. Found operand types '%s' and '%s' for operator kind 'Equal'.", p.kind.edm(), v.edm())
}

func stringComparer(want string, exact bool) func([]byte) (int, bool) {
	folded := strings.ToLower(want)
	return func(val []byte) (int, bool) {
		s, ok := decodeString(val)
		if exact {
			return strings.Compare(s, want), ok
		}
		return strings.Compare(strings.ToLower(s), folded), ok
	}
}

// stringless compares JSON literals such as true and false by their text.
func stringless(want string) func([]byte) (int, bool) {
	return func(val []byte) (int, bool) { return strings.Compare(string(val), want), !isNull(val) }
}

func numberComparer(want float64) func([]byte) (int, bool) {
	return func(val []byte) (int, bool) {
		f, err := strconv.ParseFloat(string(val), 64)
		switch {
		case err != nil:
			return 0, false
		case f < want:
			return -1, true
		case f > want:
			return 1, true
		}
		return 0, true
	}
}

func timeComparer(want time.Time) func([]byte) (int, bool) {
	return func(val []byte) (int, bool) {
		s, _ := decodeString(val)
		t, ok := parseTime(s)
		return t.Compare(want), ok
	}
}

// parseTime reads a DateTimeOffset, with or without seconds, or a date.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// edm is the type of a literal in Graph's messages.
func (v literal) edm() string {
	switch v.kind {
	case tokNumber:
		return "Edm.Int32"
	case tokGUID:
		return "Edm.Guid"
	case tokTime:
		return "Edm.DateTimeOffset"
	case tokName:
		return "Edm.Boolean"
	}
	return "Edm.String"
}

// candidates returns the objects that a filter on users can match, when an
// index knows them, so that a lookup by key does not walk the whole tenant.
// The predicate still decides.
func (n *node) candidates(st *store) ([]*object, bool) {
	if n.kind == nodeAnd {
		for _, kid := range n.kids {
			if found, ok := kid.candidates(st); ok {
				return found, true
			}
		}
		return nil, false
	}
	if n.kind == nodeAny && len(n.kids) == 1 && len(n.path) == 1 && strings.EqualFold(n.path[0], "proxyAddresses") {
		kid := n.kids[0]
		if key, ok := kid.key(n.name); ok {
			return st.usersByID(st.unique().addresses.holders(strings.ToLower(key))), true
		}
		return nil, false
	}
	for name, find := range map[string]func(string) []string{
		"id":                    func(s string) []string { return []string{s} },
		"userPrincipalName":     func(s string) []string { return st.unique().upns.holders(strings.ToLower(s)) },
		"onPremisesImmutableId": func(s string) []string { return st.unique().anchors.holders(s) },
	} {
		if key, ok := n.key(name); ok {
			return st.usersByID(find(key)), true
		}
	}
	return nil, false
}

// key returns the literal when the node is exactly: name eq 'literal'.
func (n *node) key(name string) (string, bool) {
	if n.kind != nodeCompare || n.op != "eq" || len(n.path) != 1 || !strings.EqualFold(n.path[0], name) || n.values[0].kind != tokString {
		return "", false
	}
	return n.values[0].text, true
}

// usersByID returns live users in the order of the collection.
func (st *store) usersByID(ids []string) []*object {
	var out []*object
	for _, id := range ids {
		if o := st.sets[setUsers].get(id); o != nil {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *object) int {
		switch {
		case a.seq < b.seq:
			return -1
		case a.seq > b.seq:
			return 1
		}
		return 0
	})
	return out
}
