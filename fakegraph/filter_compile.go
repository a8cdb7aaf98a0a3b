package fakegraph

import (
	"slices"
	"strings"
)

// maxClauses is how many or-branches or in-values a filter on directory
// objects may have without the advanced query parameters.
const maxClauses = 15

// compile binds a parsed filter to an entity type and checks it against what
// the service supports. It never drops a part: what is not understood is an
// error.
func (c *compiler) compile(n *node) (predicate, error) {
	switch n.kind {
	case nodeAnd, nodeOr:
		return c.chain(n)
	case nodeNot:
		if err := c.needAdvanced("not"); err != nil {
			return nil, err
		}
		kid, err := c.compile(n.kids[0])
		if err != nil {
			return nil, err
		}
		return func(r row) bool { return !kid(r) }, nil
	case nodeAny:
		return c.lambda(n)
	case nodeCount:
		return c.countOf(n)
	case nodeCall:
		return c.call(n)
	}
	return c.comparison(n)
}

func (c *compiler) chain(n *node) (predicate, error) {
	if n.kind == nodeOr && len(n.kids) > maxClauses && c.kind.directory && !c.advanced {
		return nil, unsupported("Too many child clauses specified in search filter expression containing 'OR' operators: %d. Max allowed: %d.", len(n.kids), maxClauses)
	}
	kids := make([]predicate, len(n.kids))
	for i, k := range n.kids {
		kid, err := c.compile(k)
		if err != nil {
			return nil, err
		}
		kids[i] = kid
	}
	want := n.kind == nodeOr
	return func(r row) bool {
		for _, kid := range kids {
			if kid(r) == want {
				return want
			}
		}
		return !want
	}, nil
}

// comparison compiles eq, ne, gt, ge, lt, le and in.
func (c *compiler) comparison(n *node) (predicate, error) {
	p, get, err := c.resolve(n.path)
	if err != nil {
		return nil, err
	}
	if p.kind.collection() || p.kind == kindComplex {
		return nil, badFilter("A binary operator with incompatible types was detected. Found operand types '%s' and 'Edm.String' for operator kind 'Equal'.", p.kind.edm())
	}
	if n.kind == nodeIn && len(n.values) > maxClauses && c.kind.directory && !c.advanced {
		return nil, unsupported("Too many child clauses specified in search filter expression containing 'OR' operators: %d. Max allowed: %d.", len(n.values), maxClauses)
	}
	tests := make([]func([]byte) bool, len(n.values))
	for i, v := range n.values {
		if err := c.allow(p, n, v); err != nil {
			return nil, err
		}
		if tests[i], err = valueTest(p, n, v); err != nil {
			return nil, err
		}
	}
	if n.kind == nodeCompare {
		test := tests[0]
		return func(r row) bool { return test(get(r)) }, nil
	}
	return func(r row) bool {
		val := get(r)
		return slices.ContainsFunc(tests, func(test func([]byte) bool) bool { return test(val) })
	}, nil
}

// call compiles startswith and endswith.
func (c *compiler) call(n *node) (predicate, error) {
	if n.op != "startswith" && n.op != "endswith" {
		return nil, unsupported("Unsupported Query.")
	}
	if len(n.path) == 0 || len(n.values) != 1 || n.values[0].kind != tokString {
		return nil, badFilter("No function signature for the function with name '%s' matches the specified arguments.", n.name)
	}
	p, get, err := c.resolve(n.path)
	if err != nil {
		return nil, err
	}
	if p.kind != kindString {
		return nil, badFilter("No function signature for the function with name '%s' matches the specified arguments.", n.name)
	}
	want := strings.ToLower(n.values[0].text)
	if n.op == "startswith" {
		if err := c.allowed(p, "startsWith", canStart, canStartAdv); err != nil {
			return nil, err
		}
		return func(r row) bool {
			s, ok := decodeString(get(r))
			return ok && strings.HasPrefix(strings.ToLower(s), want)
		}, nil
	}
	if err := c.allowed(p, "endsWith", 0, canEnds); err != nil {
		return nil, err
	}
	return func(r row) bool {
		s, ok := decodeString(get(r))
		return ok && strings.HasSuffix(strings.ToLower(s), want)
	}, nil
}

// lambda compiles path/any(v: ...). all() is not offered by the service.
func (c *compiler) lambda(n *node) (predicate, error) {
	if n.op != "any" {
		return nil, unsupported("Unsupported Query.")
	}
	p, get, err := c.resolve(n.path)
	if err != nil {
		return nil, err
	}
	if !p.kind.collection() {
		return nil, badFilter("Any/All may only be used following a collection.")
	}
	if len(n.kids) == 0 {
		if err := c.needAdvanced("any"); err != nil {
			return nil, err
		}
		return func(r row) bool { return len(elements(get(r))) > 0 }, nil
	}
	inner := &compiler{kind: c.kind, version: c.version, advanced: c.advanced, open: c.open, variable: n.name, element: p}
	kid, err := inner.compile(n.kids[0])
	if err != nil {
		return nil, err
	}
	return func(r row) bool {
		for _, e := range elements(get(r)) {
			if kid(row{obj: r.obj, elem: e}) {
				return true
			}
		}
		return false
	}, nil
}

// countOf compiles path/$count eq 0 and ne 0, the two that the service has.
func (c *compiler) countOf(n *node) (predicate, error) {
	p, get, err := c.resolve(n.path)
	if err != nil {
		return nil, err
	}
	if !p.kind.collection() || n.values[0].kind != tokNumber {
		return nil, badFilter("The $count segment needs a collection and a number.")
	}
	if !p.has(canCount) || n.values[0].text != "0" || (n.op != "eq" && n.op != "ne") {
		return nil, unsupported("Unsupported or invalid query filter clause specified for property '%s' of resource '%s'.", p.name, c.kind.title)
	}
	if err := c.needAdvanced("$count"); err != nil {
		return nil, err
	}
	empty := n.op == "eq"
	return func(r row) bool { return (len(elements(get(r))) == 0) == empty }, nil
}

// resolve finds the property that a path names and how to read it.
func (c *compiler) resolve(path []string) (*property, func(row) []byte, error) {
	name, rest := path[0], path[1:]
	var p *property
	var get func(row) []byte
	if c.variable != "" && name == c.variable {
		elem := *c.element
		elem.kind = elementKind(c.element.kind)
		p, get = &elem, func(r row) []byte { return r.elem }
	} else {
		p = c.lookup(name)
		if p == nil {
			return nil, nil, badFilter("Could not find a property named '%s' on type 'microsoft.graph.%s'.", clip(name, 100), c.kind.name)
		}
		canonical := p.name
		get = func(r row) []byte { return r.obj.value(canonical) }
	}
	for _, name := range rest {
		i := slices.IndexFunc(p.sub, func(s property) bool { return strings.EqualFold(s.name, name) })
		if p.kind != kindComplex || i < 0 {
			return nil, nil, badFilter("Could not find a property named '%s' on type 'microsoft.graph.%s'.", clip(name, 100), p.name)
		}
		p = &p.sub[i]
		outer, key := get, p.name
		get = func(r row) []byte { return member(outer(r), key) }
	}
	return p, get, nil
}

func (c *compiler) lookup(name string) *property {
	if p := c.kind.lookup(name, c.version); p != nil {
		return p
	}
	if c.kind.name == "user" && isExtension(name) {
		return extensionProperty(name)
	}
	if seeded, ok := c.open[strings.ToLower(name)]; ok {
		return &property{name: seeded, kind: kindString, caps: canEq | canStartAdv | canNullAdv}
	}
	return nil
}

// elementKind is the kind of one element of a collection.
func elementKind(k kind) kind {
	switch k {
	case kindStrings:
		return kindString
	case kindComplexes:
		return kindComplex
	}
	return k
}

// allow checks that the service offers an operator on a property.
func (c *compiler) allow(p *property, n *node, v literal) error {
	if v.text == "null" && v.kind == tokName {
		if n.op == "ne" {
			return c.allowed(p, "ne", 0, canNull|canNullAdv)
		}
		return c.allowed(p, "eq null", canNull, canNullAdv)
	}
	if n.kind == nodeIn {
		return c.allowed(p, "in", canEq, canEqAdv)
	}
	switch n.op {
	case "eq":
		return c.allowed(p, "eq", canEq, canEqAdv)
	case "ne":
		if c.element != nil {
			return unsupported("Filter operator 'NotEqualsMatch' is not supported.")
		}
		return c.allowed(p, "ne", 0, canEq|canEqAdv)
	}
	return c.allowed(p, n.op, canRange, canRangeAdv)
}

// allowed lets an operator pass when the property has it by default, or has
// it as an advanced query and this is one.
func (c *compiler) allowed(p *property, operator string, plain, advanced caps) error {
	switch {
	case p.has(plain):
		return nil
	case !p.has(advanced):
		return unsupported("Unsupported or invalid query filter clause specified for property '%s' of resource '%s'.", p.name, c.kind.title)
	}
	return c.needAdvanced(operator)
}

// needAdvanced refuses an operator that only advanced queries have. Entities
// that are no directory objects have no such rule.
func (c *compiler) needAdvanced(operator string) error {
	if c.advanced || !c.kind.directory {
		return nil
	}
	if operator == "ne" {
		return unsupported("Filter operator 'NotEqualsMatch' is not supported.")
	}
	return unsupported("Operator '%s' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information", operator)
}

// compiler turns a filter into a predicate on one entity type.
type compiler struct {
	kind     *entityType
	version  string
	advanced bool
	open     map[string]string // seeded properties outside the schema
	variable string            // of the lambda around, "" outside one
	element  *property         // the collection that the lambda walks
}

// predicate says whether an object, or an element of one, passes.
type predicate func(row) bool

// row is what a predicate looks at.
type row struct {
	obj  *object
	elem []byte // the current element inside a lambda
}
