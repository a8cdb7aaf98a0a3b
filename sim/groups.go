package sim

import (
	"slices"
	"sync"

	"presync/sim/directory"
	"presync/sim/parallel"
	"presync/sim/syncrule"
	"presync/sim/table"
)

// groups says who can influence whom: people who share a name or an address that
// they have or may get, an anchor, or a cloud object that is related to them or
// holds such a name. Those who share nothing are alone in their
// group. Who is exported first counts only within a group.
type groups struct {
	parent []int32 // the first member
	next   []int32 // the next member, in the order of the exports; -1 ends
	touch  []int32 // by cloud object, one person who depends on it; -1 for none

	// The numbers of the cloud objects that people are related to; those of one
	// person end at their entry of relatedEnds.
	related     []int32
	relatedEnds []uint32
}

// facts are what a look at all people tells before the first export.
type facts struct {
	anchored       bitset // cloud objects whose immutable ID is somebody's anchor
	unknownAnchors int
	// byThis and byOther count people whose anchor, or whose other possible
	// anchor, is the immutable ID of a synced cloud object.
	byThis, byOther int
}

// relate forms the groups.
func (c *cycle) relate() {
	n := c.people.Len()
	g := &c.group
	g.parent, g.next = make([]int32, n), make([]int32, n)
	for i := range g.parent {
		g.parent[i] = int32(i)
	}
	g.touch = slices.Repeat([]int32{-1}, int(c.base.Len()))
	c.found.anchored = newBitset(c.base.Len())
	c.sound = newBitset(int32(n))
	claims := table.New(0)
	other := otherAnchor(c.settings.SourceAnchor)
	idle := sync.Pool{New: func() any { return new(looks) }}
	_ = parallel.InOrder((n+parallel.AtOnce-1)/parallel.AtOnce, func(p int) *looks {
		l := idle.Get().(*looks)
		l.reset()
		c.look(l, p*parallel.AtOnce, min(n, (p+1)*parallel.AtOnce), other)
		return l
	}, func(p int, l *looks) error {
		if p == 0 {
			claims.Expect(len(l.hashes), len(l.hashEnds), n)
		}
		c.compare(l, p*parallel.AtOnce, claims)
		idle.Put(l)
		return nil
	})
	c.base.Remember(g.relatedEnds, g.related)
	heads := slices.Repeat([]int32{-1}, n)
	for i := int32(n - 1); i >= 0; i-- {
		root := g.find(i)
		g.next[i], heads[root] = heads[root], i
	}
	for i := range g.parent {
		g.parent[i] = g.find(int32(i))
	}
}

// compare joins some people with those before them.
func (c *cycle) compare(l *looks, from int, claims *table.Table) {
	g := &c.group
	claims.Fetch(l.hashes)
	hash, number, holder := 0, 0, 0
	for k := range l.hashEnds {
		i := int32(from + k)
		for ; number < l.numberEnds[k]; number++ {
			g.touches(i, l.numbers[number])
		}
		for ; holder < l.holderEnds[k]; holder++ {
			g.touches(i, l.holders[holder])
		}
		g.relatedEnds = append(g.relatedEnds, uint32(len(g.related)+l.numberEnds[k]))
		for ; hash < l.hashEnds[k]; hash++ {
			c.claim(claims, l.hashes[hash], i)
		}
	}
	g.related = append(g.related, l.numbers...)
	for _, n := range l.anchored {
		c.found.anchored.set(n)
	}
	for _, i := range l.sound {
		c.sound.set(i)
	}
	c.found.unknownAnchors += l.facts.unknownAnchors
	c.found.byThis += l.facts.byThis
	c.found.byOther += l.facts.byOther
}

// claim files a person under a key, or joins them with the one who is filed
// under it.
func (c *cycle) claim(claims *table.Table, hash uint64, i int32) {
	for n := range claims.All(hash) {
		if int32(n) == i {
			return
		}
		if c.group.find(int32(n)) == c.group.find(i) || c.claimTheSame(int32(n), i) {
			c.group.join(int32(n), i)
			return
		}
	}
	claims.Add(hash, uint32(i))
}

// claimTheSame reports whether two people really share a key, and not only its
// hash.
func (c *cycle) claimTheSame(a, b int32) bool {
	u, v := c.people.Candidate(int(a)), c.people.Candidate(int(b))
	if u.Anchor != "" && u.Anchor == v.Anchor {
		return true
	}
	keys := map[directory.Key]bool{}
	for _, name := range c.claimed(u) {
		keys[directory.Fold(name)] = true
	}
	return slices.ContainsFunc(c.claimed(v), func(name string) bool { return keys[directory.Fold(name)] })
}

// claimAnchor is the kind of the keys of anchors; those of names are match.NameKey.
const claimAnchor = table.Kind('a')

// otherAnchor is the attribute that the anchors could come from too, "" for
// none.
func otherAnchor(anchor string) string {
	switch anchor {
	case syncrule.ObjectGUID:
		return syncrule.ConsistencyGUID
	case syncrule.ConsistencyGUID:
		return syncrule.ObjectGUID
	}
	return ""
}

// linkedBy reports whether another attribute than the one in use would link a
// person to a synced cloud object.
func (c *cycle) linkedBy(other string, u *directory.Candidate) bool {
	stamped, value := u.Source.Attrs.FirstOf(directory.AttrConsistencyGUID), ""
	switch {
	case u.Anchor != "" && stamped == string(u.GUID[:]): // as most have it
	case other == syncrule.ConsistencyGUID:
		value = stamped
	case other == syncrule.ObjectGUID && u.AnchorFrom != syncrule.ObjectGUID && !u.GUID.IsZero():
		value = string(u.GUID[:])
	}
	if value == "" {
		return false
	}
	a := directory.AnchorIn(nil, value)
	return a != u.Anchor && c.base.SyncedWith(a)
}

func (g *groups) find(i int32) int32 {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

// touches notes that what happens to a person and to a cloud object can depend
// on each other.
func (g *groups) touches(i, n int32) {
	if g.touch[n] < 0 {
		g.touch[n] = i
		return
	}
	g.join(g.touch[n], i)
}

func (g *groups) join(a, b int32) {
	a, b = g.find(a), g.find(b)
	g.parent[max(a, b)] = min(a, b)
}

// alone reports whether nobody can influence what happens to a person.
func (g *groups) alone(i int32) bool { return g.parent[i] == i && g.next[i] < 0 }

// members gives the group of a person, in the order of the exports.
func (g *groups) members(i int32) []int32 {
	var list []int32
	for i = g.parent[i]; i >= 0; i = g.next[i] {
		list = append(list, i)
	}
	return list
}

// relatedTo gives the numbers of the cloud objects that a person is related to.
func (g *groups) relatedTo(i int32) []int32 {
	from := uint32(0)
	if i > 0 {
		from = g.relatedEnds[i-1]
	}
	return g.related[from:g.relatedEnds[i]]
}

// bitset is a set of the numbers of cloud objects, or of people.
type bitset []uint64

func newBitset(n int32) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(n int32) { b[n>>6] |= 1 << (n & 63) }

func (b bitset) has(n int32) bool { return b[n>>6]>>(n&63)&1 != 0 }

func (b bitset) add(other bitset) {
	for i, w := range other {
		b[i] |= w
	}
}
