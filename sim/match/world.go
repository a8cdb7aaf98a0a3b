package match

import (
	"slices"

	"presync/sim/directory"
)

// World is the tenant at one moment of the batch, indexed by everything that
// matching compares. A world made by Fork sees its parent's objects and keeps
// its own changes to itself, so that another export order can be tried.
//
// Index entries are never removed: a lookup checks that the object as it is
// now still has the key.
type World struct {
	parent  *World
	base    int32 // number of objects in the parent
	objects []*directory.CloudObject
	over    map[int32]*directory.CloudObject
	by      map[int32]*directory.Candidate

	names   index[directory.Key]
	anchors index[directory.Anchor]
	sids    index[directory.SID]
	guids   index[directory.GUID]
}

// index finds object numbers by a key. Nearly all keys have one object.
type index[K comparable] struct {
	first map[K]int32
	more  map[K][]int32
}

func newIndex[K comparable](size int) index[K] { return index[K]{first: make(map[K]int32, size)} }

func (x *index[K]) add(key K, n int32) {
	var none K
	if key == none {
		return
	}
	at, found := x.first[key]
	switch {
	case !found:
		x.first[key] = n
	case at == n || slices.Contains(x.more[key], n):
	default:
		if x.more == nil {
			x.more = map[K][]int32{}
		}
		x.more[key] = append(x.more[key], n)
	}
}

func (x *index[K]) get(key K, into []int32) []int32 {
	var none K
	if key == none {
		return into
	}
	n, found := x.first[key]
	if !found {
		return into
	}
	return append(append(into, n), x.more[key]...)
}

// NewWorld indexes the objects of a tenant.
func NewWorld(objects []*directory.CloudObject) *World {
	n := len(objects)
	w := &World{
		objects: slices.Clone(objects),
		by:      map[int32]*directory.Candidate{},
		names:   newIndex[directory.Key](2 * n), anchors: newIndex[directory.Anchor](n),
		sids: newIndex[directory.SID](n), guids: newIndex[directory.GUID](n),
	}
	for i, o := range w.objects {
		w.index(int32(i), o)
	}
	return w
}

// Fork gives a world that starts as w is now. w must not change while the fork
// is in use.
func (w *World) Fork() *World {
	return &World{
		parent: w, base: w.size(), over: map[int32]*directory.CloudObject{}, by: map[int32]*directory.Candidate{},
		names: newIndex[directory.Key](8), anchors: newIndex[directory.Anchor](2),
		sids: newIndex[directory.SID](2), guids: newIndex[directory.GUID](2),
	}
}

func (w *World) size() int32 { return w.base + int32(len(w.objects)) }

func (w *World) index(n int32, o *directory.CloudObject) {
	for _, key := range NamesOf(o) {
		w.names.add(key, n)
	}
	w.anchors.add(o.ImmutableID, n)
	w.sids.add(o.SecurityID, n)
	w.guids.add(o.ObjectIdentifier, n)
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

// object gives the object with a number as it is now in this world; nil when
// it is gone.
func (w *World) object(n int32) *directory.CloudObject {
	if o, changed := w.over[n]; changed {
		return o
	}
	if n >= w.base {
		return w.objects[n-w.base]
	}
	return w.parent.object(n)
}

// lookup gives the numbers that an index of this world or its parents has.
func lookup[K comparable](w *World, of func(*World) *index[K], key K) []int32 {
	var found []int32
	for at := w; at != nil; at = at.parent {
		found = of(at).get(key, found)
	}
	return found
}

func (w *World) named(key directory.Key) []int32 {
	return lookup(w, func(w *World) *index[directory.Key] { return &w.names }, key)
}

// Holders gives the objects, in the order of the tenant, that answer to a name
// or address now.
func (w *World) Holders(key directory.Key) []*directory.CloudObject {
	var out []*directory.CloudObject
	numbers := w.named(key)
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		if o := w.object(n); o != nil && slices.Contains(NamesOf(o), key) {
			out = append(out, o)
		}
	}
	return out
}

// Taken reports whether a live object other than self answers to a name.
func (w *World) Taken(key directory.Key, self *directory.CloudObject) bool {
	for _, o := range w.Holders(key) {
		if !o.Deleted && (self == nil || o.ID != self.ID) {
			return true
		}
	}
	return false
}

// numbersRelatedTo gives the numbers of all objects that share a key with the
// person, ascending. The index may remember keys that an object has lost; such
// an object is asked about and every rule says no.
func (w *World) numbersRelatedTo(u *directory.Candidate) []int32 {
	found := lookup(w, func(w *World) *index[directory.Anchor] { return &w.anchors }, u.Anchor)
	found = append(found, lookup(w, func(w *World) *index[directory.SID] { return &w.sids }, u.SID)...)
	for _, o := range u.Objects() {
		found = append(found, lookup(w, func(w *World) *index[directory.GUID] { return &w.guids }, o.GUID())...)
	}
	for _, key := range NamesOfUser(u) {
		found = append(found, w.named(key)...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// NamesOfUser gives the keys of all names and addresses that a person brings.
func NamesOfUser(u *directory.Candidate) []directory.Key {
	keys := make([]directory.Key, 0, 2+len(u.ProxyAddresses))
	if u.UPN != "" {
		keys = append(keys, u.UPN.Key())
	}
	if u.Mail != "" {
		keys = append(keys, directory.Fold(u.Mail))
	}
	for _, a := range u.ProxyAddresses {
		if a.IsSMTP() {
			keys = append(keys, a.Key())
		}
	}
	return keys
}

// Related gives the objects that share a key with the person, in the order of
// the tenant.
func (w *World) Related(u *directory.Candidate) []*directory.CloudObject {
	var out []*directory.CloudObject
	for _, n := range w.numbersRelatedTo(u) {
		if o := w.object(n); o != nil {
			out = append(out, o)
		}
	}
	return out
}

// RelatedNumbers is Related as numbers that are stable in this world and its
// forks; order trials group people by them.
func (w *World) RelatedNumbers(u *directory.Candidate) []int32 { return w.numbersRelatedTo(u) }

// Put replaces an object by what an export made of it, or adds a new one when
// old is nil, and remembers who was exported.
func (w *World) Put(old, after *directory.CloudObject, u *directory.Candidate) {
	n, known := w.find(old)
	if !known {
		n = w.size()
		w.objects = append(w.objects, after)
	} else if n >= w.base {
		w.objects[n-w.base] = after
	} else {
		w.over[n] = after
	}
	w.by[n] = u
	w.index(n, after)
}

// Remove takes an object out of the tenant.
func (w *World) Remove(o *directory.CloudObject) {
	n, known := w.find(o)
	switch {
	case !known:
	case n >= w.base:
		w.objects[n-w.base] = nil
	default:
		w.over[n] = nil
	}
}

// find gives the number of an object as it is now.
func (w *World) find(o *directory.CloudObject) (int32, bool) {
	if o == nil {
		return 0, false
	}
	for _, n := range w.candidatesFor(o) {
		if w.object(n) == o {
			return n, true
		}
	}
	return 0, false
}

// candidatesFor gives the numbers under which an object can be found.
func (w *World) candidatesFor(o *directory.CloudObject) []int32 {
	var found []int32
	for _, key := range NamesOf(o) {
		found = append(found, w.named(key)...)
	}
	return append(found, lookup(w, func(w *World) *index[directory.Anchor] { return &w.anchors }, o.ImmutableID)...)
}

// ExportedAs gives the person that was exported onto the object earlier in
// this run, or nil.
func (w *World) ExportedAs(o *directory.CloudObject) *directory.Candidate {
	n, known := w.find(o)
	if !known {
		return nil
	}
	for at := w; at != nil; at = at.parent {
		if u := at.by[n]; u != nil {
			return u
		}
	}
	return nil
}

// Now gives an object of the tenant as the exports of this run left it.
func (w *World) Now(o *directory.CloudObject) *directory.CloudObject {
	for _, n := range w.candidatesFor(o) {
		if now := w.object(n); now != nil && now.ID == o.ID {
			return now
		}
	}
	return o
}

// Objects gives all objects of a world that is not a fork, in order.
func (w *World) Objects() []*directory.CloudObject {
	return slices.DeleteFunc(slices.Clone(w.objects), func(o *directory.CloudObject) bool { return o == nil })
}
