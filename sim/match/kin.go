package match

import (
	"slices"

	"presync/sim/directory"
	"presync/sim/table"
)

// Kin finds the objects that share a key with each of several people. It is
// [Base.RelatedTo] for many, and faster, because what is far away in memory is
// fetched for all of them together.
//
// A Kin serves again after Begin, and is used by one goroutine at a time.
type Kin struct {
	base   *Base
	hashes []uint64
	ends   []int // where the hashes of a person end
	// What is filed under these, and where that of a person ends.
	numbers    []int32
	numberEnds []int

	room directory.CloudObject
}

// Begin forgets the people.
func (k *Kin) Begin(b *Base) {
	k.base = b
	k.hashes, k.ends = k.hashes[:0], k.ends[:0]
}

// Add takes one more person; names are those that AppendNames gives.
func (k *Kin) Add(u *directory.Candidate, names []string) {
	eachHash(u, names, func(hash uint64) { k.hashes = append(k.hashes, hash) })
	k.ends = append(k.ends, len(k.hashes))
}

// Keys are the hashes of the keys of the i-th person; those of the names, as
// many as there were, are the last.
func (k *Kin) Keys(i int) []uint64 { return table.Part(k.hashes, k.ends, i) }

// Find looks for the objects of all people. Then Visit can be called.
func (k *Kin) Find() {
	k.numbers, k.numberEnds = k.base.index.AppendEach(k.numbers[:0], k.numberEnds[:0], k.hashes, k.ends)
	k.base.tenant.Fetch(k.numbers)
}

// Visit is RelatedTo for the i-th person.
func (k *Kin) Visit(i int, u *directory.Candidate, names []string, visit func(int32, *directory.CloudObject)) {
	filed := table.Part(k.numbers, k.numberEnds, i)
	slices.Sort(filed)
	k.base.visit(slices.Compact(filed), u, names, &k.room, visit)
}
