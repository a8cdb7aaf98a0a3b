package directory

import (
	"hash/maphash"
	"strings"
)

// block is the memory that a Packer fills, and an index of the texts in it
// that objects share.
//
// It is written at its end only, so that those who have a part of it read
// while it grows, and nothing is copied when it is full.
type block struct {
	bytes  strings.Builder
	size   int // of the next one
	shared []shared
	open   *pack // of the objects since the last Seal

	// The index is a hash table: the upper half of a hash, and 1 + the number
	// of a shared text; 0 is free.
	seed  maphash.Seed
	slots []uint64

	memos memos

	lastShape, lastLines int // the numbers that were given last
}

// Blocks begin small, so that a small export costs little. A large one shares
// more, and what is left free at its end counts less.
const (
	firstBlock = 16 << 10
	mostBlock  = 2 << 20
	mostShared = 1<<16 - 1
)

func newBlock() block {
	return block{size: firstBlock, seed: maphash.MakeSeed(), slots: make([]uint64, 256)}
}

// makeRoom begins a new block unless the old one has room for need bytes and
// for the texts of one object.
func (b *block) makeRoom(need int, names *AttrNames) {
	if b.bytes.Cap()-b.bytes.Len() < need || len(b.shared)+mostAttrs+2 > mostShared {
		b.Seal()
		b.bytes = strings.Builder{}
		b.bytes.Grow(max(need, b.size))
		b.size = min(2*b.size, mostBlock)
		b.shared = nil
		clear(b.slots)
		b.memos = memos{}
	}
	if b.open == nil {
		b.open = &pack{names: names}
	}
}

// Seal ends a part of the objects. What was returned before can be read from
// now on.
func (b *block) Seal() {
	if b.open != nil {
		b.open.data, b.open.shared = b.data(), b.shared[:len(b.shared):len(b.shared)]
	}
	b.open = nil
}

// data is the block up to now.
func (b *block) data() string { return b.bytes.String() }

// put appends bytes, for which there is room, and gives their place.
func (b *block) put(bytes []byte) int {
	at := b.bytes.Len()
	b.bytes.Write(bytes)
	return at
}

// intern gives the number of a shared text. It looks first whether it is the
// one that last names, and sets last. found is false for a new one.
func (b *block) intern(last *int, text []byte) (number int, found bool) {
	if *last < len(b.shared) && b.same(&b.shared[*last], text, 0) {
		return *last, true
	}
	number, found = b.find(text, 0)
	*last = number
	return number, found
}

func (b *block) same(s *shared, text []byte, values int) bool {
	return int(s.values) == values && b.data()[s.at:s.at+s.size] == string(text)
}

// find gives the number of a shared text, and adds the text when it is new.
func (b *block) find(text []byte, values int) (number int, found bool) {
	hash := maphash.Bytes(b.seed, text)
	mask, tag := uint64(len(b.slots)-1), hash>>32
	at := hash & mask
	for ; b.slots[at] != 0; at = (at + 1) & mask {
		if s := b.slots[at]; s>>32 == tag && b.same(&b.shared[uint32(s)-1], text, values) {
			return int(uint32(s)) - 1, true
		}
	}
	b.shared = append(b.shared, shared{at: uint32(b.put(text)), size: uint32(len(text)), values: uint32(values)})
	b.slots[at] = tag<<32 | uint64(len(b.shared))
	if 2*len(b.shared) > len(b.slots) {
		b.grow()
	}
	return len(b.shared) - 1, false
}

// grow makes the index larger. The lower half of a hash is not kept, so it is
// computed again.
func (b *block) grow() {
	b.slots = make([]uint64, 4*len(b.slots))
	mask := uint64(len(b.slots) - 1)
	for i, s := range b.shared {
		hash := maphash.String(b.seed, b.data()[s.at:s.at+s.size])
		at := hash & mask
		for b.slots[at] != 0 {
			at = (at + 1) & mask
		}
		b.slots[at] = hash>>32<<32 | uint64(i+1)
	}
}
