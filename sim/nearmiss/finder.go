package nearmiss

import (
	"cmp"
	"slices"
	"sync"

	"presync/sim/directory"
	"presync/sim/match"
)

// NearCertain is the score from which on two users are taken for one person: a
// user that is created then is a duplicate.
const NearCertain = 0.9

// most is how many near misses are named for one user.
const most = 5

// least is the score below which a likeness is not worth naming.
const least = 0.3

// Finder compares on-premises users with the cloud users it was made of. Several
// goroutines can use it at once.
type Finder struct {
	users   *directory.Tenant
	numbers []int32 // in users
	index   *index
	formal  formal
	// spellings has the first user with the display name of each.
	spellings []uint32
	scratch   sync.Pool // of *search
}

// New makes a Finder over some objects of a tenant, given by their numbers in
// order, which ought to be the cloud-managed users. Groups, contacts and deleted
// users are left out. The tenant must not change as long as the Finder is used,
// and the Finder keeps the list.
func New(users *directory.Tenant, numbers []int32) *Finder {
	f := &Finder{formal: formalNames(), users: users, numbers: numbers}
	f.index = newIndex(len(numbers), func() *clerk { return &clerk{} }, f.file)
	f.spellings = f.firstSpellings()
	return f
}

// clerk is the room for filing users.
type clerk struct {
	room directory.CloudObject
	p    person
}

// file gives what a user is filed under.
func (f *Finder) file(c *clerk, i int, keys []lookup) ([]lookup, signature, trait) {
	o := f.users.Read(f.number(uint32(i)), &c.room)
	if o.Deleted || o.Type == directory.TypeGroup || o.Type == directory.TypeContact {
		return keys, 0, 0
	}
	c.p.inCloud(o)
	return c.p.cloudKeys(keys, f.formal), c.p.name.signature(), c.p.trait()
}

// number is that of a user in the tenant.
func (f *Finder) number(user uint32) int { return int(f.numbers[user]) }

// search is what one Find needs. Its memory is used again for the next one.
type search struct {
	ad    person
	keys  []lookup
	found []lookup // users, by number
	near  []person
	who   []mark                   // of near, without a score
	rooms []*directory.CloudObject // for those of near
	marks []mark
	one   comparison
	// For setAside: what it leaves, what it takes, and the display names it saw.
	rest      []lookup
	namesakes []uint32
	spellings []spelling
	look      person
}

// mark is the score of a user.
type mark struct {
	score float64
	id    string
	user  uint32
	near  int // in search.near; -1 for a namesake that was not compared
}

// Find gives the cloud users that may be the same person, the most likely ones
// first and then by id, at most five.
//
// verified reports whether a domain is a verified one of the tenant: a login
// name under a domain that is not, e.g. corp.local, is likely to return under
// one that is. A nil verified takes every domain for one. skip leaves users out,
// e.g. because somebody else claims them; nil leaves out none and is faster.
func (f *Finder) Find(c *directory.Candidate, verified func(domain string) bool, skip func(*directory.CloudObject) bool) []match.NearMiss {
	s, _ := f.scratch.Get().(*search)
	if s == nil {
		s = &search{}
	}
	defer f.scratch.Put(s)
	s.ad.onPremises(c)
	s.near, s.who, s.marks, s.namesakes = s.near[:0], s.who[:0], s.marks[:0], s.namesakes[:0]
	found, blind := f.related(s)
	if skip == nil && !blind {
		found = f.setAside(s)
	}
	for _, l := range found {
		user := uint32(l.key())
		if o := f.users.Read(f.number(user), s.room(len(s.near))); skip == nil || !skip(o) {
			s.add(user, o)
		}
	}
	s.one = comparison{ad: &s.ad, formal: f.formal, verified: verified, near: s.near, pairs: s.one.pairs}
	s.one.count(len(s.namesakes))
	for i := range s.near {
		if score, _ := s.one.score(&s.near[i], false); score >= least {
			s.who[i].score = score
			s.marks = append(s.marks, s.who[i])
		}
	}
	return f.best(s)
}

// room is where the i-th of near is read.
func (s *search) room(i int) *directory.CloudObject {
	if i == len(s.rooms) {
		s.rooms = append(s.rooms, &directory.CloudObject{})
	}
	return s.rooms[i]
}

// add takes a cloud user into the comparison.
func (s *search) add(user uint32, o *directory.CloudObject) {
	n := len(s.near)
	if n < cap(s.near) {
		s.near = s.near[:n+1]
	} else {
		s.near = append(s.near, person{})
	}
	s.near[n].inCloud(o)
	s.who = append(s.who, mark{id: o.ID, user: user, near: n})
}

// best gives the users with the highest marks, with reasons.
func (f *Finder) best(s *search) []match.NearMiss {
	if len(s.marks) == 0 {
		return nil
	}
	slices.SortFunc(s.marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id), cmp.Compare(a.user, b.user))
	})
	list := make([]match.NearMiss, 0, min(most, len(s.marks)))
	for _, m := range s.marks[:cap(list)] {
		o := f.users.At(f.number(m.user))
		p := &s.look
		if m.near >= 0 {
			p = &s.near[m.near]
		} else {
			p.inCloud(o)
		}
		score, reasons := s.one.score(p, true)
		list = append(list, match.NearMiss{Cloud: o, Score: score, Reasons: reasons})
	}
	return list
}

// related are the users that share a key with the person, in their order, with
// what the keys tell. Those that share only parts are left out when the signature
// of their name says that it is not almost the same, which is the one evidence
// left. It does not say so where another key was too crowded to be looked at, or
// where login names can be equal that have different keys, as \u03f9 and \u03f2,
// outside ASCII: then the person is blind.
func (f *Finder) related(s *search) (found []lookup, blind bool) {
	s.keys, s.found = s.ad.lookupKeys(s.keys[:0], f.formal), s.found[:0]
	blind = slices.ContainsFunc(s.ad.logins, func(l login) bool { return !isASCII(l.local) })
	for _, l := range s.keys {
		entries, crowded := f.index.users(l.key())
		blind = blind || crowded && !l.weak()
		for _, e := range entries {
			s.found = append(s.found, key(f.index.user(e)).tells(l.what()))
		}
	}
	s.found = distinct(s.found)
	if !blind {
		name := s.ad.name.sketch(f.formal)
		s.found = slices.DeleteFunc(s.found, func(l lookup) bool { return l.weak() && name.excludes(f.index.names[l.key()]) })
	}
	return s.found, blind
}
