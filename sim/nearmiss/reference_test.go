package nearmiss_test

import (
	"cmp"
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/nearmiss"
)

// The files reference*_test.go are the straightforward way to find near misses:
// each person a struct of strings, each key in a map, each reason written at
// once. The package has to give the same answers.

// reference does what a nearmiss.Finder does.
type reference struct {
	user   func(int) *directory.CloudObject
	index  map[uint32][]uint32
	formal formal
}

// newReference makes one, in the obvious way: a map of lists.
func newReference(n int, user func(int) *directory.CloudObject) *reference {
	f := &reference{formal: formalNames(), user: user, index: map[uint32][]uint32{}}
	for i := range n {
		o := user(i)
		if o.Deleted || o.Type == directory.TypeGroup || o.Type == directory.TypeContact {
			continue
		}
		for _, k := range inCloud(o).cloudKeys(f.formal) {
			f.index[k] = append(f.index[k], uint32(i))
		}
	}
	return f
}

// Find compares with each user that shares a key.
func (f *reference) Find(c *directory.Candidate, verified func(domain string) bool, skip func(*directory.CloudObject) bool) []match.NearMiss {
	ad := onPremises(c)
	var near []*person
	var who []*directory.CloudObject
	for _, i := range f.related(ad) {
		if o := f.user(int(i)); skip == nil || !skip(o) {
			near, who = append(near, inCloud(o)), append(who, o)
		}
	}
	base := comparison{ad: ad, formal: f.formal, verified: verified}
	base.crowd = base.count(near)
	var list []match.NearMiss
	for i, p := range near {
		one := base
		one.cloud = p
		if score, reasons := one.score(); score >= nearmiss.Least {
			list = append(list, match.NearMiss{Cloud: who[i], Score: score, Reasons: reasons})
		}
	}
	slices.SortStableFunc(list, func(a, b match.NearMiss) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Cloud.ID, b.Cloud.ID))
	})
	return list[:min(nearmiss.Most, len(list))]
}

// related are the users that share a key with the person, in their order.
func (f *reference) related(p *person) []uint32 {
	var found []uint32
	for _, k := range p.lookupKeys(f.formal) {
		if users := f.index[k]; len(users) <= limit(k) {
			found = append(found, users...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

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
		return nearmiss.PerPart
	}
	return nearmiss.PerKey
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
