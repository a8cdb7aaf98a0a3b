package fakeldap

import (
	"errors"
	"fmt"
	"strings"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// Choices of a filter (RFC 4511 section 4.5.1.7).
const (
	filterAnd        = 0xa0
	filterOr         = 0xa1
	filterNot        = 0xa2
	filterEqual      = 0xa3
	filterSubstrings = 0xa4
	filterGreater    = 0xa5
	filterLess       = 0xa6
	filterPresent    = 0x87
	filterApprox     = 0xa8
	filterExtensible = 0xa9
)

// maxDepth bounds how deep a filter may be nested, as Samba does.
const maxDepth = 128

// maxItems bounds how many items a filter may have.
const maxItems = 100_000

// errTooDeep and errTooLong say that a filter is beyond the limits.
var (
	errTooDeep = fmt.Errorf("the filter is nested deeper than %d", maxDepth)
	errTooLong = fmt.Errorf("the filter has more than %d items", maxItems)
)

// constructedError says that a filter names a constructed attribute, which AD
// can't search for.
type constructedError struct{ attribute string }

func (e *constructedError) Error() string {
	return fmt.Sprintf("%s is constructed and can't stand in a filter", e.attribute)
}

// node is one compiled filter item. Items that AD can't evaluate are of the
// kind undefined.
type node struct {
	kind  byte
	under []*node

	attribute *ad.Attribute
	// key is the assertion in the form in which values are compared.
	key string
	// initial, any and final are the parts of a substring item.
	initial, final string
	any            []string
	// bits is the mask of a bit rule, chained the target of an in-chain rule.
	rule    string
	bits    int64
	chained map[uint32]bool
}

// undefined is the kind of items whose value is always undefined.
const undefined = 0x00

// compiler turns the BER of a filter into nodes.
type compiler struct {
	d *directory
	// catalog hides attributes outside the partial attribute set.
	catalog bool
	items   int
}

// compile checks and compiles a filter. The error is errTooDeep, errTooLong,
// a *constructedError, or wraps ber.ErrMalformed.
func (c *compiler) compile(b []byte, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	if c.items++; c.items > maxItems {
		return nil, errTooLong
	}
	tag, content, rest, err := ber.Next(b)
	if err != nil {
		return nil, fmt.Errorf("filter: %w", err)
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("filter: %w: %d bytes behind it", ber.ErrMalformed, len(rest))
	}
	switch tag {
	case filterAnd, filterOr:
		return c.compileSet(tag, content, depth)
	case filterNot:
		inner, err := c.compile(content, depth+1)
		if err != nil {
			return nil, err
		}
		return &node{kind: filterNot, under: []*node{inner}}, nil
	case filterEqual, filterApprox:
		return c.compileAssertion(filterEqual, content)
	case filterGreater, filterLess:
		return c.compileAssertion(tag, content)
	case filterPresent:
		a, err := c.attribute(string(content))
		if a == nil {
			return &node{kind: undefined}, err
		}
		return &node{kind: filterPresent, attribute: a}, nil
	case filterSubstrings:
		return c.compileSubstrings(content)
	case filterExtensible:
		return c.compileExtensible(content)
	}
	return nil, fmt.Errorf("filter: %w: no item has the tag 0x%02x", ber.ErrMalformed, tag)
}

func (c *compiler) compileSet(tag byte, content []byte, depth int) (*node, error) {
	n := &node{kind: tag}
	for len(content) > 0 {
		f := fields{rest: content}
		item := f.any()
		if f.err != nil {
			return nil, fmt.Errorf("filter: %w", f.err)
		}
		content = f.rest
		inner, err := c.compile(item, depth+1)
		if err != nil {
			return nil, err
		}
		n.under = append(n.under, inner)
	}
	return n, nil
}

// attribute finds the attribute of an item; nil when the item is undefined.
// AD ignores options in filters.
func (c *compiler) attribute(description string) (*ad.Attribute, error) {
	name, _ := baseOption(description)
	a := c.d.schema.Attribute(name)
	switch {
	case a == nil, c.catalog && !a.InGC && !a.IsBackLink():
		return nil, nil
	case a.Constructed && !strings.EqualFold(name, "aNR"):
		return nil, &constructedError{a.Name}
	}
	return a, nil
}

func (c *compiler) compileAssertion(kind byte, content []byte) (*node, error) {
	f := fields{rest: content}
	name, value := f.text(), f.expect(ber.OctetString)
	if f.err != nil {
		return nil, fmt.Errorf("filter: %w", f.err)
	}
	a, err := c.attribute(name)
	if a == nil {
		return &node{kind: undefined}, err
	}
	if strings.EqualFold(a.Name, "aNR") {
		return c.compileANR(string(value)), nil
	}
	key, ok := c.key(a, value)
	if !ok {
		return &node{kind: undefined}, nil
	}
	return &node{kind: kind, attribute: a, key: key}, nil
}

// key prepares an assertion: names of classes stand for objectCategory's
// values, and names may be <GUID=...> or <SID=...>.
func (c *compiler) key(a *ad.Attribute, value []byte) (string, bool) {
	switch {
	case a.Name == "objectCategory" && !strings.Contains(string(value), "="):
		class := c.d.schema.Class(string(value))
		if class == nil {
			return "", false
		}
		return strings.ToLower("CN=" + class.Category + "," + c.d.names.schema), true
	case a.Name == "objectClass":
		if class := c.d.schema.Class(string(value)); class != nil {
			return ad.Fold(class.Name), true
		}
	case a.Syntax == ad.DistinguishedName && strings.HasPrefix(string(value), "<"):
		o, _ := c.d.resolve(string(value), true)
		if o == nil {
			return "", false
		}
		return o.key, true
	}
	return a.Syntax.Key(value)
}

func (c *compiler) compileSubstrings(content []byte) (*node, error) {
	f := fields{rest: content}
	name := f.text()
	list := fields{rest: f.expect(ber.Sequence)}
	n := &node{kind: filterSubstrings}
	a, err := c.attribute(name)
	for i := 0; f.err == nil && list.err == nil && len(list.rest) > 0; i++ {
		tag, part, rest, failure := ber.Next(list.rest)
		list.rest, list.err = rest, failure
		folded := string(part)
		if a != nil {
			folded = a.Syntax.FoldPart(part)
		}
		switch {
		case failure != nil:
		case tag == 0x80 && i == 0:
			n.initial = folded
		case tag == 0x81:
			n.any = append(n.any, folded)
		case tag == 0x82 && len(rest) == 0:
			n.final = folded
		default:
			list.err = fmt.Errorf("%w: parts of a substring item out of order", ber.ErrMalformed)
		}
	}
	if failure := firstError(f.err, list.err); failure != nil {
		return nil, fmt.Errorf("filter: %w", failure)
	}
	if a == nil || !a.Syntax.HasSubstrings() {
		return &node{kind: undefined}, err
	}
	n.attribute = a
	return n, nil
}

// compileExtensible compiles (attribute:rule:=value). dnAttributes has no
// effect in AD, and an item without an attribute is undefined.
func (c *compiler) compileExtensible(content []byte) (*node, error) {
	var rule, name string
	var value []byte
	for len(content) > 0 {
		tag, part, rest, err := ber.Next(content)
		if err != nil {
			return nil, fmt.Errorf("filter: %w", err)
		}
		content = rest
		switch tag {
		case 0x81:
			rule = string(part)
		case 0x82:
			name = string(part)
		case 0x83:
			value = part
		case 0x84:
		default:
			return nil, fmt.Errorf("filter: %w: tag 0x%02x in an extensible item", ber.ErrMalformed, tag)
		}
	}
	a, err := c.attribute(name)
	if a == nil {
		return &node{kind: undefined}, err
	}
	return c.compileRule(a, rule, value), nil
}

// Matching rules of AD ([MS-ADTS] 3.1.1.3.4.4).
const (
	ruleBitAnd  = "1.2.840.113556.1.4.803"
	ruleBitOr   = "1.2.840.113556.1.4.804"
	ruleInChain = "1.2.840.113556.1.4.1941"
)

func (c *compiler) compileRule(a *ad.Attribute, rule string, value []byte) *node {
	key, ok := c.key(a, value)
	n := &node{kind: filterExtensible, attribute: a, rule: rule, key: key}
	switch {
	case !ok:
	case rule == "":
		n.kind = filterEqual
		return n
	case (rule == ruleBitAnd || rule == ruleBitOr) && a.Syntax.IsInteger():
		if bits, valid := parseInt(value); valid {
			n.bits = bits
			return n
		}
	case rule == ruleInChain && a.LinkID != 0 && a.Syntax == ad.DistinguishedName:
		n.chained = c.d.chain(a, key)
		return n
	}
	return &node{kind: undefined}
}

// compileANR expands ambiguous name resolution ([MS-ADTS] 3.1.1.3.1.3.1.4):
// a prefix of any of the naming attributes, or, with a blank in the value,
// of first and last name in either order. "=" before the value asks for
// equality.
func (c *compiler) compileANR(value string) *node {
	exact := strings.HasPrefix(value, "=")
	value = strings.TrimSpace(strings.TrimPrefix(value, "="))
	item := func(a *ad.Attribute, v string) *node {
		if exact {
			return &node{kind: filterEqual, attribute: a, key: ad.Fold(v)}
		}
		return &node{kind: filterSubstrings, attribute: a, initial: a.Syntax.FoldPart([]byte(v))}
	}
	or := &node{kind: filterOr}
	for _, a := range c.d.schema.Attributes() {
		if a.ANR && !a.Constructed && (!c.catalog || a.InGC) {
			or.under = append(or.under, item(a, value))
		}
	}
	if first, last, found := strings.Cut(value, " "); found {
		given, sn := c.d.schema.Attribute("givenName"), c.d.schema.Attribute("sn")
		last = strings.TrimSpace(last)
		or.under = append(or.under,
			&node{kind: filterAnd, under: []*node{item(given, first), item(sn, last)}},
			&node{kind: filterAnd, under: []*node{item(given, last), item(sn, first)}})
	}
	return or
}

// filterFailure is the answer to a filter that does not compile.
func filterFailure(err error) result {
	var constructed *constructedError
	switch {
	case errors.Is(err, errTooDeep), errors.Is(err, errTooLong):
		return ldapError(11, 0x2024, err.Error(), 0)
	case errors.As(err, &constructed):
		return ldapError(18, 0x202E, err.Error(), 0)
	}
	return malformed(err)
}
