// Package table is the index behind matching: it finds object numbers by the
// hash of a key, for millions of keys, without a pointer that the garbage
// collector would have to follow.
//
// A [Table] is an open-addressing hash table. A slot is one uint64: the upper
// half is a tag (the upper 32 bits of the hash), the lower half what is filed
// under it; 0 is a free slot. A search begins at the slot that the first bits of
// the tag name, and goes on to the next slot while it meets other tags.
//
// Most tags have one number. It stands in the slot itself, counted from 1, so
// that finding it is one look into memory. Where a tag has several, the slot
// has the place of an entry, counted from 1, and the bit several. An entry is a
// number and the place of the next entry with the same tag. The entries of a tag
// form a ring, and the slot points to the last of them: so the first is one
// step away, and adding one costs the same however many there are.
//
// So duplicates are kept, in the order in which they were added. Two keys with
// the same tag are not told apart: they share a ring. Callers compare the key
// itself with that of the object; a table only says which objects are worth a
// look. It never leaves one out.
package table

import (
	"bytes"
	"hash/maphash"
	"iter"
	"math/bits"
	"strings"
)

// Table finds numbers by hashes. New makes one. Numbers are below 1<<31 - 1.
// Reading is safe for several goroutines at once.
type Table struct {
	slots   []uint64
	entries []entry // of tags with several numbers
	shift   uint    // 32 - log2 of the number of slots
	used    int     // slots that are taken
}

// entry is a number and the place of the next entry of its ring.
type entry struct{ number, next uint32 }

const (
	tagBits  = uint64(0xFFFFFFFF) << 32
	several  = uint32(1) << 31 // in the lower half of a slot
	smallest = 16              // slots
)

// New makes a table with room for n numbers. It grows when there are more.
func New(n int) *Table {
	t := &Table{}
	t.resize(n)
	return t
}

// resize makes room for n tags at a load of at most three quarters.
func (t *Table) resize(n int) {
	size := smallest
	for size*3/4 < n {
		size *= 2
	}
	old := t.slots
	t.slots, t.shift = make([]uint64, size), uint(32-bits.Len(uint(size-1)))
	for _, s := range old {
		if s != 0 {
			t.slots[t.slot(s)] = s
		}
	}
}

// Expect makes room for as many numbers as n items will have when the first few
// have so many. Where the first have more than most do the room is not made too
// large: a table grows.
func (t *Table) Expect(numbers, few, n int) {
	const usual = 6 // names, addresses and identifiers of a user
	if numbers = min(numbers*n/few*17/16, usual*n); numbers > len(t.slots)*3/4 {
		t.resize(numbers)
	}
}

// slot is the place of the slot that has the tag of a hash, or of the free one
// where it belongs.
func (t *Table) slot(hash uint64) int {
	at := int(hash >> 32 >> t.shift)
	for t.slots[at] != 0 && (t.slots[at]^hash)&tagBits != 0 {
		if at++; at == len(t.slots) {
			at = 0
		}
	}
	return at
}

// Add files a number under a hash. A number that was the last to be filed under
// it is not filed again.
func (t *Table) Add(hash uint64, number uint32) {
	at := t.slot(hash)
	filed := uint32(t.slots[at])
	if filed == 0 {
		if t.used++; t.used > len(t.slots)*3/4 {
			t.resize(t.used) // twice as many slots
			at = t.slot(hash)
		}
		t.slots[at] = hash&tagBits | uint64(number+1)
		return
	}
	if filed&several == 0 {
		if filed-1 == number {
			return
		}
		t.entries = append(t.entries, entry{number: filed - 1})
		filed = uint32(len(t.entries))
		t.entries[filed-1].next = filed // a ring of one
	}
	last := &t.entries[filed&^several-1]
	if last.number == number {
		return
	}
	first, place := last.next, uint32(len(t.entries)+1)
	last.next = place
	t.entries = append(t.entries, entry{number, first})
	t.slots[at] = hash&tagBits | uint64(several|place)
}

// AddEach files the numbers from first on: each under the hashes up to its
// entry of ends. It is Add for many, and faster for a table that does not fit
// into the cache.
func (t *Table) AddEach(hashes []uint64, ends []int, first uint32) {
	t.Fetch(hashes)
	at := 0
	for k, end := range ends {
		for ; at < end; at++ {
			t.Add(hashes[at], first+uint32(k))
		}
	}
}

// Fetch brings the slots of some hashes, a few thousand at most, into the
// cache. None of these looks
// waits for another, so the memory serves many at a time; a search that
// compares and branches at each slot waits for one after the other. What it
// returns is of no use but to keep the compiler from leaving the looks out.
//
//go:noinline
func (t *Table) Fetch(hashes []uint64) (all uint64) {
	for _, hash := range hashes {
		all |= t.slots[hash>>32>>t.shift]
	}
	return all
}

// First gives the number that was filed first under a hash; ok is false when
// there is none.
func (t *Table) First(hash uint64) (number uint32, ok bool) {
	switch filed := uint32(t.slots[t.slot(hash)]); {
	case filed == 0:
		return 0, false
	case filed&several == 0:
		return filed - 1, true
	default:
		return t.entries[t.entries[filed&^several-1].next-1].number, true
	}
}

// All gives the numbers that were filed under a hash, in their order.
func (t *Table) All(hash uint64) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		filed := uint32(t.slots[t.slot(hash)])
		if filed == 0 {
			return
		}
		if filed&several == 0 {
			yield(filed - 1)
			return
		}
		last := filed &^ several
		for at := t.entries[last-1].next; ; at = t.entries[at-1].next {
			if !yield(t.entries[at-1].number) || at == last {
				return
			}
		}
	}
}

// AppendAll appends the numbers that were filed under each of some hashes.
func (t *Table) AppendAll(list []int32, hashes []uint64) []int32 {
	if len(hashes) > 1 {
		t.Fetch(hashes)
	}
	for _, hash := range hashes {
		list = t.appendFiled(list, uint32(t.slots[t.slot(hash)]))
	}
	return list
}

// appendFiled appends the numbers that the lower half of a slot stands for.
func (t *Table) appendFiled(list []int32, filed uint32) []int32 {
	if filed == 0 {
		return list
	}
	if filed&several == 0 {
		return append(list, int32(filed-1))
	}
	last := filed &^ several
	for at := t.entries[last-1].next; ; at = t.entries[at-1].next {
		list = append(list, int32(t.entries[at-1].number))
		if at == last {
			return list
		}
	}
}

// AppendEach appends the numbers that were filed under the hashes of several
// items, and to ends where those of each item end in the list. hashEnds says
// where the hashes of each end. It is AppendAll for many: the slots are fetched
// for all of them together.
func (t *Table) AppendEach(list []int32, ends []int, hashes []uint64, hashEnds []int) ([]int32, []int) {
	t.Fetch(hashes)
	k := 0
	for _, end := range hashEnds {
		for ; k < end; k++ {
			list = t.appendFiled(list, uint32(t.slots[t.slot(hashes[k])]))
		}
		ends = append(ends, len(list))
	}
	return list, ends
}

// Part is the i-th part of a list of which the ends of the parts are given, as
// AppendEach gives them.
func Part[T any](list []T, ends []int, i int) []T {
	from := 0
	if i > 0 {
		from = ends[i-1]
	}
	return list[from:ends[i]]
}

// Append appends the numbers that were filed under a hash to a list.
func (t *Table) Append(list []int32, hash uint64) []int32 {
	return t.appendFiled(list, uint32(t.slots[t.slot(hash)]))
}

// Clear forgets all numbers and keeps the room.
func (t *Table) Clear() {
	if t.used > 0 {
		clear(t.slots)
	}
	t.entries, t.used = t.entries[:0], 0
}

// seed makes the hashes of one process. No result depends on it: the numbers of
// a hash come in the order in which they were filed.
var (
	seed   = maphash.MakeSeed()
	folded = maphash.String(seed, "folded") // where foldHash begins
)

// Kind keeps keys of different kinds apart that share a table.
type Kind byte

// Hash is the hash of a key.
func (k Kind) Hash(key string) uint64 {
	return mix(maphash.String(seed, key), k)
}

// HashBytes is the hash of a key.
func (k Kind) HashBytes(key []byte) uint64 {
	return mix(maphash.Bytes(seed, key), k)
}

// HashFolded is a hash of a key in lower case, without making it. It is not
// what Hash gives for the lower case: eight bytes at a time are folded and
// multiplied, which may also put a few other keys together.
func (k Kind) HashFolded(key string) uint64 {
	h, ascii := foldHash(key)
	if !ascii {
		h, _ = foldHash(strings.ToLower(key))
	}
	return mix(h, k)
}

// HashFoldedBytes is HashFolded.
func (k Kind) HashFoldedBytes(key []byte) uint64 {
	h, ascii := foldHash(key)
	if !ascii {
		h, _ = foldHash(bytes.ToLower(key))
	}
	return mix(h, k)
}

// foldHash hashes a text whatever the case of its ASCII letters.
func foldHash[T string | []byte](text T) (hash uint64, ascii bool) {
	const fold, tops, prime = 0x2020202020202020, 0x8080808080808080, 0x9E3779B97F4A7C15
	n, all := len(text), uint64(0)
	h := folded ^ uint64(n)*prime
	if n < 8 {
		word := uint64(0)
		for i := range n {
			word = word<<8 | uint64(text[i])
		}
		h = (h ^ (word | fold)) * prime
		return h ^ h>>32, word&tops == 0
	}
	for i := 0; i+8 < n; i += 8 {
		word := wordAt(text[i:])
		all |= word
		h = bits.RotateLeft64((h^(word|fold))*prime, 29)
	}
	word := wordAt(text[n-8:]) // overlaps the one before
	h = (h ^ (word | fold)) * prime
	return h ^ h>>32, (all|word)&tops == 0
}

func wordAt[T string | []byte](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func mix(h uint64, k Kind) uint64 {
	return (h ^ uint64(k)) * 0x9E3779B97F4A7C15
}
