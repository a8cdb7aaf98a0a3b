package fakegraph

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

// retention is how long a soft-deleted user can be restored (rulebook GR-8).
const retention = 30 * 24 * time.Hour

func newStore(s *schema) *store {
	st := &store{shapes: shapes{known: map[string]*shape{}}, schema: s, sets: map[string]*collection{},
		seeding: true, open: map[string]map[string]string{}}
	for _, t := range s.types {
		st.sets[t.set] = &collection{kind: t}
	}
	return st
}

// add appends an object to a collection and to the indexes of its type.
func (st *store) add(set string, props []prop) *object {
	note := st.indexer(set)
	st.seq++
	o := st.shapes.newObject(st.seq, props)
	st.sets[set].take(o)
	note(o, (*index).add)
	return o
}

// replace puts a changed object in the place of the old one.
func (st *store) replace(set string, old *object, props []prop) {
	c, note := st.sets[set], st.indexer(set)
	note(old, (*index).remove)
	o := st.shapes.newObject(old.seq, props)
	if i, ok := c.find(old.seq); ok {
		c.slots[i].obj = o
	}
	note(o, (*index).add)
}

// remove takes an object out of a collection and its indexes.
func (st *store) remove(set string, o *object) {
	c := st.sets[set]
	st.indexer(set)(o, (*index).remove)
	if i, ok := c.find(o.seq); ok {
		c.slots[i].obj = nil
		c.live--
	}
	if len(c.slots) > 2*c.live+64 {
		c.compact()
	}
}

// indexer gives what keeps the unique keys of a set up. It is asked for before
// a write, because the index, when it is made, takes in what is there. While
// the store is seeded there is none to keep up.
func (st *store) indexer(set string) func(o *object, change func(*index, string, string)) {
	if st.seeding || !hasKeys(set) {
		return func(*object, func(*index, string, string)) {}
	}
	k := st.unique()
	return func(o *object, change func(*index, string, string)) { k.change(set, o, change) }
}

// newID makes an id that no object has. The counter starts anew with every
// fake, so the ids of a tenant that was exported and read in again are in use.
func (st *store) newID(purpose string) string {
	for {
		st.made++
		id := derivedGUID(purpose, st.made)
		free := true
		for _, c := range st.sets {
			free = free && c.get(id) == nil
		}
		if free {
			return id
		}
	}
}

// user finds a live user by object id or user principal name.
func (st *store) user(key string) *object {
	users := st.sets[setUsers]
	if o := users.get(key); o != nil {
		return o
	}
	for _, id := range st.unique().upns.holders(strings.ToLower(key)) {
		return users.get(id)
	}
	return nil
}

// directoryObject finds a live user, group or contact by object id.
func (st *store) directoryObject(id string) (*object, *entityType) {
	for _, set := range []string{setUsers, setGroups, setContacts} {
		c := st.sets[set]
		if o := c.get(id); o != nil {
			return o, c.kind
		}
	}
	return nil, nil
}

// purge removes the deleted users whose retention is over at the given time.
// The caller holds the write lock.
func (st *store) purge(now time.Time) {
	c := st.sets[setDeleted]
	st.nextPurge = time.Time{}
	for _, s := range c.slots {
		if s.obj == nil {
			continue
		}
		end := s.obj.time("deletedDateTime").Add(retention)
		if !end.After(now) {
			st.remove(setDeleted, s.obj)
		} else if st.nextPurge.IsZero() || end.Before(st.nextPurge) {
			st.nextPurge = end
		}
	}
}

// find returns the index of the slot with the given sequence number.
func (c *collection) find(seq uint64) (int, bool) {
	i := c.after(seq - 1)
	return i, i < len(c.slots) && c.slots[i].seq == seq
}

// after returns the index of the first slot behind a sequence number.
func (c *collection) after(seq uint64) int {
	return sort.Search(len(c.slots), func(i int) bool { return c.slots[i].seq > seq })
}

func (c *collection) compact() {
	kept := make([]slot, 0, c.live)
	for _, s := range c.slots {
		if s.obj != nil {
			kept = append(kept, s)
		}
	}
	c.slots, c.ids = kept, idTable{}
	for i, s := range kept {
		_, tag := c.ids.tag(s.obj.id)
		c.note(tag, i)
	}
}

// all returns the objects of a collection in the order they were added.
func (c *collection) all() []*object {
	out := make([]*object, 0, c.live)
	for _, s := range c.slots {
		if s.obj != nil {
			out = append(out, s.obj)
		}
	}
	return out
}

func newIndex() *index {
	return &index{one: map[string]string{}, more: map[string][]string{}}
}

func (x *index) add(key, id string) {
	if _, taken := x.one[key]; !taken {
		x.one[key] = id
		return
	}
	x.more[key] = append(x.more[key], id)
}

func (x *index) remove(key, id string) {
	rest := x.more[key]
	if x.one[key] != id {
		for i, other := range rest {
			if other == id {
				x.more[key] = append(rest[:i:i], rest[i+1:]...)
				break
			}
		}
	} else if len(rest) > 0 {
		x.one[key], x.more[key] = rest[0], rest[1:]
	} else {
		delete(x.one, key)
	}
	if len(x.more[key]) == 0 {
		delete(x.more, key)
	}
}

// holders returns the ids of the objects that hold a key, first come first.
func (x *index) holders(key string) []string {
	id, ok := x.one[key]
	if !ok {
		return nil
	}
	return append([]string{id}, x.more[key]...)
}

// heldByOther reports whether an object other than self holds the key.
func (x *index) heldByOther(key, self string) bool {
	return slices.ContainsFunc(x.holders(key), func(id string) bool { return !strings.EqualFold(id, self) })
}

// store is the tenant: one collection per entity set, and the indexes that
// uniqueness needs. mu guards everything in it; objects are immutable.
type store struct {
	mu     sync.RWMutex
	schema *schema
	shapes shapes
	seq    uint64
	made   uint64 // ids made so far
	sets   map[string]*collection

	seeding bool // nothing is indexed yet
	keysMu  sync.Mutex
	keys    *keys // nil until somebody asks

	// open holds, for each entity set, the names of seeded properties that
	// the schema does not know, lower case -> as written.
	open      map[string]map[string]string
	nextPurge time.Time
}

// collection is one entity set in the order of its sequence numbers.
type collection struct {
	kind  *entityType
	slots []slot
	live  int
	ids   idTable
}

// slot is a place in a collection; obj is nil once the object is gone.
type slot struct {
	seq uint64
	obj *object
}

// index maps a key to the objects that hold it. A seed may hold duplicates,
// so a key can have several holders.
type index struct {
	one  map[string]string
	more map[string][]string
}
