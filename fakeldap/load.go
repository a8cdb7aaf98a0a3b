package fakeldap

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
	"presync/internal/arena"
)

// Loader takes many entries into a server without an Entry for each: Begin,
// Value for each value, End. The values are copied once, into the encoding
// that searches answer with, and many entries share a block of memory. One
// goroutine may use it; other users of the server need not wait until it is
// done.
//
// What it does is what Load does: an entry that is not plain (a class to
// complete, a parent to make, an attribute that comes twice) is handed to Load's own code. FuzzLoaderLikeLoad compares the two.
type Loader struct {
	s *Server
	d *directory

	// The entry in hand.
	dn     string
	values []byte // encoded, those of an attribute one behind the other
	parts  []loadPart
	odd    bool // it goes the slow way

	parent *object // of the last plain entry

	first *loadName // stands before the first attribute
	last  *loadName
	names map[string]*loadName

	objects arena.Slab[object]
	spans   arena.Slab[span]
	blobs   arena.Bytes
}

// loadPart is an attribute of the entry in hand.
type loadPart struct {
	name     *loadName
	from, to int // in Loader.values
}

// loadName is an attribute name as the caller spells it.
type loadName struct {
	spelling string
	attr     *ad.Attribute // nil for what is no attribute name
	encoded  []byte        // its name as an OCTET STRING
	valid    bool
	next     *loadName // what came behind it the last time
}

// NewLoader makes a loader for a server.
func (s *Server) NewLoader() *Loader {
	return &Loader{s: s, d: s.directory, first: &loadName{}, names: map[string]*loadName{}}
}

// Names are the attribute names that values came with, in their order.
func (l *Loader) Names() []string { return slices.Sorted(maps.Keys(l.names)) }

// Begin starts an entry. One that was not ended is dropped.
func (l *Loader) Begin(dn string) {
	l.dn, l.values, l.parts, l.odd, l.last = dn, l.values[:0], l.parts[:0], false, l.first
}

// Value adds a value of an attribute. Those of one attribute come one after
// another, or else take longer. A value without bytes is left out.
func (l *Loader) Value(name, value string) {
	if value == "" {
		return
	}
	if n := len(l.parts); n == 0 || l.parts[n-1].name.spelling != name {
		l.attribute(name, value)
	}
	p := &l.parts[len(l.parts)-1]
	if a := p.name.attr; a != nil && (a.Syntax == ad.Sid && value[0] == 'S' || a.ID == l.d.at.objectGUID.ID && len(value) >= 36) {
		l.values = ber.Append(l.values, ber.OctetString, toBinary(a, []byte(value)))
	} else {
		l.values = ber.Append(l.values, ber.OctetString, value)
	}
	p.to = len(l.values)
}

// attribute starts an attribute.
func (l *Loader) attribute(name, sample string) {
	n := l.last.next
	if n == nil || n.spelling != name {
		if n = l.names[name]; n == nil {
			base, _, _ := strings.Cut(name, ";")
			n = &loadName{spelling: name, valid: validDescription(base)}
			if n.valid {
				n.attr = l.d.schema.Learn(base, []byte(sample))
				n.encoded = ber.Append(nil, ber.OctetString, n.attr.Name)
			}
			l.names[name] = n
		}
		l.last.next = n
	}
	l.last = n
	l.odd = l.odd || !n.valid
	l.parts = append(l.parts, loadPart{name: n, from: len(l.values), to: len(l.values)})
}

// End takes the entry in. It is refused like one of Load, and then is not in
// the directory.
func (l *Loader) End() error {
	d := l.d
	d.mu.Lock()
	defer d.mu.Unlock()
	if o := l.plain(); o != nil {
		d.insertUnder(l.parent, o)
		return nil
	}
	return d.seed(l.entry(), l.s.mode(), false)
}

// plain makes the object of an entry that needs nothing but its encoding; nil
// for any other. The caller holds d.mu.
func (l *Loader) plain() *object {
	if l.odd || l.s.mode() != seedVerbatim || len(l.parts) > maxPlainParts {
		return nil
	}
	key, ok := ad.PlainKey(l.dn)
	if !ok {
		dn, err := ad.ParseDN(l.dn)
		if err != nil {
			return nil
		}
		key = dn.Key
	}
	if l.d.lookup(key) != nil || !l.hasParent(key) {
		return nil
	}
	size := 0
	for i, p := range l.parts {
		for _, before := range l.parts[:i] {
			if before.name.attr == p.name.attr {
				return nil
			}
		}
		size += ber.Size(p.contentSize())
	}
	if size > maxObject {
		return nil
	}
	o := l.objects.New()
	*o = object{dn: l.dn, key: key, attrs: l.spans.Many(len(l.parts))}
	blob := l.blobs.Room(size)
	for i, p := range l.parts {
		o.attrs[i] = span{uint32(p.name.attr.ID), uint32(len(blob))}
		blob = ber.AppendHeader(blob, ber.Sequence, p.contentSize())
		blob = append(blob, p.name.encoded...)
		blob = ber.Append(blob, ber.Set, l.values[p.from:p.to])
	}
	o.blob = l.blobs.Take(blob)
	l.d.identify(o)
	return o
}

// hasParent reports whether there is an object above the one with a key, and
// makes it the loader's parent: the next entry often has the same.
func (l *Loader) hasParent(key string) bool {
	above := ad.ParentKey(key)
	if p := l.parent; p == nil || p.key != above || l.d.objects[p.pos] != p {
		l.parent = l.d.lookup(above)
	}
	return l.parent != nil
}

// maxPlainParts bounds the comparison of all attributes with each other.
const maxPlainParts = 256

// contentSize is the size of the content of the PartialAttribute.
func (p *loadPart) contentSize() int {
	return len(p.name.encoded) + ber.Size(p.to-p.from)
}

// identify reads what the directory wants to know of an object at hand: its
// objectGUID, its change number, whether it is a tombstone.
func (d *directory) identify(o *object) {
	if guid := o.set(d.at.objectGUID); len(guid) > 0 {
		if v, rest := nextValue(guid); len(v) == 16 && len(rest) == 0 {
			o.guid = [16]byte(v)
		}
	}
	if changed, _ := nextValue(o.set(d.at.uSNChanged)); changed != nil {
		if usn, ok := parseInt(changed); ok {
			d.usn = max(d.usn, usn)
		}
	}
	deleted, _ := nextValue(o.set(d.at.isDeleted))
	o.deleted = string(deleted) == "TRUE"
}

// entry is the entry in hand as Load takes it.
func (l *Loader) entry() Entry {
	e := Entry{DN: l.dn}
	for _, p := range l.parts {
		a := Attribute{Name: p.name.spelling}
		for set := l.values[p.from:p.to]; len(set) > 0; {
			var v []byte
			v, set = nextValue(set)
			a.Values = append(a.Values, bytes.Clone(v))
		}
		e.Attributes = append(e.Attributes, a)
	}
	return e
}
