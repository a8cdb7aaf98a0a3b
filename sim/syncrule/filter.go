package syncrule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"

	"presync/sim/directory"
)

// attributeFilter is a compiled filter.attribute: an LDAP filter that names
// the users that stay in scope, or a bare NAME=VALUE. NAME=NoSync, the marking
// value of the vendor's own example (rulebook WE-86), names those that leave.
type attributeFilter struct {
	text   string
	tree   *ber.Packet
	negate bool
}

func compileAttributeFilter(text string) (*attributeFilter, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	f := &attributeFilter{text: text}
	source := text
	if !strings.HasPrefix(source, "(") {
		name, value, found := strings.Cut(source, "=")
		if !found || strings.TrimSpace(name) == "" {
			return nil, fmt.Errorf("filter.attribute %q: want an LDAP filter such as (department=Sales), or NAME=VALUE", text)
		}
		f.negate = strings.EqualFold(strings.TrimSpace(value), "NoSync")
		source = "(" + strings.TrimSpace(name) + "=" + strings.TrimSpace(value) + ")"
	}
	tree, err := ldap.CompileFilter(source)
	if err != nil {
		return nil, fmt.Errorf("filter.attribute %q: want an LDAP filter such as (department=Sales), or NAME=VALUE: %s", text, filterFault(err))
	}
	f.tree = tree
	return f, nil
}

// filterFault is what is wrong with a filter, without the code that a server
// would send.
func filterFault(err error) string {
	var coded *ldap.Error
	if errors.As(err, &coded) && coded.Err != nil {
		err = coded.Err
	}
	return strings.TrimPrefix(err.Error(), "ldap: ")
}

// keeps reports whether the filter lets an object stay in scope.
func (f *attributeFilter) keeps(o *directory.Object) bool {
	return f == nil || holdsFilter(f.tree, o) != f.negate
}

// names appends the attributes that the filter reads.
func (f *attributeFilter) names() []string {
	var out []string
	var walk func(p *ber.Packet)
	walk = func(p *ber.Packet) {
		switch p.Tag {
		case ldap.FilterAnd, ldap.FilterOr, ldap.FilterNot:
			for _, c := range p.Children {
				walk(c)
			}
		case ldap.FilterPresent:
			out = append(out, p.Data.String())
		case ldap.FilterExtensibleMatch:
			for _, c := range p.Children {
				if c.Tag == ldap.MatchingRuleAssertionType {
					out = append(out, c.Data.String())
				}
			}
		default:
			out = append(out, text(p.Children[0]))
		}
	}
	if f != nil {
		walk(f.tree)
	}
	return out
}

func holdsFilter(p *ber.Packet, o *directory.Object) bool {
	switch p.Tag {
	case ldap.FilterAnd:
		for _, c := range p.Children {
			if !holdsFilter(c, o) {
				return false
			}
		}
		return true
	case ldap.FilterOr:
		for _, c := range p.Children {
			if holdsFilter(c, o) {
				return true
			}
		}
		return false
	case ldap.FilterNot:
		return !holdsFilter(p.Children[0], o)
	case ldap.FilterPresent:
		return o.Attrs.Has(p.Data.String())
	case ldap.FilterExtensibleMatch:
		return holdsBits(p, o)
	}
	for _, v := range o.Attrs.Values(text(p.Children[0])) {
		if holdsValue(p, v) {
			return true
		}
	}
	return false
}

func holdsValue(p *ber.Packet, v string) bool {
	switch p.Tag {
	case ldap.FilterEqualityMatch, ldap.FilterApproxMatch:
		return strings.EqualFold(v, text(p.Children[1]))
	case ldap.FilterGreaterOrEqual:
		return compare(v, text(p.Children[1])) >= 0
	case ldap.FilterLessOrEqual:
		return compare(v, text(p.Children[1])) <= 0
	case ldap.FilterSubstrings:
		return holdsSubstrings(p.Children[1].Children, v)
	}
	return false
}

func holdsSubstrings(parts []*ber.Packet, v string) bool {
	rest := strings.ToLower(v)
	for _, part := range parts {
		want := strings.ToLower(part.Data.String())
		switch part.Tag {
		case ldap.FilterSubstringsInitial:
			if !strings.HasPrefix(rest, want) {
				return false
			}
			rest = rest[len(want):]
		case ldap.FilterSubstringsAny:
			at := strings.Index(rest, want)
			if at < 0 {
				return false
			}
			rest = rest[at+len(want):]
		case ldap.FilterSubstringsFinal:
			if !strings.HasSuffix(rest, want) {
				return false
			}
		}
	}
	return true
}

// The bit rules of Active Directory.
const (
	bitAnd = "1.2.840.113556.1.4.803"
	bitOr  = "1.2.840.113556.1.4.804"
)

func holdsBits(p *ber.Packet, o *directory.Object) bool {
	var rule, name, value string
	for _, c := range p.Children {
		switch c.Tag {
		case ldap.MatchingRuleAssertionMatchingRule:
			rule = c.Data.String()
		case ldap.MatchingRuleAssertionType:
			name = c.Data.String()
		case ldap.MatchingRuleAssertionMatchValue:
			value = c.Data.String()
		}
	}
	mask, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return false
	}
	n, err := strconv.ParseInt(o.Attrs.First(name), 10, 64)
	if err != nil {
		return false
	}
	return rule == bitAnd && n&mask == mask || rule == bitOr && n&mask != 0
}

func text(p *ber.Packet) string {
	if s, ok := p.Value.(string); ok {
		return s
	}
	return p.Data.String()
}

// compare orders numbers as numbers and everything else as folded text.
func compare(a, b string) int {
	x, errA := strconv.ParseInt(a, 10, 64)
	y, errB := strconv.ParseInt(b, 10, 64)
	if errA == nil && errB == nil {
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}
