package directory

import (
	"encoding/binary"
	"strings"
)

// pack is a block of bytes that holds the attributes of many objects, so that
// an object of an export is two dozen bytes and no pointer for each value.
//
// An object stands in data as its head, its entries and its own bytes. The
// head is two numbers of 16 bits: which of the shared texts is the shape of
// the object, and which are its lines. The shape is
//
//	the size of an entry: narrow, or wide for an object of over 64 KB,
//	the number of each attribute, in the order of the export,
//	for each AttrID the place of that attribute, noPlace where it is absent,
//
// and the lines are one varint an attribute, counted from the line of the
// object. Most objects of an export have one of a few hundred shapes, so that
// finding an attribute looks at bytes that stay in the cache.
//
// An entry is a code and a position. A code below codeShared is the length of
// the only value, and the position is where it stands, counted from the
// first own byte. Values may overlap: cn is a part of the DN, mail is mostly
// the userPrincipalName.
type pack struct {
	names  *AttrNames
	data   string
	shared []shared
}

// shared is a text of the block that objects name by its number: a shape,
// lines, or the values of an attribute that several objects have. Several
// values stand each behind its length, a varint; a single one stands alone.
type shared struct{ at, size, values uint32 }

// What the code of an entry says when it is not the length of a value.
const (
	codeShared = 252 + iota // the position is the number of a shared text
	codeMany                // a count and each value behind its length, all varints
	codeLong                // one value behind its length
)

const (
	narrow   = 3 // a code and 16 bits
	wide     = 5 // a code and 32 bits
	headSize = 4
	noPlace  = 0xFF
)

// object gives the bytes of an object with all behind it, and its shape.
func (a *Attrs) object() (object string, shape *shared) {
	object = a.pack.data[a.at:]
	return object, &a.pack.shared[int(object[0])|int(object[1])<<8]
}

// entries says how many entries an object has and how large they are.
func (p *pack) entries(shape *shared) (count, size int) {
	return int(shape.size) - 1, int(p.data[shape.at])
}

// packedPlace gives the place of a numbered attribute, or noPlace.
func (a *Attrs) packedPlace(id AttrID) int {
	_, shape := a.object()
	return int(a.pack.data[int(shape.at+shape.size)+int(id)])
}

// packedNumbers are the numbers of the attributes in their order.
func (a *Attrs) packedNumbers() string {
	_, shape := a.object()
	return a.pack.data[shape.at:][1:shape.size]
}

func (a *Attrs) findPacked(name string) int {
	number, ok := a.pack.names.Lookup(name)
	if !ok || number >= noNumber {
		return -1
	}
	return strings.IndexByte(a.packedNumbers(), byte(number))
}

func (a *Attrs) packedName(i int) string {
	return a.pack.names.Name(int(a.packedNumbers()[i]))
}

func (a *Attrs) packedLine(i int) int {
	object, _ := a.object()
	lines := packedValues{rest: a.pack.data[a.pack.shared[int(object[2])|int(object[3])<<8].at:]}
	for range i {
		lines.varint()
	}
	return int(a.line) + lines.varint()
}

// packedFirst is the first value of a numbered attribute.
func (a *Attrs) packedFirst(id AttrID) string {
	object, shape := a.object()
	place := int(a.pack.data[int(shape.at+shape.size)+int(id)])
	if place == noPlace {
		return ""
	}
	return a.pack.first(object, shape, place)
}

// first is the first value of the i-th attribute.
func (p *pack) first(object string, shape *shared, i int) string {
	count, size := p.entries(shape)
	entry := object[headSize+size*i:][:size]
	if entry[0] < codeShared && size == narrow { // as most have it
		position := int(entry[1]) | int(entry[2])<<8
		return object[headSize+size*count+position:][:entry[0]]
	}
	values := p.values(object, shape, i)
	return values.next()
}

// packedValues begins the walk through the values of the i-th attribute.
func (a *Attrs) packedValues(i int) packedValues {
	object, shape := a.object()
	return a.pack.values(object, shape, i)
}

func (p *pack) values(object string, shape *shared, i int) packedValues {
	count, size := p.entries(shape)
	entry := object[headSize+size*i:][:size]
	position := int(entry[1]) | int(entry[2])<<8
	if size == wide {
		position |= int(entry[3])<<16 | int(entry[4])<<24
	}
	if entry[0] == codeShared {
		s := &p.shared[position]
		return packedValues{rest: p.data[s.at:][:s.size], left: int(s.values), alone: s.values == 1}
	}
	own := object[headSize+size*count+position:]
	switch entry[0] {
	case codeMany:
		v := packedValues{rest: own}
		v.left = v.varint()
		return v
	case codeLong:
		return packedValues{rest: own, left: 1}
	}
	return packedValues{rest: own[:entry[0]], left: 1, alone: true}
}

// packedValues walks through the values of an attribute.
type packedValues struct {
	rest  string
	left  int
	alone bool // rest is the value, without a length before it
}

func (v *packedValues) varint() int {
	n, shift := 0, 0
	for {
		b := v.rest[0]
		v.rest = v.rest[1:]
		n |= int(b&0x7F) << shift
		if b < 0x80 {
			return n
		}
		shift += 7
	}
}

func (v *packedValues) next() string {
	v.left--
	if v.alone {
		return v.rest
	}
	n := v.varint()
	value := v.rest[:n]
	v.rest = v.rest[n:]
	return value
}

func (v *packedValues) all() []string {
	list := make([]string, v.left)
	for i := range list {
		list[i] = v.next()
	}
	return list
}

// putEntry writes an entry of the size of entry.
func putEntry(entry []byte, code byte, position int) {
	entry[0] = code
	if len(entry) == narrow {
		binary.LittleEndian.PutUint16(entry[1:], uint16(position))
		return
	}
	binary.LittleEndian.PutUint32(entry[1:], uint32(position))
}
