package directory

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// AttrNames numbers attribute names, so that a million objects need not each
// hold them. Names are told apart without case; the first spelling is kept.
type AttrNames struct {
	list  []string
	index map[string]int // by lower case, and by the kept spelling
	// ids are the numbers of the attributes that have an AttrID.
	ids [attrIDs]uint8
}

// noNumber stands for a name that has no number, or one that no pack can hold.
const noNumber = math.MaxUint8

// NewAttrNames numbers the given names from 0.
func NewAttrNames(names ...string) *AttrNames {
	n := &AttrNames{index: make(map[string]int, 2*len(names))}
	for id := range n.ids {
		n.ids[id] = noNumber
	}
	for _, name := range names {
		n.Number(name)
	}
	return n
}

// Number gives the number of a name and adds the name if it is new.
func (n *AttrNames) Number(name string) int {
	if i, ok := n.Lookup(name); ok {
		return i
	}
	n.list = append(n.list, name)
	n.index[name] = len(n.list) - 1
	n.index[strings.ToLower(name)] = len(n.list) - 1
	if id, known := AttrIDOf(name); known && len(n.list) <= noNumber {
		n.ids[id] = uint8(len(n.list) - 1)
	}
	return len(n.list) - 1
}

// Lookup gives the number of a name; ok is false for a name that has none.
func (n *AttrNames) Lookup(name string) (number int, ok bool) {
	if i, ok := n.index[name]; ok {
		return i, true
	}
	i, ok := n.index[strings.ToLower(name)]
	return i, ok
}

// Name is the spelling of a numbered name.
func (n *AttrNames) Name(number int) string { return n.list[number] }

// Clone copies the numbering, so that names can be added to the copy.
func (n *AttrNames) Clone() *AttrNames { return NewAttrNames(n.list...) }

// pack is a block of memory that holds the attributes of many objects.
//
// The values of an attribute are a count and then each value behind its
// length, all as varints. Objects with the same values of an attribute, one
// after another, share them. An object has an index of count name numbers (one
// byte each), followed by count entries of entrySize bytes: the line as a
// distance (2) and where the values stand in data (4).
type pack struct {
	names *AttrNames
	data  string
}

const entrySize = 6

// maxPack is the size at which a Packer begins a new block. It keeps places
// within 32 bits however large one object is.
const maxPack = 1 << 30

// Packer builds attribute lists of many objects in shared blocks of memory:
// Begin, Add for each value, End. What End returned may be read only after
// Seal.
type Packer struct {
	names *AttrNames
	open  *pack
	data  []byte
	last  [math.MaxUint8 + 1]span // the last values of each attribute

	// The object in hand.
	head    int // where it begins in data
	line    int
	entries []entry
	seen    [math.MaxUint8 + 1]bool // the names of its attributes
	name    int                     // of the attribute in hand, -1 for none
	count   int                     // of its values
	apart   []apart
}

// span is where the values of an attribute stand in the block.
type span struct{ from, to uint32 }

// entry is what the index knows of an attribute.
type entry struct {
	from   uint32
	line   uint16
	number uint8
}

// apart is a value that the index cannot hold where it came: its attribute
// began earlier, or its number or line is too large.
type apart struct {
	name, line int
	value      string
}

// NewPacker makes a Packer for values whose names are numbered by names.
func NewPacker(names *AttrNames) *Packer { return &Packer{names: names, name: -1} }

// Begin starts an object. line is where its record begins.
func (p *Packer) Begin(line int) {
	if len(p.data) > maxPack {
		p.Seal()
	}
	if p.open == nil {
		p.open = &pack{names: p.names}
	}
	p.head, p.line, p.name = len(p.data), line, -1
}

// Add takes a value, and copies it. line is not smaller than that of Begin.
// All values of a name become one attribute, in the place of the first; an
// attribute that the index cannot hold comes behind the others.
func (p *Packer) Add(name, line int, value []byte) {
	if name != p.name && !p.attribute(name, line) {
		p.apart = append(p.apart, apart{name, line, string(value)})
		return
	}
	p.count++
	if n := len(p.data); len(value) < 0x80 && cap(p.data)-n > len(value) {
		p.data = p.data[:n+1+len(value)]
		p.data[n] = byte(len(value))
		copy(p.data[n+1:], value)
		return
	}
	p.data = append(binary.AppendUvarint(p.data, uint64(len(value))), value...)
}

// Has reports whether the object in hand has a value of a name.
func (p *Packer) Has(name int) bool {
	if uint(name) <= math.MaxUint8 && p.seen[name] {
		return true
	}
	return slices.ContainsFunc(p.apart, func(a apart) bool { return a.name == name })
}

// attribute starts an attribute. It reports false for one that the index
// cannot hold.
func (p *Packer) attribute(name, line int) bool {
	if uint(name) > math.MaxUint8 || p.seen[name] || line-p.line > math.MaxUint16 || len(p.entries) == math.MaxUint8 {
		return false
	}
	p.endAttribute()
	p.seen[name] = true
	p.name, p.count = name, 0
	p.entries = append(p.entries, entry{from: uint32(len(p.data)), line: uint16(line - p.line), number: uint8(name)})
	p.data = append(p.data, 0) // becomes the count
	return true
}

// endAttribute writes the count of the values, and takes them back when they
// are those that the attribute had last.
func (p *Packer) endAttribute() {
	if p.name < 0 {
		return
	}
	e := &p.entries[len(p.entries)-1]
	if p.count < 0x80 {
		p.data[e.from] = byte(p.count)
	} else {
		var varint [binary.MaxVarintLen64]byte
		n := binary.PutUvarint(varint[:], uint64(p.count))
		p.data = slices.Replace(p.data, int(e.from), int(e.from)+1, varint[:n]...)
	}
	last := &p.last[p.name]
	if sameBytes(p.data[last.from:last.to], p.data[e.from:]) {
		p.data = p.data[:e.from]
		e.from = last.from
	} else {
		*last = span{e.from, uint32(len(p.data))}
	}
	p.name = -1
}

// sameBytes is bytes.Equal for texts that mostly differ near their ends.
func sameBytes(a, b []byte) bool {
	n := len(a)
	if n != len(b) || n == 0 || a[n-1] != b[n-1] {
		return false
	}
	if n >= 8 && binary.LittleEndian.Uint64(a[n-8:]) != binary.LittleEndian.Uint64(b[n-8:]) {
		return false
	}
	return bytes.Equal(a, b)
}

// End gives the attributes of the object.
func (p *Packer) End() Attrs {
	p.endAttribute()
	if len(p.apart) > 0 {
		list := p.rejoin()
		p.clear()
		if !p.again(&list) {
			p.Drop()
			return list
		}
	}
	a := Attrs{pack: p.open, at: uint32(len(p.data)), line: uint32(p.line), count: uint8(len(p.entries))}
	n, size := len(p.data), len(p.entries)*(1+entrySize)
	p.data = slices.Grow(p.data, size)[:n+size]
	numbers, index := p.data[n:n+len(p.entries)], p.data[n+len(p.entries):]
	for i, e := range p.entries {
		numbers[i] = e.number
		binary.LittleEndian.PutUint16(index[i*entrySize:], e.line)
		binary.LittleEndian.PutUint32(index[i*entrySize+2:], e.from)
	}
	p.clear()
	return a
}

// rejoin gives the object a list that has the values apart in their places.
func (p *Packer) rejoin() Attrs {
	var a Attrs
	for _, e := range p.entries {
		rest := p.data[e.from:]
		count, n := binary.Uvarint(rest)
		values := make([]string, count)
		for j := range values {
			rest = rest[n:]
			var size uint64
			size, n = binary.Uvarint(rest)
			rest = rest[n:]
			values[j], n = string(rest[:size]), int(size)
		}
		a.list = append(a.list, Attr{Name: p.names.Name(int(e.number)), Values: values, Line: p.line + int(e.line)})
	}
	for _, v := range p.apart {
		a.Add(p.names.Name(v.name), v.value, v.line)
	}
	p.forget()
	return a
}

// again adds the values of a list, those of an attribute one after another. It
// reports whether the index can hold them all.
func (p *Packer) again(a *Attrs) bool {
	for _, attr := range a.list {
		number, known := p.names.Lookup(attr.Name)
		for _, v := range attr.Values {
			if !known {
				return false
			}
			p.Add(number, attr.Line, []byte(v))
		}
	}
	p.endAttribute()
	return len(p.apart) == 0
}

// Drop gives up the object in hand.
func (p *Packer) Drop() {
	p.forget()
	p.clear()
}

// forget takes back what was written of the object.
func (p *Packer) forget() {
	for _, e := range p.entries {
		if last := &p.last[e.number]; int(last.from) >= p.head {
			*last = span{}
		}
	}
	p.data = p.data[:p.head]
}

func (p *Packer) clear() {
	for _, e := range p.entries {
		p.seen[e.number] = false
	}
	p.entries, p.apart, p.name = p.entries[:0], p.apart[:0], -1
}

// Seal ends the block. What End returned before can be read from now on.
func (p *Packer) Seal() {
	if p.open != nil {
		p.open.data = string(p.data)
	}
	p.open, p.data, p.last = nil, p.data[:0], [math.MaxUint8 + 1]span{}
}

func (a *Attrs) findPacked(name string) int {
	number, ok := a.pack.names.Lookup(name)
	if !ok || number > math.MaxUint8 {
		return -1
	}
	return strings.IndexByte(a.pack.data[a.at:a.at+uint32(a.count)], byte(number))
}

// packedEntry is the index entry of the i-th attribute.
func (a *Attrs) packedEntry(i int) string {
	return a.pack.data[int(a.at)+int(a.count)+i*entrySize:][:entrySize]
}

func (a *Attrs) packedName(i int) string {
	return a.pack.names.Name(int(a.pack.data[int(a.at)+i]))
}

func (a *Attrs) packedLine(i int) int {
	e := a.packedEntry(i)
	return int(a.line) + int(uint16(e[0])|uint16(e[1])<<8)
}

func (a *Attrs) packedValues(i int) packedValues {
	e := a.packedEntry(i)
	v := packedValues{rest: a.pack.data[uint32(e[2])|uint32(e[3])<<8|uint32(e[4])<<16|uint32(e[5])<<24:]}
	v.left = v.varint()
	return v
}

// packedValues walks through the values of an attribute.
type packedValues struct {
	rest string
	left int
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
	n := v.varint()
	value := v.rest[:n]
	v.rest = v.rest[n:]
	v.left--
	return value
}

func (v *packedValues) all() []string {
	list := make([]string, v.left)
	for i := range list {
		list[i] = v.next()
	}
	return list
}
