package match

import (
	"slices"

	"presync/sim/directory"
	"presync/sim/table"
)

// World is the tenant at one moment of the batch. It sees the objects of a
// [Base] and keeps its own changes to itself, so that people who have nothing
// in common can be exported side by side, and another export order can be tried.
//
// A World is used by one goroutine at a time.
type World struct {
	// Room is where the decisions are made; nil gives each memory of its own.
	// Silent says that nobody reads their sentences, which stay empty then.
	// VerdictOnly says that nobody looks at what comes of them, so that they need
	// not be carried out. A fork has none of these.
	Room                *Room
	Silent, VerdictOnly bool

	base *Base
	size int32 // the number of the next new object

	// held are the objects that were asked for, or came to be, in this world;
	// byNumber and byObject find them once they are many.
	held     []held
	byNumber map[int32]int
	byObject map[*directory.CloudObject]int

	// versions are all that exports of this world made of objects; keys finds
	// them once they are many. They are never removed: a lookup checks that the
	// object as it is now has the key.
	versions []version
	keys     *table.Table

	numbers, found []int32 // room for lookups
	holders        []*directory.CloudObject

	// names are those of the person whose related objects were asked for last;
	// placed says that these are all held.
	names  []string
	placed bool
}

// held is an object in the hand of a world.
type held struct {
	number int32
	was    *directory.CloudObject // in the base; nil for a new one
	now    *directory.CloudObject // nil when it is gone
	by     *directory.Candidate   // who was exported onto it
}

// version is what an export made of an object.
type version struct {
	number int32
	object *directory.CloudObject
}

// few is up to how many entries looking through all of them is faster than an
// index.
const few = 16

// NewWorld indexes the objects of a tenant.
func NewWorld(objects []*directory.CloudObject) *World {
	return NewBase(&directory.Tenant{Objects: objects}).Fork()
}

// Fork gives a world that starts as w is now.
func (w *World) Fork() *World {
	f := &World{base: w.base, size: w.size}
	for _, h := range w.held {
		f.take(h)
	}
	for _, v := range w.versions {
		f.remember(v)
	}
	return f
}

// Reset takes all changes back, so that the world can serve again.
func (w *World) Reset() {
	clear(w.held)
	clear(w.versions)
	w.held, w.versions, w.size = w.held[:0], w.versions[:0], w.base.Len()
	w.byNumber, w.byObject, w.keys, w.placed = nil, nil, nil, false
}

// take puts an object into the hand.
func (w *World) take(h held) int {
	w.held = append(w.held, h)
	at := len(w.held) - 1
	switch {
	case at < few:
	case at == few:
		w.byNumber, w.byObject = map[int32]int{}, map[*directory.CloudObject]int{}
		for i, h := range w.held {
			w.byNumber[h.number], w.byObject[h.now] = i, i
		}
	default:
		w.byNumber[h.number], w.byObject[h.now] = at, at
	}
	return at
}

// place gives the place in held of the object with a number.
func (w *World) place(n int32) int {
	if w.byNumber != nil {
		if at, found := w.byNumber[n]; found {
			return at
		}
	} else {
		for i := range w.held {
			if w.held[i].number == n {
				return i
			}
		}
	}
	o := w.Room.CloudObject(w.base.tenant, int(n))
	return w.take(held{number: n, was: o, now: o})
}

// object gives the object with a number as it is now in this world; nil when
// it is gone.
func (w *World) object(n int32) *directory.CloudObject { return w.held[w.place(n)].now }

// find gives the place in held of an object as it is now, -1 when this world
// does not have it.
func (w *World) find(o *directory.CloudObject) int {
	if o == nil {
		return -1
	}
	if w.byObject != nil {
		if at, found := w.byObject[o]; found {
			return at
		}
	} else {
		for i := range w.held {
			if w.held[i].now == o {
				return i
			}
		}
	}
	w.found = w.base.numbersOf(w.found[:0], o)
	for _, n := range w.found {
		if at := w.place(n); w.held[at].now == o {
			return at
		}
	}
	return -1
}

// change makes o of the object at a place in held.
func (w *World) change(at int, o *directory.CloudObject) {
	if w.byObject != nil {
		delete(w.byObject, w.held[at].now)
		if o != nil {
			w.byObject[o] = at
		}
	}
	w.held[at].now = o
}

// remember files a version under its keys.
func (w *World) remember(v version) {
	w.versions = append(w.versions, v)
	switch at := len(w.versions) - 1; {
	case at < few:
	case at == few:
		w.keys = table.New(8 * few)
		for i := range w.versions {
			addKeys(w.keys, uint32(i), w.versions[i].object)
		}
	default:
		addKeys(w.keys, uint32(at), v.object)
	}
}

// named appends the numbers of the objects that answer to a name, or did so
// once.
func (w *World) named(list []int32, name string) []int32 {
	if name == "" {
		return list
	}
	if w.placed && w.byNumber == nil && slices.Contains(w.names, name) {
		for i := range w.held {
			if h := &w.held[i]; h.was != nil && answersTo(h.was, name) {
				list = append(list, h.number)
			}
		}
	} else {
		for n := range w.base.index.All(nameKey.HashFolded(name)) {
			if k := int32(n); answersTo(w.held[w.place(k)].was, name) {
				list = append(list, k)
			}
		}
	}
	if w.keys == nil {
		for _, v := range w.versions {
			if answersTo(v.object, name) {
				list = append(list, v.number)
			}
		}
		return list
	}
	for i := range w.keys.All(nameKey.HashFolded(name)) {
		if v := w.versions[i]; answersTo(v.object, name) {
			list = append(list, v.number)
		}
	}
	return list
}

// Holders gives the objects, in the order of the tenant, that answer to a name
// or address now. The list is good until the next lookup.
func (w *World) Holders(key directory.Key) []*directory.CloudObject {
	w.numbers = w.named(w.numbers[:0], string(key))
	slices.Sort(w.numbers)
	w.holders = w.holders[:0]
	for _, n := range slices.Compact(w.numbers) {
		if o := w.object(n); o != nil && answersTo(o, string(key)) {
			w.holders = append(w.holders, o)
		}
	}
	return w.holders
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
// person, ascending. A version may have keys that the object has lost; such an
// object is asked about and every rule says no. The list is good until the next
// lookup.
func (w *World) numbersRelatedTo(u *directory.Candidate) []int32 {
	w.names = AppendNames(w.names[:0], u)
	found := w.numbers[:0]
	if known, ok := w.base.remembered(u); ok {
		found = append(found, known...)
	} else {
		found = w.base.filed(found, u, w.names)
		found = slices.DeleteFunc(found, func(n int32) bool { return !shares(u, w.names, w.held[w.place(n)].was) })
	}
	w.placed = len(found) <= few
	if w.placed {
		for _, n := range found {
			w.place(n)
		}
	}
	if w.keys == nil {
		for _, v := range w.versions {
			if shares(u, w.names, v.object) {
				found = append(found, v.number)
			}
		}
	} else {
		eachHash(u, w.names, func(hash uint64) {
			for i := range w.keys.All(hash) {
				if v := w.versions[i]; shares(u, w.names, v.object) {
					found = append(found, v.number)
				}
			}
		})
	}
	slices.Sort(found)
	w.numbers = slices.Compact(found)
	return w.numbers
}

// Expect takes the objects that were remembered of a person into the hand, before
// anybody asks for them.
func (w *World) Expect(u *directory.Candidate) {
	if known, _ := w.base.remembered(u); len(known) <= few {
		for _, n := range known {
			w.place(n)
		}
	}
}

// Related gives the objects that share a key with the person, in the order of
// the tenant.
func (w *World) Related(u *directory.Candidate) []*directory.CloudObject {
	return w.AppendRelated(nil, u)
}

// AppendRelated appends the objects that Related gives to a list.
func (w *World) AppendRelated(list []*directory.CloudObject, u *directory.Candidate) []*directory.CloudObject {
	for _, n := range w.numbersRelatedTo(u) {
		if o := w.object(n); o != nil {
			list = append(list, o)
		}
	}
	return list
}

// Put replaces an object by what an export made of it, or adds a new one when
// old is nil, and remembers who was exported.
func (w *World) Put(old, after *directory.CloudObject, u *directory.Candidate) {
	at := w.find(old)
	if at < 0 {
		at = w.take(held{number: w.size, now: after})
		w.size++
	} else {
		w.change(at, after)
	}
	w.held[at].by = u
	w.remember(version{w.held[at].number, after})
}

// Remove takes an object out of the tenant.
func (w *World) Remove(o *directory.CloudObject) {
	if at := w.find(o); at >= 0 {
		w.change(at, nil)
	}
}

// ExportedAs gives the person that was exported onto the object earlier in
// this run, or nil.
func (w *World) ExportedAs(o *directory.CloudObject) *directory.Candidate {
	if at := w.find(o); at >= 0 {
		return w.held[at].by
	}
	return nil
}

// ExportedOnto reports whether somebody was exported onto the object of the
// tenant with a number, and it is still there.
func (w *World) ExportedOnto(n int32) bool {
	h := &w.held[w.place(n)]
	return h.now != nil && h.by != nil
}

// Now gives an object of the tenant as the exports of this run left it.
func (w *World) Now(o *directory.CloudObject) *directory.CloudObject {
	if at := w.findByID(o); at >= 0 {
		return w.held[at].now
	}
	return o
}

// Number gives the number of an object, whatever became of it; -1 when it is
// none of the tenant.
func (w *World) Number(o *directory.CloudObject) int32 {
	if at := w.findByID(o); at >= 0 && w.held[at].number < w.base.Len() {
		return w.held[at].number
	}
	return w.base.Number(o)
}

// findByID is find for an object that may have changed since.
func (w *World) findByID(o *directory.CloudObject) int {
	for i := range w.held[:min(few, len(w.held))] {
		if h := &w.held[i]; h.was == o && h.now != nil && h.now.ID == o.ID {
			return i
		}
	}
	if at := w.find(o); at >= 0 {
		return at
	}
	w.found = w.base.numbersOf(w.found[:0], o)
	for _, n := range w.found {
		if at := w.place(n); w.held[at].now != nil && w.held[at].now.ID == o.ID {
			return at
		}
	}
	return -1
}

// Change is what a world made of one object.
type Change struct {
	// Number is the place of the object in the tenant. That of a new one is not
	// smaller than the number of objects of the tenant.
	Number int32
	After  *directory.CloudObject // nil when it is gone
	By     *directory.Candidate   // nil when it was only removed
}

// Changes lists what this world changed, new objects in the order in which they
// came to be.
func (w *World) Changes() []Change {
	var out []Change
	for _, h := range w.held {
		if h.by != nil || h.now == nil {
			out = append(out, Change{h.number, h.now, h.by})
		}
	}
	return out
}
