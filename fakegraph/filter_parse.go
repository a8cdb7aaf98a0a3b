package fakegraph

import (
	"fmt"
	"strings"
)

const (
	nodeAnd nodeKind = iota
	nodeOr
	nodeNot
	nodeCompare // path op literal
	nodeIn      // path in (literals)
	nodeCall    // startswith(path, literal), endswith(path, literal)
	nodeAny     // path/any(v: kid), path/any()
	nodeCount   // path/$count op literal
)

// parseFilter reads a $filter expression: and, or, not, parentheses, the six
// comparisons, in, function calls, any() and $count. What it means is decided
// by compile; this function knows no property.
func parseFilter(text string) (*node, error) {
	if len(text) > maxFilterBytes {
		return nil, badFilter("The filter has %d bytes, at most %d are read.", len(text), maxFilterBytes)
	}
	toks, pos, ok := lexFilter(text)
	if !ok {
		return nil, syntaxError(text, pos)
	}
	p := &filterParser{text: text, toks: toks}
	n, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokEnd {
		return nil, p.unexpected()
	}
	return n, nil
}

func (p *filterParser) or(depth int) (*node, error) {
	return p.chain(depth, "or", nodeOr, p.and)
}

func (p *filterParser) and(depth int) (*node, error) {
	return p.chain(depth, "and", nodeAnd, p.unary)
}

// chain reads operands joined by one word into a single node, so a long chain
// makes a wide tree and not a deep one.
func (p *filterParser) chain(depth int, word string, kind nodeKind, operand func(int) (*node, error)) (*node, error) {
	first, err := operand(depth)
	if err != nil || !p.isWord(word) {
		return first, err
	}
	n := &node{kind: kind, pos: p.peek().pos, kids: []*node{first}}
	for p.isWord(word) {
		p.at++
		kid, err := operand(depth)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
	return n, p.count()
}

func (p *filterParser) unary(depth int) (*node, error) {
	if depth > maxFilterDepth {
		return nil, badFilter("Recursion limit reached.")
	}
	t := p.peek()
	switch {
	case p.isWord("not"):
		p.at++
		kid, err := p.unary(depth + 1)
		if err != nil {
			return nil, err
		}
		return &node{kind: nodeNot, pos: t.pos, kids: []*node{kid}}, p.count()
	case p.isPunct("("):
		p.at++
		n, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	case t.kind == tokName:
		return p.term(depth)
	}
	return nil, p.unexpected()
}

// term reads what starts with a name: a call, a comparison or a lambda.
func (p *filterParser) term(depth int) (*node, error) {
	first := p.next()
	if p.isPunct("(") {
		return p.call(first)
	}
	n := &node{pos: first.pos, path: []string{first.text}}
	for p.isPunct("/") {
		p.at++
		t := p.next()
		switch {
		case t.kind != tokName:
			p.at--
			return nil, p.unexpected()
		case strings.EqualFold(t.text, "any") || strings.EqualFold(t.text, "all"):
			return p.lambda(n, t, depth)
		case t.text == "$count":
			n.kind = nodeCount
			return n, p.comparison(n)
		}
		n.path = append(n.path, t.text)
	}
	if p.isWord("in") {
		p.at++
		n.kind = nodeIn
		return n, p.list(n)
	}
	n.kind = nodeCompare
	return n, p.comparison(n)
}

// call reads the arguments of startswith and the like.
func (p *filterParser) call(name token) (*node, error) {
	n := &node{kind: nodeCall, pos: name.pos, op: strings.ToLower(name.text), name: name.text}
	if !functions[n.op] {
		return nil, badFilter("An unknown function with name '%s' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.", name.text)
	}
	p.at++
	for !p.isPunct(")") {
		if len(n.path) > 0 || len(n.values) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		if p.peek().kind == tokName && !isKeywordLiteral(p.peek().text) && len(n.path) == 0 {
			n.path = append(n.path, p.next().text)
			for p.isPunct("/") && p.toks[p.at+1].kind == tokName {
				p.at++
				n.path = append(n.path, p.next().text)
			}
			continue
		}
		v, err := p.literal()
		if err != nil {
			return nil, err
		}
		n.values = append(n.values, v)
	}
	return n, p.expect(")")
}

// lambda reads the inside of any( ) or all( ).
func (p *filterParser) lambda(n *node, word token, depth int) (*node, error) {
	n.kind, n.op = nodeAny, strings.ToLower(word.text)
	if err := p.expect("("); err != nil {
		return nil, err
	}
	if p.isPunct(")") {
		p.at++
		return n, p.count()
	}
	v := p.next()
	if v.kind != tokName {
		p.at--
		return nil, p.unexpected()
	}
	n.name = v.text
	if err := p.expect(":"); err != nil {
		return nil, err
	}
	kid, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	n.kids = []*node{kid}
	return n, p.expect(")")
}

func (p *filterParser) comparison(n *node) error {
	t := p.next()
	n.op = strings.ToLower(t.text)
	if t.kind != tokName || !comparisons[n.op] {
		p.at--
		return p.unexpected()
	}
	v, err := p.literal()
	if err != nil {
		return err
	}
	n.values = []literal{v}
	return p.count()
}

// list reads the bracketed values of the in operator.
func (p *filterParser) list(n *node) error {
	if err := p.expect("("); err != nil {
		return err
	}
	for {
		v, err := p.literal()
		if err != nil {
			return err
		}
		n.values = append(n.values, v)
		if !p.isPunct(",") {
			return p.expect(")")
		}
		p.at++
	}
}

func (p *filterParser) literal() (literal, error) {
	t := p.next()
	v := literal{kind: t.kind, text: t.text}
	switch t.kind {
	case tokString, tokNumber, tokGUID, tokTime:
		return v, p.count()
	case tokName:
		if isKeywordLiteral(t.text) {
			v.text = strings.ToLower(t.text)
			return v, p.count()
		}
	}
	p.at--
	return v, p.unexpected()
}

func (p *filterParser) peek() token { return p.toks[p.at] }

// next takes a token; at the end it stays there.
func (p *filterParser) next() token {
	t := p.toks[p.at]
	if p.at++; p.at == len(p.toks) {
		p.toks = append(p.toks, t)
	}
	return t
}

func (p *filterParser) isWord(word string) bool {
	t := p.peek()
	return t.kind == tokName && strings.EqualFold(t.text, word)
}

func (p *filterParser) isPunct(s string) bool {
	t := p.peek()
	return t.kind == tokPunct && t.text == s
}

func (p *filterParser) expect(s string) error {
	if !p.isPunct(s) {
		return p.unexpected()
	}
	p.at++
	return p.count()
}

func (p *filterParser) unexpected() error { return syntaxError(p.text, p.peek().pos) }

// count limits how much one filter may hold.
func (p *filterParser) count() error {
	if p.nodes++; p.nodes > maxFilterNodes {
		return badFilter("The node count limit of '%d' has been exceeded.", maxFilterNodes)
	}
	return nil
}

func isKeywordLiteral(s string) bool {
	return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") || strings.EqualFold(s, "null")
}

func badFilter(format string, args ...any) error {
	return badRequest("Invalid filter clause: " + fmt.Sprintf(format, args...))
}

func syntaxError(text string, pos int) error {
	return badFilter("Syntax error at position %d in '%s'.", pos, clip(text, 200))
}

var (
	comparisons = map[string]bool{"eq": true, "ne": true, "gt": true, "ge": true, "lt": true, "le": true}
	// functions are those that OData knows. compile refuses the ones that the
	// directory service does not offer.
	functions = map[string]bool{"startswith": true, "endswith": true, "contains": true, "tolower": true, "toupper": true,
		"trim": true, "length": true, "indexof": true, "concat": true, "substring": true, "year": true, "month": true, "day": true}
)

// filterParser reads one filter.
type filterParser struct {
	text  string
	toks  []token
	at    int
	nodes int
}

// node is one operator of a parsed filter.
type node struct {
	kind   nodeKind
	pos    int
	op     string // comparison or function in lower case, any or all
	name   string // function as written; variable of a lambda
	path   []string
	values []literal
	kids   []*node
}

// literal is a constant of a filter. A tokName is true, false or null.
type literal struct {
	kind tokenKind
	text string
}

type nodeKind uint8
