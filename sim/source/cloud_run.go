package source

import (
	"presync/sim/directory"
)

// builtRun is what a builder made of a block of records, for another builder.
type builtRun struct {
	run     directory.CloudRun
	hashes  []uint64 // of the ids
	records int
	badUTF8 int

	seen, valued [2]propertySet
	flattened    propertySet
	powerShell   bool
	suffixes     suffixCounter
}

// spotless reports whether there is nothing to tell of the records so far, and
// nothing that must be seen with those of other blocks.
func (b *cloudBuilder) spotless() bool {
	return len(b.problems) == 0 && b.skipped == 0 && len(b.ignored) == 0 && len(b.members) == 0 && !b.noID
}

// cut takes out what was built and begins anew, with the room of a run that is
// not wanted any more.
func (b *cloudBuilder) cut(used builtRun) builtRun {
	r := b.run
	r.run = b.pack.Cut(used.run)
	r.seen, r.valued, r.flattened, r.powerShell, r.suffixes = b.seen, b.valued, b.flattened, b.powerShell, b.suffixes
	b.run, b.problems, b.skipped, b.noID, b.anyID = builtRun{hashes: used.hashes[:0]}, nil, 0, false, false
	b.seen, b.valued, b.flattened, b.powerShell, b.suffixes = [2]propertySet{}, [2]propertySet{}, 0, false, suffixCounter{}
	clear(b.ignored)
	clear(b.members)
	b.ids.Clear()
	return r
}

// take adds what another builder made. It takes nothing and reports false when
// one of the ids is there already.
func (b *cloudBuilder) take(r *builtRun) bool {
	b.ids.Fetch(r.hashes)
	for i, hash := range r.hashes {
		for n := range b.ids.All(hash) {
			if directory.SameFolded(b.pack.ID(int(n)), r.run.ID(i)) {
				return false
			}
		}
	}
	n := uint32(b.count())
	for i, hash := range r.hashes {
		b.ids.Add(hash, n+uint32(i))
	}
	b.pack.Append(r.run)
	for set := range r.seen {
		b.seen[set] |= r.seen[set]
		b.valued[set] |= r.valued[set]
	}
	b.flattened |= r.flattened
	b.powerShell = b.powerShell || r.powerShell
	b.anyID = b.anyID || len(r.hashes) > 0
	b.suffixes.addAll(&r.suffixes)
	return true
}
