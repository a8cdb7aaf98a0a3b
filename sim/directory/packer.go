package directory

import (
	"encoding/binary"
	"slices"
)

// Packer builds attribute lists of many objects in shared blocks of memory:
// Begin, Add for each value, End or EndNamed. What they returned may be read
// only after Seal.
type Packer struct {
	names *AttrNames
	habits
	block

	// The object in hand. Its values are not copied before its end.
	line   int
	attrs  []packing
	key    [1 + noNumber]byte  // what a shape begins with: the size of entries, the numbers
	near   [noNumber]byte      // the lines, where all of them are near
	far    bool                // some are not
	place  [noNumber + 1]uint8 // 1 + the place in attrs, by number; 0 is absent
	more   []further
	twice  []uint8 // the places of attributes with several values
	size   int     // of all values with what they need around
	apart  []apart
	record []byte
	text   []byte
}

// packing is an attribute of the object in hand.
type packing struct {
	value []byte // the first
	line  uint32 // counted from that of the object
	count int32  // of values
	more  int32  // 1 + the place of the second value in Packer.more
	last  int32  // the same for the last
}

// further is a value behind the first.
type further struct {
	value []byte
	next  int32 // as packing.more
}

// apart is a value that a pack cannot hold: the number of its name is too
// large, or the object has too many attributes.
type apart struct {
	name, line int
	behind     int // how many attributes that fit came before
	value      []byte
}

// mostAttrs is how many attributes an object in a pack can have.
const mostAttrs = noPlace - 1

// NewPacker makes a Packer for values whose names are numbered by names.
func NewPacker(names *AttrNames) *Packer {
	return &Packer{names: names, habits: newHabits(names), block: newBlock(), attrs: make([]packing, 0, mostAttrs)}
}

// Begin starts an object. line is where its record begins.
func (p *Packer) Begin(line int) { p.line = line }

// Add takes a value, which must stay as it is until the object ends. line is
// not smaller than that of Begin. All values of a name become one attribute,
// in the place of the first.
func (p *Packer) Add(name, line int, value []byte) {
	n := len(p.attrs)
	if uint(name) >= noNumber || n >= mostAttrs || p.place[name] != 0 {
		p.addFurther(name, line, value)
		return
	}
	p.size += len(value) + binary.MaxVarintLen32
	behind := uint32(line - p.line)
	p.near[n] = byte(behind)
	if behind >= 0x80 {
		p.far = true
	}
	p.attrs = p.attrs[:n+1]
	a := &p.attrs[n]
	a.value, a.line, a.count, a.more = value, behind, 1, 0
	p.key[n+1] = byte(name)
	p.place[name] = uint8(n + 1)
}

// addFurther takes a value that is no first one of an attribute in the pack.
func (p *Packer) addFurther(name, line int, value []byte) {
	if uint(name) >= noNumber || p.place[name] == 0 {
		p.apart = append(p.apart, apart{name, line, len(p.attrs), value})
		return
	}
	p.size += len(value) + binary.MaxVarintLen32
	p.further(p.place[name]-1, value)
}

// numbers are those of the attributes of the object in hand.
func (p *Packer) numbers() []byte { return p.key[1 : 1+len(p.attrs)] }

// further adds a value to the attribute at a place.
func (p *Packer) further(place uint8, value []byte) {
	a := &p.attrs[place]
	if a.count == 1 {
		p.twice = append(p.twice, place)
	}
	p.more = append(p.more, further{value: value})
	if a.more == 0 {
		a.more = int32(len(p.more))
	} else {
		p.more[a.last-1].next = int32(len(p.more))
	}
	a.last = int32(len(p.more))
	a.count++
}

// Has reports whether the object in hand has a value of a name.
func (p *Packer) Has(name int) bool {
	if uint(name) < noNumber && p.place[name] != 0 {
		return true
	}
	return slices.ContainsFunc(p.apart, func(a apart) bool { return a.name == name })
}

// End gives the attributes of the object.
func (p *Packer) End() Attrs {
	a, _ := p.EndNamed(nil)
	return a
}

// EndNamed gives the attributes of the object, and its DN, which shares their
// memory. The DN may be read at once.
func (p *Packer) EndNamed(dn []byte) (Attrs, string) {
	defer p.Drop()
	if len(p.apart) > 0 {
		return p.list(), string(dn)
	}
	p.makeRoom(2*(headSize+len(dn)+p.size+2*wide*len(p.attrs)+int(attrIDs)), p.names)
	p.write(dn)
	at := p.put(p.record)
	a := Attrs{pack: p.open, at: uint32(at), line: uint32(p.line)}
	from := at + p.bases[baseDN].from
	return a, p.data()[from : from+len(dn)]
}

// list gives the object a list of its own, in the order of the export.
func (p *Packer) list() Attrs {
	var a Attrs
	rest := p.apart
	for i := range p.attrs {
		for len(rest) > 0 && rest[0].behind == i {
			a.Add(p.names.Name(rest[0].name), string(rest[0].value), rest[0].line)
			rest = rest[1:]
		}
		attr := &p.attrs[i]
		values := []string{string(attr.value)}
		for at := attr.more; at != 0; at = p.more[at-1].next {
			values = append(values, string(p.more[at-1].value))
		}
		a.list = append(a.list, Attr{Name: p.names.Name(int(p.numbers()[i])), Values: values, Line: p.line + int(attr.line)})
	}
	for _, v := range rest {
		a.Add(p.names.Name(v.name), string(v.value), v.line)
	}
	return a
}

// Drop gives up the object in hand.
func (p *Packer) Drop() {
	for _, number := range p.numbers() {
		p.place[number] = 0
	}
	p.attrs, p.more, p.twice, p.apart, p.size, p.far = p.attrs[:0], p.more[:0], p.twice[:0], p.apart[:0], 0, false
}

// write puts the object in hand together in record.
func (p *Packer) write(dn []byte) {
	size := narrow
	if len(dn)+p.size > 0xFFFF {
		size = wide
	}
	own := headSize + size*len(p.attrs)
	r := append(slices.Grow(p.record[:0], own+len(dn)+p.size+32)[:own], dn...)
	binary.LittleEndian.PutUint16(r, uint16(p.shape(size)))
	binary.LittleEndian.PutUint16(r[2:], uint16(p.lines()))

	p.bases = [bases]span{baseDN: {own, len(r)}}
	for base := baseDN + 1; base < bases; base++ {
		place := p.place[p.baseNumbers[base]]
		if place == 0 {
			continue
		}
		if a := &p.attrs[place-1]; a.count == 1 && len(a.value) < codeShared {
			p.bases[base] = span{len(r), len(r) + len(a.value)}
			putEntry(r[headSize+size*int(place-1):][:size], byte(len(a.value)), len(r)-own)
			r = append(r, a.value...)
		}
	}
	for i := range p.attrs {
		a := &p.attrs[i]
		entry := r[headSize+size*i:][:size]
		h := &p.habit[p.key[1+i]]
		if a.count > 1 {
			r = p.writeMany(r, own, entry, h, a)
			continue
		}
		if h.base != noBase {
			b := p.bases[h.base]
			if h.isBase && b.to > 0 {
				continue // is there
			}
			if from := b.from + int(h.skip); b.to > 0 && from+len(a.value) <= b.to && len(a.value) < codeShared &&
				string(r[from:from+len(a.value)]) == string(a.value) {
				putEntry(entry, byte(len(a.value)), from-own)
				continue
			}
		}
		if number, ok := p.share(h, a.value, 1); ok {
			putEntry(entry, codeShared, number)
			continue
		}
		if len(a.value) < codeShared {
			putEntry(entry, byte(len(a.value)), len(r)-own)
		} else {
			putEntry(entry, codeLong, len(r)-own)
			r = binary.AppendUvarint(r, uint64(len(a.value)))
		}
		r = appendQuickly(r, a.value)
	}
	p.record = r
}

// appendQuickly is append for a short text of which the bytes behind it can be
// copied, too: two moves of a fixed size cost less than one of any.
func appendQuickly(to, text []byte) []byte {
	const short = 32
	if n := len(to); len(text) <= short && cap(text) >= short && cap(to)-n >= short {
		*(*[short]byte)(to[n:cap(to)]) = *(*[short]byte)(text[:short])
		return to[:n+len(text)]
	}
	return append(to, text...)
}

// writeMany writes an attribute that has several values.
func (p *Packer) writeMany(r []byte, own int, entry []byte, h *habit, a *packing) []byte {
	p.text = appendValue(p.text[:0], a.value)
	for at := a.more; at != 0; at = p.more[at-1].next {
		p.text = appendValue(p.text, p.more[at-1].value)
	}
	if number, ok := p.share(h, p.text, int(a.count)); ok {
		putEntry(entry, codeShared, number)
		return r
	}
	putEntry(entry, codeMany, len(r)-own)
	return append(binary.AppendUvarint(r, uint64(a.count)), p.text...)
}

func appendValue(to, value []byte) []byte {
	if len(value) < 0x80 {
		to = append(to, byte(len(value)))
	} else {
		to = binary.AppendUvarint(to, uint64(len(value)))
	}
	return append(to, value...)
}

// shape gives the number of the shape of the object in hand. Behind a new one
// it writes where each AttrID is.
func (p *Packer) shape(entrySize int) int {
	p.key[0] = byte(entrySize)
	number, found := p.intern(&p.lastShape, p.key[:1+len(p.attrs)])
	if !found {
		places := p.text[:0]
		for _, number := range p.names.ids {
			places = append(places, p.place[number]-1) // that of an absent one is noPlace
		}
		p.put(places)
		p.text = places
	}
	return number
}

// lines gives the number of the lines of the object in hand.
func (p *Packer) lines() int {
	t := p.near[:len(p.attrs)]
	if p.far {
		t = p.text[:0]
		for i := range p.attrs {
			t = binary.AppendUvarint(t, uint64(p.attrs[i].line))
		}
		p.text = t
	}
	number, _ := p.intern(&p.lastLines, t)
	return number
}
