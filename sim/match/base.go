package match

import (
	"slices"
	"sync"

	"presync/sim/directory"
	"presync/sim/parallel"
	"presync/sim/table"
)

// Base is the tenant before the batch, indexed by everything that matching
// compares. It does not change; several goroutines can use it at once.
type Base struct {
	tenant *directory.Tenant
	index  *table.Table
	// What Remember was told: the related objects of the person with an index
	// end at its entry of ends.
	ends    []uint32
	numbers []int32
}

// The kinds of keys.
const (
	nameKey   = table.Kind('n')
	anchorKey = table.Kind('a')
	sidKey    = table.Kind('s')
	guidKey   = table.Kind('g')
)

// NewBase indexes the objects of a tenant, which must not change any more.
func NewBase(t *directory.Tenant) *Base {
	type part struct {
		hashes []uint64
		ends   []int // where those of an object end
	}
	n := t.Len()
	b := &Base{tenant: t, index: table.New(0)}
	idle := sync.Pool{New: func() any { return new(part) }}
	_ = parallel.InOrder((n+parallel.AtOnce-1)/parallel.AtOnce, func(p int) *part {
		made := idle.Get().(*part)
		made.hashes, made.ends = made.hashes[:0], made.ends[:0]
		var room directory.CloudObject
		for i := p * parallel.AtOnce; i < min(n, (p+1)*parallel.AtOnce); i++ {
			made.hashes = appendHashes(made.hashes, t.ReadNames(i, &room))
			made.ends = append(made.ends, len(made.hashes))
		}
		return made
	}, func(p int, made *part) error {
		if p == 0 {
			b.index.Expect(len(made.hashes), len(made.ends), n)
		}
		b.index.AddEach(made.hashes, made.ends, uint32(p*parallel.AtOnce))
		idle.Put(made)
		return nil
	})
	return b
}

// Len is the number of objects.
func (b *Base) Len() int32 { return int32(b.tenant.Len()) }

// At gives the object with a number. Of a packed one each call gives another
// copy.
func (b *Base) At(n int32) *directory.CloudObject { return b.tenant.At(int(n)) }

// Fork gives a world in which nothing has changed yet.
func (b *Base) Fork() *World { return &World{base: b, size: b.Len()} }

// addKeys files an object under all its keys.
func addKeys(t *table.Table, n uint32, o *directory.CloudObject) {
	for _, hash := range appendHashes(nil, o) {
		t.Add(hash, n)
	}
}

// appendHashes appends the hashes of all keys of an object, each once.
func appendHashes(list []uint64, o *directory.CloudObject) []uint64 {
	from := len(list)
	list = appendNames(list, o)
	slices.Sort(list[from:])
	list = list[:from+len(slices.Compact(list[from:]))]
	if o.ImmutableID != "" {
		list = append(list, anchorKey.Hash(string(o.ImmutableID)))
	}
	if o.SecurityID != "" {
		list = append(list, sidKey.Hash(string(o.SecurityID)))
	}
	if !o.ObjectIdentifier.IsZero() {
		list = append(list, guidKey.HashBytes(o.ObjectIdentifier[:]))
	}
	return list
}

// appendNames appends the hashes of the names and addresses of an object.
func appendNames(list []uint64, o *directory.CloudObject) []uint64 {
	if o.UserPrincipalName != "" {
		list = append(list, nameKey.HashFolded(string(o.UserPrincipalName)))
	}
	if o.Mail != "" && o.Mail != string(o.UserPrincipalName) {
		list = append(list, nameKey.HashFolded(o.Mail))
	}
	for i := range o.ProxyAddresses {
		a := &o.ProxyAddresses[i]
		if a.Local != "" && a.Local != o.Mail && a.Local != string(o.UserPrincipalName) && a.IsSMTP() {
			list = append(list, nameKey.HashFolded(a.Local))
		}
	}
	return list
}

// NamesOf gives the keys of all names and addresses that an object answers to.
func NamesOf(o *directory.CloudObject) []directory.Key {
	keys := make([]directory.Key, 0, 2+len(o.ProxyAddresses))
	if o.UserPrincipalName != "" {
		keys = append(keys, o.UserPrincipalName.Key())
	}
	if o.Mail != "" {
		keys = append(keys, directory.Fold(o.Mail))
	}
	for _, a := range o.ProxyAddresses {
		if a.IsSMTP() {
			keys = append(keys, a.Key())
		}
	}
	return keys
}

// answersTo reports whether an object has a name or address.
func answersTo(o *directory.CloudObject, name string) bool {
	if directory.SameFolded(string(o.UserPrincipalName), name) || directory.SameFolded(o.Mail, name) {
		return true
	}
	for i := range o.ProxyAddresses {
		if a := &o.ProxyAddresses[i]; directory.SameFolded(a.Local, name) && a.IsSMTP() {
			return true
		}
	}
	return false
}

// AppendNames appends the names and addresses of a person, as they are written.
// The same text comes once; texts that differ in case come each.
func AppendNames(list []string, u *directory.Candidate) []string {
	if u.UPN != "" {
		list = append(list, string(u.UPN))
	}
	if u.Mail != "" && u.Mail != string(u.UPN) {
		list = append(list, u.Mail)
	}
	for i := range u.ProxyAddresses {
		a := &u.ProxyAddresses[i]
		if a.Local != "" && a.Local != u.Mail && a.Local != string(u.UPN) && a.IsSMTP() {
			list = append(list, a.Local)
		}
	}
	return list
}

// shares reports whether an object has a key of a person.
func shares(u *directory.Candidate, names []string, o *directory.CloudObject) bool {
	return sharesIdentifier(u, o) || slices.ContainsFunc(names, func(name string) bool { return answersTo(o, name) })
}

func sharesIdentifier(u *directory.Candidate, o *directory.CloudObject) bool {
	return u.Anchor != "" && u.Anchor == o.ImmutableID || u.SID != "" && u.SID == o.SecurityID ||
		!o.ObjectIdentifier.IsZero() && u.Has(func(x *directory.Object) bool { return x.GUID() == o.ObjectIdentifier })
}

// eachHash gives the hashes of all keys of a person.
func eachHash(u *directory.Candidate, names []string, visit func(uint64)) {
	if u.Anchor != "" {
		visit(anchorKey.Hash(string(u.Anchor)))
	}
	if u.SID != "" {
		visit(sidKey.Hash(string(u.SID)))
	}
	u.Has(func(o *directory.Object) bool {
		if g := o.GUID(); !g.IsZero() {
			visit(guidKey.HashBytes(g[:]))
		}
		return false
	})
	for _, name := range names {
		visit(nameKey.HashFolded(name))
	}
}

// filed appends the numbers that are filed under a key of a person, ascending.
// Hashes collide: the objects have to be looked at.
func (b *Base) filed(list []int32, u *directory.Candidate, names []string) []int32 {
	var room [few]uint64
	hashes := room[:0]
	eachHash(u, names, func(hash uint64) { hashes = append(hashes, hash) })
	from := len(list)
	list = b.index.AppendAll(list, hashes)
	slices.Sort(list[from:])
	return list[:from+len(slices.Compact(list[from:]))]
}

// RelatedTo calls visit for the objects that share a key with a person, and
// their numbers, in the order of the tenant. names are those that AppendNames
// gives, list is room for numbers. An object is good until the next one comes,
// and has what [directory.Tenant.ReadNames] gives.
func (b *Base) RelatedTo(u *directory.Candidate, names []string, list []int32, room *directory.CloudObject, visit func(int32, *directory.CloudObject)) {
	b.visit(b.filed(list[:0], u, names), u, names, room, visit)
}

// visit is RelatedTo for the numbers that are filed under a key of the person.
func (b *Base) visit(filed []int32, u *directory.Candidate, names []string, room *directory.CloudObject, visit func(int32, *directory.CloudObject)) {
	for _, n := range filed {
		if o := b.tenant.ReadNames(int(n), room); shares(u, names, o) {
			visit(n, o)
		}
	}
}

// Remember takes the numbers of the objects that share a key with each person,
// as RelatedTo gives them, so that worlds need not look for them again. Those of
// the person with an index end at its entry of ends.
func (b *Base) Remember(ends []uint32, numbers []int32) { b.ends, b.numbers = ends, numbers }

// remembered gives what Remember was told of a person; ok is false when it was
// told nothing.
func (b *Base) remembered(u *directory.Candidate) (numbers []int32, ok bool) {
	if u.Index >= len(b.ends) {
		return nil, false
	}
	from := uint32(0)
	if u.Index > 0 {
		from = b.ends[u.Index-1]
	}
	return b.numbers[from:b.ends[u.Index]], true
}

// NameKey is the hash of a name or address, whatever its case.
func NameKey(name string) uint64 { return nameKey.HashFolded(name) }

// Fetch brings what is filed under some keys into the cache, a few thousand at
// most.
func (b *Base) Fetch(keys []uint64) { b.index.Fetch(keys) }

// Named appends the numbers of the objects, except known ones, that have a name
// or address. key is its NameKey.
func (b *Base) Named(list, known []int32, name string, key uint64, room *directory.CloudObject) []int32 {
	for n := range b.index.All(key) {
		if !slices.Contains(known, int32(n)) && answersTo(b.tenant.ReadNames(int(n), room), name) {
			list = append(list, int32(n))
		}
	}
	return list
}

// Related gives the objects that share a key with a person, in the order of the
// tenant.
func (b *Base) Related(u *directory.Candidate) []*directory.CloudObject {
	var out []*directory.CloudObject
	var room directory.CloudObject
	b.RelatedTo(u, AppendNames(nil, u), nil, &room, func(n int32, _ *directory.CloudObject) { out = append(out, b.At(n)) })
	return out
}

// Number gives the number of an object, or of the one with its id; -1 when there
// is none.
func (b *Base) Number(o *directory.CloudObject) int32 {
	for _, n := range b.numbersOf(nil, o) {
		if id, _ := b.tenant.Identity(int(n)); id == o.ID {
			return n
		}
	}
	return -1
}

// SyncedWith reports whether a synced object has an immutable ID.
func (b *Base) SyncedWith(a directory.Anchor) bool {
	if a == "" {
		return false
	}
	for n := range b.index.All(anchorKey.Hash(string(a))) {
		if t := b.tenant.Glance(int(n)); t.Anchored && t.Sync == directory.True && b.At(int32(n)).ImmutableID == a {
			return true
		}
	}
	return false
}

// numbersOf appends the numbers under which an object can be found.
func (b *Base) numbersOf(list []int32, o *directory.CloudObject) []int32 {
	if o.ImmutableID != "" {
		list = b.index.Append(list, anchorKey.Hash(string(o.ImmutableID)))
	}
	for _, hash := range appendNames(nil, o) {
		list = b.index.Append(list, hash)
	}
	return list
}
