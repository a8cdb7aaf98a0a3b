package directory

import (
	"encoding/binary"
	"math/bits"
)

// habits are what a Packer knows of the attributes: which repeat another
// value of the object, and which repeat those of other objects.
type habits struct {
	habit       [noNumber + 1]habit
	baseNumbers [bases]uint8 // of the attributes that are bases
	// bases are where they stand in the record of the object in hand; an
	// absent one is empty.
	bases [bases]span
}

// base is a value of an object that others are often a part of.
type base uint8

const (
	baseDN base = iota
	baseGUID
	basePrincipal

	bases
	noBase = bases
)

// span is a part of a text.
type span struct{ from, to int }

// habit is what is known of one attribute.
type habit struct {
	base   base  // what the value may be a part of; noBase for nothing
	isBase bool  // is itself that base
	skip   uint8 // where in the base the part begins
	// credit is what sharing this attribute has saved, less what it has cost.
	credit int32
	last   int // the shared text that it had last
}

// behindCN is where the name begins in a DN.
const behindCN = 3

// kin says which values of an object are parts of which others.
var kin = []struct {
	name string
	base base
	skip uint8
}{
	{"distinguishedName", baseDN, 0},
	{"cn", baseDN, behindCN},
	{"name", baseDN, behindCN},
	{"displayName", baseDN, behindCN},
	{"objectGUID", baseGUID, 0},
	{"mS-DS-ConsistencyGuid", baseGUID, 0},
	{"userPrincipalName", basePrincipal, 0},
	{"mail", basePrincipal, 0},
	{"mailNickname", basePrincipal, 0},
}

// Sharing a text costs sharedCost bytes beside it. An attribute is shared
// until that has cost firstCredit more than it saved.
const (
	sharedCost  = 12
	firstCredit = 8 << 10
	mostCredit  = 64 << 10
)

func newHabits(names *AttrNames) habits {
	var h habits
	for i := range h.habit {
		h.habit[i] = habit{base: noBase, credit: firstCredit}
	}
	for i := range h.baseNumbers {
		h.baseNumbers[i] = noNumber
	}
	for _, k := range kin {
		number, ok := names.Lookup(k.name)
		if !ok || number >= noNumber {
			continue
		}
		h.habit[number].base, h.habit[number].skip = k.base, k.skip
		if k.base != baseDN && h.baseNumbers[k.base] == noNumber {
			h.baseNumbers[k.base] = uint8(number)
			h.habit[number].isBase = true
		}
	}
	return h
}

// share gives the number of a shared text with the values of an attribute. ok
// is false where sharing does not pay.
func (p *Packer) share(h *habit, text []byte, values int) (number int, ok bool) {
	const leastShared, longestShared = 4, 4 << 10
	if h.credit < 0 || len(text) < leastShared || len(text) > longestShared {
		return 0, false
	}
	var m *memo
	if len(text) <= mostMemo && values == 1 {
		var is bool
		if m, is = p.memos.of(text); is && (len(text) <= wholeMemo || p.same(&p.shared[m.number], text, values)) {
			return int(m.number), true
		}
	} else if h.last < len(p.shared) && p.same(&p.shared[h.last], text, values) {
		return h.last, true
	}
	number, found := p.find(text, values)
	if found {
		h.credit = min(h.credit+int32(len(text)), mostCredit)
	} else {
		h.credit -= sharedCost
	}
	h.last = number
	if m != nil {
		m.number, m.size = uint16(number), uint8(len(text))
	}
	return number, true
}

// memos remember shared texts of the block by their first and last bytes, so that
// they are found without a hash, and a short one without a look at the block.
// One that comes takes the place of another.
type memos [1024]memo

// memo is a text of 4 to mostMemo bytes: its first and its last bytes, which are
// all of it up to wholeMemo. A free one has the size 0.
type memo struct {
	first, last uint64
	number      uint16 // of the shared text
	size        uint8
}

const (
	wholeMemo = 16
	mostMemo  = 255
)

// of gives the place of a text, and whether it is there. Otherwise the place
// has its bytes already, and the caller sets the rest.
func (ms *memos) of(text []byte) (m *memo, is bool) {
	var first, last uint64
	if n := len(text); n >= 8 {
		first, last = binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[n-8:])
	} else {
		first, last = uint64(binary.LittleEndian.Uint32(text)), uint64(binary.LittleEndian.Uint32(text[n-4:]))
	}
	return ms.at(first, last, len(text))
}

// at is of for the first and the last bytes of a text.
func (ms *memos) at(first, last uint64, size int) (m *memo, is bool) {
	const prime = 0x9E3779B97F4A7C15
	m = &ms[((first^bits.RotateLeft64(last, 23))*prime)>>54]
	if m.first == first && m.last == last && int(m.size) == size {
		return m, true
	}
	m.first, m.last, m.size = first, last, 0
	return m, false
}
