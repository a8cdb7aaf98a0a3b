package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"

	"presync/sim/directory"
)

// nameKind is what the reader does with lines of a name.
type nameKind uint8

const (
	nameKeep nameKind = iota
	nameDrop
	nameDN
	nameChangeType
	nameVersion
	nameTrailer // control, and what ldapsearch writes around its records
	nameResult  // "result:" of ldapsearch
	namePaging  // "pagedresults:" of ldapsearch
	nameInvalid // not the name of an attribute
)

// rangeKind tells the parts of a multi-valued attribute that a domain
// controller gave in ranges.
type rangeKind uint8

const (
	noRange   rangeKind = iota
	rangePart           // member;range=0-1499
	rangeEnd            // member;range=1500-*
)

// lineName is what the table knows about the text before a colon.
type lineName struct {
	spelling string
	hash     uint64
	number   int // in the AttrNames; for nameKeep
	kind     nameKind
	part     rangeKind
	seen     bool
	use      lineUse
	twin     uint8
	memo     *lineMemo // nil where there is nothing to remember
	text     bool      // its values are text

	// The name and its colon as a line begins with them: how long they are,
	// their first eight bytes, and from tailAt on their last eight. Of a shorter
	// name both are all of it, and mask is what it leaves of eight bytes.
	width, tailAt      int
	head, tail, mask   uint64
	second, secondLast uint64 // the eight bytes behind the first and before the last, of a name of over sixteen

	// The names that stood on the lines behind this one last, or this one.
	next, other *lineName
}

// noName is a name that no line has.
func noName() *lineName {
	e := &lineName{spelling: "\n", kind: nameInvalid}
	e.measure()
	return e
}

// measure makes what begins looks at.
func (e *lineName) measure() {
	e.next, e.other = e, e
	text := append([]byte(e.spelling), ':')
	e.width = len(text)
	e.mask = ^uint64(0)
	if e.width < 8 {
		e.mask >>= 8 * (8 - e.width)
		e.head = binary.LittleEndian.Uint64(append(text, make([]byte, 8)...))
		e.tail = e.head
		return
	}
	e.tailAt = e.width - 8
	e.head, e.tail = binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[e.tailAt:])
	if e.width > 16 {
		e.second, e.secondLast = binary.LittleEndian.Uint64(text[8:]), binary.LittleEndian.Uint64(text[e.width-16:])
	}
}

// longestPlain is how long a name with its colon can be that plainLines reads;
// ahead is how much text it wants to see for that.
const (
	longestPlain = 71
	ahead        = 128
)

// begins reports whether a text begins with this name, spelled in this way,
// and a colon. At the very end of a text it reports false.
func (e *lineName) begins(text []byte) bool {
	if len(text) < ahead {
		return false
	}
	w := (*[ahead]byte)(text)
	return !e.differs(w) && (e.width <= 16 || e.continues(w))
}

// differs reports whether the first or the last eight bytes of the name are not
// those of a text.
func (e *lineName) differs(text *[ahead]byte) bool {
	return (binary.LittleEndian.Uint64(text[:])^e.head)&e.mask|(binary.LittleEndian.Uint64(text[e.tailAt&63:])^e.tail)&e.mask != 0
}

// continues compares what differs does not look at, for a name of over sixteen
// bytes.
func (e *lineName) continues(text *[ahead]byte) bool {
	return binary.LittleEndian.Uint64(text[8:]) == e.second && binary.LittleEndian.Uint64(text[(e.tailAt-8)&63:]) == e.secondLast &&
		(e.width <= 32 || e.width <= longestPlain && string(text[:e.width-1]) == e.spelling)
}

// The groups of names whose values are mostly the same within a record.
const (
	noTwin = iota
	twinDN
	twinCN
	twinGUID

	twinGroups
)

// twinOf tells which group a name is of.
func twinOf(name *lineName) uint8 {
	switch {
	case name.kind == nameDN:
		return twinDN
	case name.kind != nameKeep:
		return noTwin
	}
	switch name.number {
	case attrDistinguishedName:
		return twinDN
	case attrCN, attrName:
		return twinCN
	case attrObjectGUID, attrConsistencyGUID:
		return twinGUID
	}
	return noTwin
}

// lineUse is what plainLines does with lines of a name.
type lineUse uint8

const (
	useNothing lineUse = iota // it was not seen, or it is for valueLine
	useDrop                   // its values are not kept
	useStore                  // they are kept and not looked at
	useGlimpse                // they are checked and not kept
	useAdd                    // they go to the recorder
	useChange                 // it is the changetype
)

// useOf tells what to do with further lines of a name.
func (r *recorder) useOf(name *lineName) lineUse {
	switch {
	case name.part != noRange:
		return useNothing
	case name.kind == nameChangeType:
		return useChange
	case name.kind == nameDrop:
		return useDrop
	case name.kind != nameKeep:
		return useNothing
	case name.number < firstPlainAttr || r.countsOnly(name.number):
		return useAdd
	case r.isUnneeded(name.number):
		return useGlimpse
	}
	return useStore
}

// nameTable tells from the text before the colon of a line what to do with
// the line. Each name of a file is looked at closely once; after that it is
// found by a hash of its letters without case.
type nameTable struct {
	names  *directory.AttrNames
	all    bool
	schema *schema
	dn     *lineName
	slots  []*lineName
	count  int
}

// maxNames bounds the table: a text that is no export could have a new name
// on every line.
const maxNames = 20000

// newNameTable makes a table for one goroutine. With all, names that are not
// in names yet are added to it.
func newNameTable(names *directory.AttrNames, all bool) *nameTable {
	t := &nameTable{names: names, all: all, slots: make([]*lineName, 1024)}
	for _, special := range []lineName{
		{spelling: "dn", kind: nameDN, text: true}, {spelling: "changetype", kind: nameChangeType},
		{spelling: "version", kind: nameVersion}, {spelling: "control", kind: nameTrailer},
		{spelling: "search", kind: nameTrailer}, {spelling: "ref", kind: nameTrailer},
		{spelling: "matchedDN", kind: nameTrailer}, {spelling: "text", kind: nameTrailer},
		{spelling: "result", kind: nameResult}, {spelling: "pagedresults", kind: namePaging},
	} {
		special.hash = foldHash(0, []byte(special.spelling))
		special.measure()
		special.twin = twinOf(&special)
		t.insert(&special)
	}
	t.dn = t.find([]byte("dn"))
	return t
}

// find gives the entry of a name, a new one if need be.
func (t *nameTable) find(name []byte) *lineName {
	h := foldHash(0, name)
	for i := h; ; i++ {
		e := t.slots[i&uint64(len(t.slots)-1)]
		if e == nil {
			return t.add(name, h)
		}
		if e.hash == h && (e.spelling == string(name) || asciiEqualFold(e.spelling, name)) {
			return e
		}
	}
}

// add classifies a name that was not met before.
func (t *nameTable) add(name []byte, h uint64) *lineName {
	e := &lineName{spelling: string(name), hash: h}
	e.measure()
	base, option, _ := bytes.Cut(name, []byte{';'})
	switch {
	case len(base) < len(name):
		owner := t.find(base)
		e.kind, e.number, e.part, e.text = owner.kind, owner.number, rangeOf(option), owner.text
	case !isAttributeName(base):
		e.kind = nameInvalid
	default:
		number, ok := t.names.Lookup(e.spelling)
		if !ok && t.all {
			number, ok = t.names.Number(e.spelling), true
		}
		if e.number = number; !ok {
			e.kind = nameDrop
		}
		e.text = ok && t.schema.isText(number)
		e.twin = twinOf(e)
	}
	if t.count < maxNames {
		t.insert(e)
	}
	return e
}

func (t *nameTable) insert(e *lineName) {
	if t.count++; 2*t.count > len(t.slots) {
		old := t.slots
		t.slots = make([]*lineName, 2*len(old))
		for _, o := range old {
			if o != nil {
				t.place(o)
			}
		}
	}
	t.place(e)
}

func (t *nameTable) place(e *lineName) {
	i := e.hash & uint64(len(t.slots)-1)
	for t.slots[i] != nil {
		i = (i + 1) & uint64(len(t.slots)-1)
	}
	t.slots[i] = e
}

// occurring adds the lower-case names of all attributes that were met.
func (t *nameTable) occurring(into map[string]bool) {
	for _, e := range t.slots {
		if e == nil || !e.seen || e.kind > nameDrop {
			continue
		}
		base, _, _ := strings.Cut(e.spelling, ";")
		into[strings.ToLower(base)] = true
	}
}

// rangeOf reads the range option of a name.
func rangeOf(options []byte) rangeKind {
	for option := range bytes.SplitSeq(options, []byte{';'}) {
		if len(option) > 6 && asciiEqualFold("range=", option[:6]) {
			if bytes.HasSuffix(option, []byte("-*")) {
				return rangeEnd
			}
			return rangePart
		}
	}
	return noRange
}

// isAttributeName reports whether a text can be the name of an attribute:
// letters, digits and hyphens (RFC 4512, keystring), an OID, or the same with
// the underscores that some schemas have.
func isAttributeName(name []byte) bool {
	for _, b := range name {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '-', b == '.', b == '_':
		default:
			return false
		}
	}
	return len(name) > 0
}

// foldHash is a hash of the bytes that is the same for upper and lower case
// letters. It is quick and needs a comparison behind it.
func foldHash(seed uint64, b []byte) uint64 {
	const fold, prime = 0x2020202020202020, 0x9E3779B97F4A7C15
	h := seed ^ uint64(len(b))*prime
	if len(b) >= 8 {
		for i := 0; i+8 < len(b); i += 8 {
			h = bits.RotateLeft64((h^(binary.LittleEndian.Uint64(b[i:])|fold))*prime, 29)
		}
		h = (h ^ (binary.LittleEndian.Uint64(b[len(b)-8:]) | fold)) * prime
		return h ^ h>>32
	}
	var word uint64
	for _, c := range b {
		word = word<<8 | uint64(c|0x20)
	}
	h = (h ^ word) * prime
	return h ^ h>>32
}

// asciiEqualFold compares without the case of ASCII letters.
func asciiEqualFold(a string, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x != y && (x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z') {
			return false
		}
	}
	return true
}
