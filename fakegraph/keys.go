package fakegraph

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
)

// keys finds the live objects that hold a unique value. A tenant that is only
// read page by page never needs it, so it is made when the first request asks,
// and kept up by every write from then on.
type keys struct {
	upns      *index // lower-case user principal name -> user id
	anchors   *index // onPremisesImmutableId, exact -> user id
	addresses *index // lower-case proxy address with prefix -> object id
}

// unique gives the index of unique values. The caller holds the store's lock,
// for reading at least.
func (st *store) unique() *keys {
	st.keysMu.Lock()
	defer st.keysMu.Unlock()
	if st.keys != nil {
		return st.keys
	}
	k := &keys{upns: newIndex(), anchors: newIndex(), addresses: newIndex()}
	type member struct {
		set string
		o   *object
	}
	var all []member
	for _, set := range []string{setUsers, setGroups, setContacts} {
		for _, o := range st.sets[set].all() {
			all = append(all, member{set, o})
		}
	}
	// Who came first holds a value first.
	slices.SortFunc(all, func(a, b member) int { return cmp.Compare(a.o.seq, b.o.seq) })
	for _, m := range all {
		k.change(m.set, m.o, (*index).add)
	}
	st.keys = k
	return k
}

// change applies one change to every unique key that an object holds. Only
// live objects are in the indexes, so a deleted user blocks no address.
func (k *keys) change(set string, o *object, change func(*index, string, string)) {
	if set == setUsers {
		if upn := o.text("userPrincipalName"); upn != "" {
			change(k.upns, strings.ToLower(upn), o.id)
		}
		if anchor := o.text("onPremisesImmutableId"); anchor != "" {
			change(k.anchors, anchor, o.id)
		}
	}
	for _, a := range decodeStrings(o.value("proxyAddresses")) {
		change(k.addresses, strings.ToLower(a), o.id)
	}
}

// hasKeys reports whether objects of a set hold unique values.
func hasKeys(set string) bool { return set == setUsers || set == setGroups || set == setContacts }

// idTable finds the place of an object by its id: open addressing, each entry
// the upper half of the id's hash over 1 + the place in the slots of the
// collection; the upper half also says where the entry belongs, so that a table
// that grows need not look at the ids. Places whose object is gone, or is
// another one with the same hash, are told by looking. It holds no pointers, so
// a million ids cost the garbage collector nothing.
type idTable struct {
	seed    maphash.Seed
	entries []uint64
	used    int
}

// tag gives the lower case of an id, which is compared, and the upper half of
// its hash.
func (t *idTable) tag(id string) (lower string, tag uint64) {
	if t.entries == nil {
		*t = idTable{seed: maphash.MakeSeed(), entries: make([]uint64, 16)}
	}
	lower = strings.ToLower(id)
	return lower, maphash.String(t.seed, lower) >> 32
}

// put notes the place of an id. There is room.
func (t *idTable) put(tag uint64, place int) {
	mask := uint64(len(t.entries) - 1)
	at := tag & mask
	for t.entries[at] != 0 {
		at = (at + 1) & mask
	}
	t.entries[at] = tag<<32 | uint64(place+1)
	t.used++
}

// get finds an object by its id, without regard to case; nil when there is
// none.
func (c *collection) get(id string) *object {
	if c.ids.entries == nil {
		return nil
	}
	return c.tagged(c.ids.tag(id))
}

// tagged is get for an id of which the tag is known.
func (c *collection) tagged(lower string, tag uint64) *object {
	t := &c.ids
	mask := uint64(len(t.entries) - 1)
	for at := tag & mask; t.entries[at] != 0; at = (at + 1) & mask {
		e := t.entries[at]
		if e>>32 != tag {
			continue
		}
		if o := c.slots[uint32(e)-1].obj; o != nil && (o.id == lower || strings.ToLower(o.id) == lower) {
			return o
		}
	}
	return nil
}

// take appends an object.
func (c *collection) take(o *object) {
	_, tag := c.ids.tag(o.id)
	c.takeTagged(o, tag)
}

// takeTagged is take for an object of which the tag of the id is known.
func (c *collection) takeTagged(o *object, tag uint64) {
	c.slots = append(c.slots, slot{seq: o.seq, obj: o})
	c.live++
	c.note(tag, len(c.slots)-1)
}

// note puts the place of an id into the table, which grows with what is left.
func (c *collection) note(tag uint64, place int) {
	if t := &c.ids; 4*(t.used+1) > 3*len(t.entries) {
		old := t.entries
		t.entries, t.used = make([]uint64, 2*len(old)), 0
		for _, e := range old {
			if e != 0 && c.slots[uint32(e)-1].obj != nil {
				t.put(e>>32, int(uint32(e)-1))
			}
		}
	}
	c.ids.put(tag, place)
}
