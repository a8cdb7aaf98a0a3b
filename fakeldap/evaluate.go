package fakeldap

import (
	"slices"
	"strconv"

	"presync/fakeldap/internal/ad"
)

// truth is a value of AD's three-valued logic (RFC 4511 section 4.5.1.7): a
// search returns only what is true, and not undefined is undefined.
type truth int8

const (
	isFalse truth = iota
	isUndefined
	isTrue
)

func truthOf(b bool) truth {
	if b {
		return isTrue
	}
	return isFalse
}

// holds evaluates a filter for an object. The caller holds d.mu for reading.
func (d *directory) holds(n *node, o *object) truth {
	switch n.kind {
	case filterAnd:
		value := isTrue
		for _, u := range n.under {
			if value = min(value, d.holds(u, o)); value == isFalse {
				break
			}
		}
		return value
	case filterOr:
		value := isFalse
		for _, u := range n.under {
			if value = max(value, d.holds(u, o)); value == isTrue {
				break
			}
		}
		return value
	case filterNot:
		return isTrue - d.holds(n.under[0], o)
	case undefined:
		return isUndefined
	}
	return truthOf(d.matches(n, o))
}

// matches evaluates an item that has an attribute.
func (d *directory) matches(n *node, o *object) bool {
	if n.chained != nil {
		return n.chained[o.pos]
	}
	set := o.set(n.attribute)
	if n.kind == filterPresent && len(set) > 0 {
		return true
	}
	for len(set) > 0 {
		var v []byte
		if v, set = nextValue(set); n.matchValue(v) {
			return true
		}
	}
	if !n.attribute.IsBackLink() {
		return false
	}
	if n.kind == filterEqual {
		return d.pointsBack(o, n.attribute, n.key)
	}
	names := d.backLinks(o, n.attribute)
	return n.kind == filterPresent && len(names) > 0 ||
		slices.ContainsFunc(names, func(name string) bool { return n.matchValue([]byte(name)) })
}

// pointsBack reports whether the object with the key source has a forward link
// to o whose back link is a.
func (d *directory) pointsBack(o *object, a *ad.Attribute, source string) bool {
	forward := d.schema.Link(a.LinkID - 1)
	pos, ok := d.byKey[source]
	if forward == nil || !ok {
		return false
	}
	_, found := slices.BinarySearch(d.links[linkKey{uint32(forward.ID), o.key}], pos)
	return found
}

// matchValue evaluates an item for one value.
func (n *node) matchValue(v []byte) bool {
	syntax := n.attribute.Syntax
	switch n.kind {
	case filterEqual:
		return syntax.Equal(v, n.key)
	case filterGreater:
		order, ok := syntax.Compare(v, n.key)
		return ok && order >= 0
	case filterLess:
		order, ok := syntax.Compare(v, n.key)
		return ok && order <= 0
	case filterSubstrings:
		return syntax.MatchParts(v, n.initial, n.any, n.final)
	case filterExtensible:
		bits, ok := parseInt(v)
		if n.rule == ruleBitAnd {
			return ok && bits&n.bits == n.bits
		}
		return ok && bits&n.bits != 0
	}
	return false
}

func parseInt(v []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil
}

// candidates lists the positions that can make a filter true, in ascending
// order; ok is false when all objects can.
func (d *directory) candidates(n *node) (list []uint32, ok bool) {
	switch n.kind {
	case filterEqual:
		return d.indexes.find(d, n.attribute, n.key)
	case filterExtensible:
		if n.chained != nil {
			for pos := range n.chained {
				list = append(list, pos)
			}
			slices.Sort(list)
			return list, true
		}
	case filterAnd:
		for _, u := range n.under {
			if found, some := d.candidates(u); some && (!ok || len(found) < len(list)) {
				list, ok = found, true
			}
		}
		return list, ok
	case filterOr:
		for _, u := range n.under {
			found, some := d.candidates(u)
			if !some {
				return nil, false
			}
			list = append(list, found...)
		}
		slices.Sort(list)
		return slices.Compact(list), true
	}
	return nil, false
}
