package sim

import (
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/provision"
	"presync/sim/table"
)

// looks is what a look at consecutive people gave.
type looks struct {
	hashes   []uint64 // of the keys that people claim
	numbers  []int32  // of the cloud objects that they are related to
	anchored []int32  // those of them whose immutable ID is the anchor
	holders  []int32  // of the cloud objects that have a name that may be made up
	sound    []int32  // people of whom provision.IsSound says so
	// Where those of a person end.
	hashEnds, numberEnds, holderEnds []int
	facts                            facts

	// The people, side by side, so that what one after the other asks of memory
	// is asked for together: their names, and those that may be made up.
	people             []directory.Candidate
	names, made        []string
	nameEnds, madeEnds []int
	madeKeys           []uint64
	kin                match.Kin

	related []provision.Related // of each of the people

	room  directory.CloudObject
	texts directory.Texts
}

// reset empties the lists, and keeps their room.
func (l *looks) reset() {
	l.hashes, l.numbers, l.anchored, l.holders = l.hashes[:0], l.numbers[:0], l.anchored[:0], l.holders[:0]
	l.sound = l.sound[:0]
	l.hashEnds, l.numberEnds, l.holderEnds = l.hashEnds[:0], l.numberEnds[:0], l.holderEnds[:0]
	l.names, l.made, l.nameEnds, l.madeEnds, l.madeKeys = l.names[:0], l.made[:0], l.nameEnds[:0], l.madeEnds[:0], l.madeKeys[:0]
	clear(l.related)
	l.related, l.facts = l.related[:0], facts{}
}

// look collects the keys of some people.
func (c *cycle) look(l *looks, from, to int, other string) {
	if len(l.people) < to-from {
		l.people = make([]directory.Candidate, to-from)
	}
	people := l.people[:to-from]
	l.kin.Begin(c.base)
	for k := range people {
		u := &people[k]
		c.people.ReadNames(from+k, u, &l.texts)
		first := len(l.names)
		l.names = match.AppendNames(l.names, u)
		l.kin.Add(u, l.names[first:])
		l.nameEnds = append(l.nameEnds, len(l.names))
	}
	l.kin.Find()
	for k := range people {
		c.lookAt(l, k)
	}
	for k := range people {
		u := &people[k]
		if u.Sound = provision.IsSound(u, &c.settings); u.Sound {
			l.sound = append(l.sound, int32(u.Index))
		}
	}
	for k := range people {
		c.claimAt(l, k, other)
	}
	c.base.Fetch(l.madeKeys)
	for k := range people {
		known, names, keys := table.Part(l.numbers, l.numberEnds, k), table.Part(l.made, l.madeEnds, k), table.Part(l.madeKeys, l.madeEnds, k)
		for i, name := range names {
			l.holders = c.base.Named(l.holders, known, name, keys[i], &l.room)
		}
		l.holderEnds = append(l.holderEnds, len(l.holders))
	}
}

// lookAt notes whom one of the people is related to, and what they claim.
func (c *cycle) lookAt(l *looks, k int) {
	u, linked := &l.people[k], false
	names := table.Part(l.names, l.nameEnds, k)
	l.related = append(l.related, provision.Related{})
	l.kin.Visit(k, u, names, func(n int32, o *directory.CloudObject) {
		c.meet(&l.related[k], u, o)
		l.numbers = append(l.numbers, n)
		if u.Anchor != "" && o.ImmutableID == u.Anchor {
			l.anchored = append(l.anchored, n)
			linked = linked || o.SyncEnabled == directory.True
		}
	})
	l.numberEnds = append(l.numberEnds, len(l.numbers))
	if linked {
		l.facts.byThis++
	}
}

// claimAt notes what one of the people claims.
func (c *cycle) claimAt(l *looks, k int, other string) {
	u, names := &l.people[k], table.Part(l.names, l.nameEnds, k)
	first := len(l.made)
	l.made = provision.MadeNames(l.made, u, l.related[k], &c.settings, &l.texts)
	l.madeEnds = append(l.madeEnds, len(l.made))

	keys := l.kin.Keys(k)
	if u.Anchor != "" {
		l.hashes = append(l.hashes, claimAnchor.Hash(string(u.Anchor)))
	}
	l.hashes = append(l.hashes, keys[len(keys)-len(names):]...)
	for _, name := range l.made[first:] {
		l.madeKeys = append(l.madeKeys, match.NameKey(name))
	}
	l.hashes = append(l.hashes, l.madeKeys[first:]...)
	l.hashEnds = append(l.hashEnds, len(l.hashes))
	if u.AnchorUnknown {
		l.facts.unknownAnchors++
	}
	if c.linkedBy(other, u) {
		l.facts.byOther++
	}
}

// meet notes what counts of one of them.
func (c *cycle) meet(r *provision.Related, u *directory.Candidate, o *directory.CloudObject) {
	r.Licensed = r.Licensed || o.ExchangePlan || c.isLicensed(o)
	if u.MailNickname == "" && o.MailNickname != "" {
		r.Nicknames = append(r.Nicknames, o.MailNickname)
	}
}

// claimed are the names that a user may end up with: those that AD gives, and
// those that the service may make up.
func (c *cycle) claimed(u *directory.Candidate) []string {
	var room directory.CloudObject
	var related provision.Related
	names := match.AppendNames(nil, u)
	c.base.RelatedTo(u, names, nil, &room, func(_ int32, o *directory.CloudObject) { c.meet(&related, u, o) })
	return provision.MadeNames(names, u, related, &c.settings, nil)
}
