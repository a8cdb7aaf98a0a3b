package fakegraph

import (
	"strings"
	"time"
)

// newObject encodes properties into an object that is never changed again.
func (s *shapes) newObject(seq uint64, props []prop) *object {
	o := &object{seq: seq, shape: s.of(props), ends: make([]uint32, len(props))}
	size := 2
	for _, p := range props {
		size += len(p.name) + len(p.val) + 4
	}
	o.raw = append(make([]byte, 0, size), '{')
	for i, p := range props {
		if i > 0 {
			o.raw = append(o.raw, ',')
		}
		o.raw = append(o.raw, o.shape.keys[i]...)
		o.raw = append(o.raw, p.val...)
		o.ends[i] = uint32(len(o.raw))
	}
	o.raw = append(o.raw, '}')
	o.id = o.text("id")
	return o
}

// of finds or makes the shape of a list of properties.
func (s *shapes) of(props []prop) *shape {
	var b strings.Builder
	for _, p := range props {
		b.WriteString(p.name)
		b.WriteByte(0)
	}
	if known := s.known[b.String()]; known != nil {
		return known
	}
	made := &shape{at: make(map[string]int, len(props))}
	for i, p := range props {
		made.at[p.name] = i
		made.names = append(made.names, p.name)
		made.keys = append(made.keys, append(encode(p.name), ':'))
	}
	s.known[b.String()] = made
	return made
}

// member returns the text `"name":value` of the property at index i.
func (o *object) member(i int) []byte {
	start := uint32(1)
	if i > 0 {
		start = o.ends[i-1] + 1
	}
	return o.raw[start:o.ends[i]]
}

// valueAt returns the value of the property at index i.
func (o *object) valueAt(i int) []byte { return o.member(i)[len(o.shape.keys[i]):] }

// value returns a property's value, nil when the object has none.
func (o *object) value(name string) []byte {
	if i, ok := o.shape.at[name]; ok {
		return o.valueAt(i)
	}
	return nil
}

// text returns a string property, "" when it is absent, null or no string.
func (o *object) text(name string) string {
	s, _ := decodeString(o.value(name))
	return s
}

// isTrue reports whether a Boolean property is true.
func (o *object) isTrue(name string) bool { return string(o.value(name)) == "true" }

// time returns a DateTimeOffset property, the zero time when it has none.
func (o *object) time(name string) time.Time {
	t, err := time.Parse(time.RFC3339, o.text(name))
	if err != nil {
		return time.Time{}
	}
	return t
}

// props returns the object's properties, for a changed copy.
func (o *object) props() []prop {
	out := make([]prop, len(o.shape.names))
	for i, name := range o.shape.names {
		out[i] = prop{name: name, val: o.valueAt(i)}
	}
	return out
}

// object is one directory object as compact JSON. It is immutable: a write
// makes a new object, so a reader may render it without holding a lock.
// Objects read from one export share a shape, so an object costs its text and
// four bytes a property, and rendering a selection copies finished fragments.
type object struct {
	id    string
	seq   uint64
	shape *shape
	raw   []byte
	ends  []uint32 // index in raw behind each property
}

// shape is a list of property names that many objects have in common.
type shape struct {
	names []string
	keys  [][]byte // `"name":`
	at    map[string]int
}

// shapes interns shapes. It is guarded by the store's lock.
type shapes struct {
	known map[string]*shape
}
