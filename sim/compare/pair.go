package compare

import (
	"slices"

	"presync/sim/directory"
)

// PairedBy says by what two users were taken for the same one.
type PairedBy string

// The ways to pair, in the order in which they are tried. A GUID counts within
// a forest first, because a copied domain has the same ones, and then without
// it, because the name of a forest may come from the name of a file. A DN and
// a userPrincipalName count where one user of either side is left who has it.
const (
	ByGUID PairedBy = "objectGUID"
	ByDN   PairedBy = "dn"
	ByUPN  PairedBy = "userPrincipalName"
)

// index finds the users of a base by their objectGUID.
type index struct {
	first   map[directory.GUID]int32
	next    map[int32]int32 // the next one with the same GUID
	forests map[string]bool
}

func newIndex() index {
	return index{first: map[directory.GUID]int32{}, next: map[int32]int32{}, forests: map[string]bool{}}
}

func (x *index) add(at int, u *User) {
	x.forests[u.Forest] = true
	if u.GUID.IsZero() {
		return
	}
	i, taken := x.first[u.GUID]
	if !taken {
		x.first[u.GUID] = int32(at)
		return
	}
	for {
		after, more := x.next[i]
		if !more {
			break
		}
		i = after
	}
	x.next[i] = int32(at)
}

// byGUID gives the user of the same forest with the same GUID who has no
// partner yet, -1 for none. Where the base does not know the forest, any user
// with the GUID will do.
func (x *index) byGUID(c *Comparison, u *User) int {
	for at := range x.with(u.GUID) {
		if c.paired[at] {
			continue
		}
		if !x.forests[u.Forest] || c.base.forest(at) == u.Forest {
			return at
		}
	}
	return -1
}

// with gives the users with a GUID.
func (x *index) with(g directory.GUID) func(func(int) bool) {
	return func(yield func(int) bool) {
		if g.IsZero() {
			return
		}
		for i, more := x.first[g]; more; i, more = x.next[i] {
			if !yield(int(i)) {
				return
			}
		}
	}
}

// forest reads the forest of a user without the rest.
func (b *Base) forest(at int) string {
	p := b.store.places[at]
	r := reading{words: b.store.words, b: b.store.blocks[p.block][p.at:p.end]}
	r.take(uint64(len(directory.GUID{})))
	return r.word()
}

// pairRest pairs the users of the head that found nobody with their GUID in
// their forest.
func (c *Comparison) pairRest() {
	c.pending = slices.DeleteFunc(c.pending, func(p pending) bool {
		v := c.head.get(p.head)
		for at := range c.base.index.with(v.User.GUID) {
			if !c.paired[at] {
				c.pair(at, &v, p.head, p.order, ByGUID)
				return true
			}
		}
		return false
	})
	c.pairByName(ByDN, func(u *User) string { return u.DN })
	c.pairByName(ByUPN, func(u *User) string { return u.UserPrincipalName })
}

// pairByName pairs users who are the only ones on their side with a name.
func (c *Comparison) pairByName(by PairedBy, name func(*User) string) {
	if len(c.pending) == 0 {
		return
	}
	const several = -1
	left, right := map[directory.Key]int{}, map[directory.Key]int{}
	count := func(names map[directory.Key]int, text string, at int) {
		key := directory.Fold(text)
		if _, taken := names[key]; taken {
			at = several
		}
		names[key] = at
	}
	for at, paired := range c.paired {
		if !paired {
			u := c.base.store.get(at).User
			count(left, name(&u), at)
		}
	}
	for i, p := range c.pending {
		u := c.head.get(p.head).User
		count(right, name(&u), i)
	}
	c.pending = slices.DeleteFunc(c.pending, func(p pending) bool {
		v := c.head.get(p.head)
		key := directory.Fold(name(&v.User))
		at, found := left[key]
		if name(&v.User) == "" || !found || at == several || right[key] == several {
			return false
		}
		c.pair(at, &v, p.head, p.order, by)
		return true
	})
}
