package fakeldap

import (
	"bytes"
	"fmt"
	"strings"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// Entry is one directory entry as a test seeds it or reads it back.
type Entry struct {
	DN         string
	Attributes []Attribute
}

// Attribute is one attribute of an Entry with its values as raw bytes.
type Attribute struct {
	Name   string
	Values [][]byte
}

// NewEntry makes an entry from names and values in turn. A name that comes
// again adds a value. An objectSid may be given as S-1-5-..., an objectGUID
// as text with dashes.
func NewEntry(dn string, namesAndValues ...string) Entry {
	e := Entry{DN: dn}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		e.add(namesAndValues[i], []byte(namesAndValues[i+1]))
	}
	return e
}

// Values gives the values of an attribute as strings, nil when it is absent.
func (e Entry) Values(name string) []string {
	for _, a := range e.Attributes {
		if strings.EqualFold(a.Name, name) {
			values := make([]string, len(a.Values))
			for i, v := range a.Values {
				values[i] = string(v)
			}
			return values
		}
	}
	return nil
}

// Value gives the first value of an attribute, "" when it is absent.
func (e Entry) Value(name string) string {
	if v := e.Values(name); len(v) > 0 {
		return v[0]
	}
	return ""
}

// add appends a value; the attribute added to last is tried first.
func (e *Entry) add(name string, value []byte) {
	for i := len(e.Attributes) - 1; i >= 0; i-- {
		if a := &e.Attributes[i]; len(a.Name) == len(name) && strings.EqualFold(a.Name, name) {
			a.Values = append(a.Values, value)
			return
		}
	}
	e.Attributes = append(e.Attributes, Attribute{Name: name, Values: [][]byte{value}})
}

// object is an entry as the directory stores it: every attribute encoded once
// as the PartialAttribute that a search answers with, back to back in blob. It
// is never changed, a write puts a new object in its place.
type object struct {
	dn   string
	key  string
	pos  uint32
	guid [16]byte
	// hidden objects hold the tree together and are answered to base searches
	// only; deleted ones are tombstones.
	hidden, deleted bool
	attrs           []span
	blob            []byte
}

// span says where an attribute starts in the blob; it ends where the next
// one starts.
type span struct {
	id  uint32
	off uint32
}

// encoded gives the PartialAttribute at index i of o.attrs.
func (o *object) encoded(i int) []byte {
	end := len(o.blob)
	if i+1 < len(o.attrs) {
		end = int(o.attrs[i+1].off)
	}
	return o.blob[o.attrs[i].off:end]
}

// set gives the encoded values of an attribute, one after another; nil when
// the object doesn't have it.
func (o *object) set(a *ad.Attribute) []byte {
	for i := range o.attrs {
		if o.attrs[i].id == uint32(a.ID) {
			return valueSet(o.encoded(i))
		}
	}
	return nil
}

// valueSet cuts type and headers off a PartialAttribute. The directory wrote
// it, so it is well formed.
func valueSet(encoded []byte) []byte {
	content, _, _ := ber.Expect(encoded, ber.Sequence)
	_, content, _ = ber.Expect(content, ber.OctetString)
	set, _, _ := ber.Expect(content, ber.Set)
	return set
}

// nextValue splits a set of values after its first. The directory wrote it, so
// a short value needs no more than a look at its length.
func nextValue(set []byte) (value, rest []byte) {
	if len(set) == 0 {
		return nil, nil
	}
	if n := int(set[1]) + 2; n < 0x82 {
		return set[2:n:n], set[n:]
	}
	_, value, rest, err := ber.Next(set)
	if err != nil {
		return nil, nil
	}
	return value, rest
}

// first gives the first value of an attribute as a string, "" when absent.
func (o *object) first(a *ad.Attribute) string {
	if a == nil {
		return ""
	}
	v, _ := nextValue(o.set(a))
	return string(v)
}

// has reports whether the object has a value equal to the key.
func (o *object) has(a *ad.Attribute, key string) bool {
	for set := o.set(a); len(set) > 0; {
		var v []byte
		if v, set = nextValue(set); a.Syntax.Equal(v, key) {
			return true
		}
	}
	return false
}

// draft is an object while it is being made or changed.
type draft struct {
	dn    string
	attrs []draftAttr
}

type draftAttr struct {
	*ad.Attribute
	values [][]byte
}

// edit opens a copy of an object for changes.
func (d *directory) edit(o *object) *draft {
	list := d.schema.Attributes()
	w := &draft{dn: o.dn, attrs: make([]draftAttr, 0, len(o.attrs)+2)}
	for i := range o.attrs {
		a := draftAttr{Attribute: list[o.attrs[i].id]}
		for set := valueSet(o.encoded(i)); len(set) > 0; {
			var v []byte
			v, set = nextValue(set)
			a.values = append(a.values, v)
		}
		w.attrs = append(w.attrs, a)
	}
	return w
}

// get gives the values of an attribute.
func (w *draft) get(a *ad.Attribute) [][]byte {
	for i := range w.attrs {
		if w.attrs[i].ID == a.ID {
			return w.attrs[i].values
		}
	}
	return nil
}

// put replaces the values of an attribute; without values it goes.
func (w *draft) put(a *ad.Attribute, values ...[]byte) {
	for i := range w.attrs {
		if w.attrs[i].ID != a.ID {
			continue
		}
		if len(values) == 0 {
			w.attrs = append(w.attrs[:i:i], w.attrs[i+1:]...)
			return
		}
		w.attrs[i].values = values
		return
	}
	if len(values) > 0 {
		w.attrs = append(w.attrs, draftAttr{Attribute: a, values: values})
	}
}

// putText is put for one value that is text.
func (w *draft) putText(a *ad.Attribute, value string) { w.put(a, []byte(value)) }

// indexOf finds the value that equals v under the attribute's syntax, or -1.
func indexOf(a *ad.Attribute, values [][]byte, v []byte) int {
	key, ok := a.Syntax.Key(v)
	for i, have := range values {
		if bytes.Equal(have, v) || ok && a.Syntax.Equal(have, key) {
			return i
		}
	}
	return -1
}

// seal encodes the draft.
func (w *draft) seal() (*object, error) {
	dn, err := ad.ParseDN(w.dn)
	if err != nil {
		return nil, err
	}
	o := &object{dn: w.dn, key: dn.Key, attrs: make([]span, 0, len(w.attrs))}
	size := 0
	for _, a := range w.attrs {
		size += ber.Size(sizeAttribute(a.Name, a.values))
	}
	if size > maxObject {
		return nil, fmt.Errorf("%q is larger than %d bytes", w.dn, maxObject)
	}
	o.blob = make([]byte, 0, size)
	for _, a := range w.attrs {
		o.attrs = append(o.attrs, span{uint32(a.ID), uint32(len(o.blob))})
		o.blob = appendAttribute(o.blob, a.Name, a.values)
		if a.Name == "objectGUID" && len(a.values) == 1 && len(a.values[0]) == 16 {
			o.guid = [16]byte(a.values[0])
		}
	}
	return o, nil
}

// maxObject bounds the encoding of one object, far below what span.off holds.
const maxObject = 1 << 30

// sizeAttribute is the content size of a PartialAttribute.
func sizeAttribute(name string, values [][]byte) int {
	return ber.Size(len(name)) + ber.Size(sizeValues(values))
}

func sizeValues(values [][]byte) int {
	n := 0
	for _, v := range values {
		n += ber.Size(len(v))
	}
	return n
}

// appendAttribute appends a PartialAttribute.
func appendAttribute(dst []byte, name string, values [][]byte) []byte {
	dst = ber.AppendHeader(dst, ber.Sequence, sizeAttribute(name, values))
	dst = ber.Append(dst, ber.OctetString, name)
	dst = ber.AppendHeader(dst, ber.Set, sizeValues(values))
	for _, v := range values {
		dst = ber.Append(dst, ber.OctetString, v)
	}
	return dst
}
