package directory

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
)

// AttrNames numbers attribute names, so that a million objects need not each
// hold them. Names are told apart without case; the first spelling is kept.
type AttrNames struct {
	list  []string
	index map[string]int // by lower case, and by the kept spelling
}

// NewAttrNames numbers the given names from 0.
func NewAttrNames(names ...string) *AttrNames {
	n := &AttrNames{index: make(map[string]int, 2*len(names))}
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

// Field is one value of an attribute as a reader found it: the number of the
// attribute's name, the line, and the value.
type Field struct {
	Name  int
	Line  int
	Value []byte
}

// pack is a block of memory that holds the attributes of many objects.
//
// An object has an index of count name numbers (one byte each), followed by
// count entries of entrySize bytes: the line as a distance (2) and where the
// values stand in data (4). Values are a count and then each value behind its
// length, all as varints. Objects with the same values of an attribute, one
// after another, share them.
type pack struct {
	names *AttrNames
	data  string
}

const entrySize = 6

// maxPack is the size at which a Packer begins a new block. It keeps places
// within 32 bits however large one object is.
const maxPack = 1 << 30

// Packer builds attribute lists of many objects in shared blocks of memory.
// What Pack returned may be read only after Seal.
type Packer struct {
	names *AttrNames
	open  *pack
	data  []byte
	last  [math.MaxUint8 + 1]span // the last values of each attribute

	// The fields of the object in hand, grouped: the first field of each
	// attribute in order, and for each field the next one of its attribute.
	first  []int32
	next   []int32
	groups [math.MaxUint8 + 1]group
}

// span is where the values of an attribute stand in the block.
type span struct{ from, to uint32 }

// group counts the fields of an attribute and knows the last of them.
type group struct{ count, tail int32 }

// NewPacker makes a Packer for fields whose names are numbered by names.
func NewPacker(names *AttrNames) *Packer { return &Packer{names: names} }

// Pack takes the fields of one object. line is that of the object, and no
// field has a smaller one. It copies what it keeps. Fields of one name become
// one attribute, in the place of the first of them.
func (p *Packer) Pack(line int, fields []Field) Attrs {
	if !packable(line, fields) {
		return unpacked(p.names, fields)
	}
	if len(p.data) > maxPack {
		p.Seal()
	}
	if p.open == nil {
		p.open = &pack{names: p.names}
	}
	p.group(fields)
	count, head := len(p.first), len(p.data)
	p.data = append(p.data, make([]byte, count*(1+entrySize))...)
	for i, at := range p.first {
		f := &fields[at]
		from := p.values(at, fields)
		p.data[head+i] = byte(f.Name)
		entry := p.data[head+count+i*entrySize:]
		binary.LittleEndian.PutUint16(entry, uint16(max(f.Line-line, 0)))
		binary.LittleEndian.PutUint32(entry[2:], from)
		p.groups[f.Name] = group{}
	}
	return Attrs{pack: p.open, at: uint32(head), line: uint32(line), count: uint8(count)}
}

// packable reports whether an index can hold the fields.
func packable(line int, fields []Field) bool {
	var seen [math.MaxUint8 + 1]bool
	names := 0
	for i := range fields {
		f := &fields[i]
		if f.Name > math.MaxUint8 || f.Line-line > math.MaxUint16 {
			return false
		}
		if !seen[f.Name] {
			seen[f.Name] = true
			names++
		}
	}
	return names <= math.MaxUint8 && line <= math.MaxInt32
}

// group links the fields of each attribute.
func (p *Packer) group(fields []Field) {
	p.first, p.next = p.first[:0], p.next[:0]
	for i := range fields {
		g := &p.groups[fields[i].Name]
		if g.count == 0 {
			p.first = append(p.first, int32(i))
		} else {
			p.next[g.tail] = int32(i)
		}
		g.count++
		g.tail = int32(i)
		p.next = append(p.next, 0)
	}
}

// values writes the values of the attribute whose first field is at a place,
// and gives where they stand. Values equal to the last ones of the attribute
// are not written again.
func (p *Packer) values(at int32, fields []Field) uint32 {
	name := fields[at].Name
	count := p.groups[name].count
	from := len(p.data)
	p.data = binary.AppendUvarint(p.data, uint64(count))
	for ; count > 0; count-- {
		p.data = binary.AppendUvarint(p.data, uint64(len(fields[at].Value)))
		p.data = append(p.data, fields[at].Value...)
		at = p.next[at]
	}
	last := p.last[name]
	if bytes.Equal(p.data[last.from:last.to], p.data[from:]) {
		p.data = p.data[:from]
		return last.from
	}
	p.last[name] = span{uint32(from), uint32(len(p.data))}
	return uint32(from)
}

// Seal ends the block. What Pack returned before can be read from now on.
func (p *Packer) Seal() {
	if p.open != nil {
		p.open.data = string(p.data)
	}
	p.open, p.data, p.last = nil, p.data[:0], [math.MaxUint8 + 1]span{}
}

// unpacked makes attributes that have a list of their own.
func unpacked(names *AttrNames, fields []Field) Attrs {
	var a Attrs
	for _, f := range fields {
		a.Add(names.Name(f.Name), string(f.Value), f.Line)
	}
	return a
}

func (a *Attrs) findPacked(name string) int {
	number, ok := a.pack.names.Lookup(name)
	if !ok || number > math.MaxUint8 {
		return -1
	}
	return strings.IndexByte(a.pack.data[a.at:a.at+uint32(a.count)], byte(number))
}

// entry is the index entry of the i-th attribute.
func (a *Attrs) entry(i int) string {
	return a.pack.data[int(a.at)+int(a.count)+i*entrySize:][:entrySize]
}

func (a *Attrs) packedName(i int) string {
	return a.pack.names.Name(int(a.pack.data[int(a.at)+i]))
}

func (a *Attrs) packedLine(i int) int {
	e := a.entry(i)
	return int(a.line) + int(uint16(e[0])|uint16(e[1])<<8)
}

func (a *Attrs) packedValues(i int) packedValues {
	e := a.entry(i)
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
