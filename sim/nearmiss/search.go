package nearmiss

import (
	"cmp"
	"slices"

	"presync/sim/directory"
)

// Query is what a Find is asked.
type Query struct {
	User *directory.Candidate
	// Verified reports whether a domain is a verified one of the tenant: a login
	// name under a domain that is not, e.g. corp.local, is likely to return under
	// one that is. Nil takes every domain for one.
	Verified func(domain string) bool
	// Skip leaves users out, by their numbers in the tenant, as if the tenant did
	// not have them. Nil leaves out none.
	Skip func(number int32) bool
	// Drop leaves users out of the answer only: the most likely ones are chosen
	// before, and a trait that they share with others stays one of several.
	// Nobody else moves up. Nil drops none.
	Drop func(number int32) bool
}

// Found is a user who is probably the same person.
type Found struct {
	Number int32 // in the tenant
	Score  float64

	id   string
	near int // in Search.near; -1 for a namesake that was not compared
}

// Search looks for one person after the other with a Finder. Its memory is used
// again for the next one. One goroutine at a time can use it.
type Search struct {
	finder  *Finder
	ad      person
	keys    []lookup
	buckets []bucket                 // of the keys
	found   []lookup                 // users, by number
	spare   []lookup                 // room for found
	near    []person                 // those that are compared
	who     []uint32                 // of near
	rooms   []*directory.CloudObject // for those of near
	marks   []Found
	one     comparison
	// For setAside: what it leaves, what it takes, and the display names it saw.
	rest      []lookup
	namesakes []uint32
	spellings []spelling
	look      person
}

// Search makes the room for a Find.
func (f *Finder) Search() *Search { return &Search{finder: f} }

// Find gives the cloud users that may be the same person, the most likely ones
// first and then by id, at most five. The list is good until the next Find.
func (s *Search) Find(q Query) []Found {
	f := s.finder
	s.ad.onPremises(q.User)
	s.near, s.who, s.marks, s.namesakes = s.near[:0], s.who[:0], s.marks[:0], s.namesakes[:0]
	blind := s.related()
	if q.Skip != nil {
		s.found = slices.DeleteFunc(s.found, func(l lookup) bool { return q.Skip(f.numbers[l.key()]) })
	}
	found := s.found
	if !blind {
		found = s.setAside()
	}
	for _, l := range found {
		s.add(uint32(l.key()))
	}
	s.one = comparison{ad: &s.ad, formal: f.formal, verified: q.Verified, near: s.near, pairs: s.one.pairs}
	s.one.count(len(s.namesakes))
	for i := range s.near {
		if score, _ := s.one.score(&s.near[i], false); score >= least {
			s.marks = append(s.marks, Found{Number: f.numbers[s.who[i]], Score: score, near: i})
		}
	}
	return s.best(q.Drop)
}

// room is where the i-th of near is read.
func (s *Search) room(i int) *directory.CloudObject {
	if i == len(s.rooms) {
		s.rooms = append(s.rooms, &directory.CloudObject{})
	}
	return s.rooms[i]
}

// add takes a cloud user into the comparison.
func (s *Search) add(user uint32) {
	n := len(s.near)
	o := s.finder.users.Read(s.finder.number(user), s.room(n))
	if n < cap(s.near) {
		s.near = s.near[:n+1]
	} else {
		s.near = append(s.near, person{})
	}
	s.near[n].inCloud(o)
	s.who = append(s.who, user)
}

// best gives the users with the highest marks, less those to be dropped. Ids
// are only looked at where there is a choice.
func (s *Search) best(drop func(int32) bool) []Found {
	if len(s.marks) > most {
		s.sortMarks()
		s.marks = s.marks[:most]
	}
	if drop != nil {
		s.marks = slices.DeleteFunc(s.marks, func(m Found) bool { return drop(m.Number) })
	}
	s.sortMarks()
	return s.marks
}

// sortMarks sorts by score, then by id, then in the order of the tenant.
func (s *Search) sortMarks() {
	if len(s.marks) < 2 {
		return
	}
	for i := range s.marks {
		m := &s.marks[i]
		m.id, _ = s.finder.users.Identity(int(m.Number))
	}
	slices.SortFunc(s.marks, func(a, b Found) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.id, b.id), cmp.Compare(a.Number, b.Number))
	})
}

// Reasons are the evidence that counts for one of those that the last Find gave,
// and what speaks against it, in sentences.
func (s *Search) Reasons(m Found) []string {
	p := &s.look
	if m.near >= 0 {
		p = &s.near[m.near]
	} else {
		p.inCloud(s.finder.users.Read(int(m.Number), s.room(len(s.near))))
	}
	_, reasons := s.one.score(p, true)
	return reasons
}

// related are the users that share a key with the person, in their order, with
// what the keys tell. Those that share only parts are left out when the signature
// of their name says that it is not almost the same, which is the one evidence
// left. It does not say so where another key was too crowded to be looked at, or
// where login names can be equal that have different keys, as \u03f9 and \u03f2,
// outside ASCII: then the person is blind.
func (s *Search) related() (blind bool) {
	f := s.finder
	s.keys, s.found = s.ad.lookupKeys(s.keys[:0], f.formal), s.found[:0]
	blind = slices.ContainsFunc(s.ad.logins, func(l login) bool { return !isASCII(l.local) })
	s.buckets = s.buckets[:0]
	for _, l := range s.keys { // all at once, because each is far from the others
		s.buckets = append(s.buckets, f.index.bucketOf(l.key()))
	}
	for i, l := range s.keys {
		entries, crowded := f.index.users(l.key(), s.buckets[i])
		blind = blind || crowded && !l.weak()
		if len(entries) > 0 {
			s.spare = f.index.merge(s.spare[:0], s.found, entries, l.what())
			s.found, s.spare = s.spare, s.found
		}
	}
	if !blind {
		name := s.ad.name.sketch(f.formal)
		s.found = slices.DeleteFunc(s.found, func(l lookup) bool { return l.weak() && name.excludes(f.index.cards[l.key()].name) })
	}
	return blind
}
