package nearmiss

import (
	"math/bits"
	"slices"
	"unicode/utf8"
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
type key uint32

// newKey begins a key (FNV-1a).
func newKey(kind byte) key { return key(2166136261).with(kind) }

func (k key) with(c byte) key { return (k ^ key(c)) * 16777619 }

func (k key) and(part []byte) key {
	for _, c := range part {
		k = k.with(c)
	}
	return k
}

// row adds the number of a row.
func (k key) row(n int32) key {
	var buffer [utf8.UTFMax]byte
	return k.and(utf8.AppendRune(buffer[:0], n))
}

// whole ends a key, ofPart one for a part of a name.
func (k key) whole() key  { return k &^ 1 }
func (k key) ofPart() key { return k | 1 }

// limit is how many users may share the key.
func (k key) limit() int {
	if k&1 == 1 {
		return perPart
	}
	return perKey
}

// lookup is a key and, in its lowest two bits, what it tells.
type lookup uint64

// What a key that two people have tells; the smaller one counts more.
const (
	aTrait    = iota // a login name, employeeId or phone is the same
	theWords         // the words of the names are the same
	theName          // the names are the same, or nicknames of one
	someParts        // of two people with full names only that these may be almost the same
)

func (k key) tells(what lookup) lookup { return lookup(k)<<2 | what }

func (l lookup) key() key     { return key(l >> 2) }
func (l lookup) what() lookup { return l & 3 }
func (l lookup) weak() bool   { return l.what() == someParts }

// shared appends the keys that both sides have.
func (p *person) shared(keys []lookup, f formal) []lookup {
	for i := range p.logins {
		if l := &p.logins[i]; !l.function {
			keys = append(keys, newKey(byLogin).and(l.squashed).whole().tells(aTrait))
		}
	}
	if len(p.employeeID) > 0 {
		keys = append(keys, newKey(byEmployee).and(p.employeeID).whole().tells(aTrait))
	}
	if len(p.phone) > 0 {
		keys = append(keys, newKey(byPhone).and(p.phone).whole().tells(aTrait))
	}
	if len(p.name.sorted) > 0 {
		k := newKey(byName)
		for _, word := range p.name.sorted {
			k = k.and(word)
		}
		keys = append(keys, k.whole().tells(theWords))
	}
	if !p.name.full() {
		return keys
	}
	first, last := p.name.first(), p.name.last()
	byLast := newKey(byFormal).and(last)
	for _, row := range f.rows(first) {
		keys = append(keys, byLast.row(row).whole().tells(theName))
	}
	return append(keys,
		byLast.and(first).whole().tells(theName),
		newKey(bySurname).and(last[:min(4, len(last))]).and(initialOf(first)).ofPart().tells(someParts),
		newKey(byGiven).and(first).and(initialOf(last)).ofPart().tells(someParts))
}

// cloudKeys appends the keys that a cloud user is filed under, each once.
func (p *person) cloudKeys(keys []lookup, f formal) []lookup {
	keys = p.shared(keys, f)
	if p.name.full() {
		for _, form := range p.name.commonForms() {
			if len(form.tail) > 0 {
				keys = append(keys, newKey(byMade).and(form.head).and(form.tail).whole().tells(aTrait))
			}
		}
	}
	return distinct(keys)
}

// lookupKeys appends the keys that an on-premises user is looked up by, each
// once: also the logins that its name makes, and its login where it has no name.
func (p *person) lookupKeys(keys []lookup, f formal) []lookup {
	keys = p.shared(keys, f)
	if p.name.full() {
		for _, form := range p.name.commonForms() {
			if len(form.tail) > 0 {
				keys = append(keys, newKey(byLogin).and(form.head).and(form.tail).whole().tells(someParts))
			}
		}
		return distinct(keys)
	}
	for i := range p.logins {
		keys = append(keys, newKey(byMade).and(p.logins[i].squashed).whole().tells(aTrait))
	}
	return distinct(keys)
}

// distinct sorts the keys and drops all but the first of equal ones: of what one
// tells, what counts most is kept.
func distinct(keys []lookup) []lookup {
	slices.Sort(keys)
	return slices.CompactFunc(keys, func(a, b lookup) bool { return a.key() == b.key() })
}

// signature says of which letters the first and the last word of a full name
// have an odd number, in 32 bits each; 0 stands for a name that is not full, and
// may stand for one that is.
type signature uint64

func (n *name) signature() signature {
	if !n.full() {
		return 0
	}
	return signature(lettersOf(n.first()))<<32 | signature(lettersOf(n.last()))
}

func lettersOf(word []byte) (odd uint32) {
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return lettersOfRunes(string(word))
		}
		odd ^= 1 << (c & 31)
	}
	return odd
}

func lettersOfRunes(word string) (odd uint32) {
	for _, r := range word {
		odd ^= 1 << (r & 31)
	}
	return odd
}

// sketch tells of most names, by their signature alone, that they are not almost
// the same as a name.
type sketch struct {
	first, last         uint32
	mostFirst, mostLast int // bits that may differ
	formal              formal
	rows                []int32 // those of the first word
}

func (n *name) sketch(f formal) sketch {
	if !n.full() {
		return sketch{mostFirst: 32, mostLast: 32}
	}
	first, last := n.first(), n.last()
	return sketch{
		first: lettersOf(first), mostFirst: 2 * slips(utf8.RuneCount(first)), formal: f, rows: f.rows(first),
		last: lettersOf(last), mostLast: 2 * slips(utf8.RuneCount(last)),
	}
}

// excludes reports whether the name of a signature is full and cannot be almost
// the same. A slip puts one letter in the place of another one at most.
func (s *sketch) excludes(other signature) bool {
	if other == 0 {
		return false
	}
	if bits.OnesCount32(s.last^uint32(other)) > s.mostLast {
		return true
	}
	first := uint32(other >> 32)
	return bits.OnesCount32(s.first^first) > s.mostFirst && !s.formal.spells(s.rows, first)
}
