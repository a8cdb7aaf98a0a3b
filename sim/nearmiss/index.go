package nearmiss

import (
	"math/bits"
	"slices"
	"sort"
)

// How many cloud users may share a blocking key; the keys of more are not looked
// at. Parts of names find only slips of the pen, so that little may be spent on
// them.
const (
	perKey  = 64
	perPart = 16
)

// The kinds of blocking keys. A person has several of most.
const (
	byLogin    = 'l' // a login name without separators
	byMade     = 'm' // a login name that could be made of the name
	byEmployee = 'e'
	byPhone    = 'p'
	byName     = 'n' // the words of the name
	byFormal   = 'f' // surname and a row of the nickname table
	bySurname  = 's' // four letters of the surname and the given initial
	byGiven    = 'g' // the given name and the surname's initial
)

// key is the hash of a blocking key. Two keys with one hash share their users;
// the comparison tells them apart. The lowest bit is set for parts of names.
func key(kind byte, parts ...string) uint32 {
	const offset, prime = 2166136261, 16777619 // FNV-1a
	h := (uint32(offset) ^ uint32(kind)) * prime
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint32(p[i])) * prime
		}
	}
	if kind == bySurname || kind == byGiven {
		return h | 1
	}
	return h &^ 1
}

// limit is how many users may share the key.
func limit(k uint32) int {
	if k&1 == 1 {
		return perPart
	}
	return perKey
}

// shared are the keys that both sides have.
func (p *person) shared(f formal) []uint32 {
	var keys []uint32
	for _, l := range p.logins {
		if !l.function {
			keys = append(keys, key(byLogin, l.squashed))
		}
	}
	if p.employeeID != "" {
		keys = append(keys, key(byEmployee, string(p.employeeID)))
	}
	if p.phone != "" {
		keys = append(keys, key(byPhone, p.phone))
	}
	if len(p.name.sorted) > 0 {
		keys = append(keys, key(byName, p.name.sorted...))
	}
	if p.name.full() {
		first, last := p.name.first(), p.name.last()
		for _, row := range f[first] {
			keys = append(keys, key(byFormal, last, string(rune(row))))
		}
		keys = append(keys,
			key(byFormal, last, first),
			key(bySurname, last[:min(4, len(last))], initialOf(first)),
			key(byGiven, first, initialOf(last)))
	}
	return keys
}

// cloudKeys are the keys that a cloud user is filed under.
func (p *person) cloudKeys(f formal) []uint32 {
	keys := p.shared(f)
	for _, form := range p.name.commonForms() {
		if form[1] != "" {
			keys = append(keys, key(byMade, form[0], form[1]))
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// lookupKeys are the keys that an on-premises user is looked up by: also the
// logins that its name makes, and its login where it has no name.
func (p *person) lookupKeys(f formal) []uint32 {
	keys := p.shared(f)
	for _, form := range p.name.commonForms() {
		if form[1] != "" {
			keys = append(keys, key(byLogin, form[0], form[1]))
		}
	}
	if !p.name.full() {
		for _, l := range p.logins {
			keys = append(keys, key(byMade, l.squashed))
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// index files users under keys. It is two arrays without pointers: the pairs of
// key and user in order, and where each range of keys starts.
type index struct {
	pairs  []uint64 // key << 32 | user
	starts []int32
	shift  int
}

// newIndex sorts the pairs and takes them over.
func newIndex(pairs []uint64) *index {
	slices.Sort(pairs)
	width := min(bits.Len(uint(len(pairs))), 24)
	x := &index{pairs: pairs, starts: make([]int32, 1<<width+1), shift: 64 - width}
	at := 0
	for b := range x.starts {
		for at < len(pairs) && pairs[at]>>x.shift < uint64(b) {
			at++
		}
		x.starts[b] = int32(at)
	}
	return x
}

// users are those filed under a key, nil when they are too many.
func (x *index) users(k uint32) []uint64 {
	b := uint64(k) << 32 >> x.shift
	bucket := x.pairs[x.starts[b]:x.starts[b+1]]
	from := sort.Search(len(bucket), func(i int) bool { return bucket[i]>>32 >= uint64(k) })
	to := from
	for to < len(bucket) && bucket[to]>>32 == uint64(k) {
		if to++; to-from > limit(k) {
			return nil
		}
	}
	return bucket[from:to]
}
