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
	user    func(int) *directory.CloudObject
	index   *index
	formal  formal
	scratch sync.Pool // of *search
}

// New makes a Finder over the live cloud-managed users of a tenant. Groups,
// contacts and deleted users are left out. user gives the users from 0 to n; it
// is asked again by each Find, both times from several goroutines, and must give
// the same.
func New(n int, user func(int) *directory.CloudObject) *Finder {
	f := &Finder{formal: formalNames(), user: user}
	f.index = newIndex(n, func() *person { return &person{} }, f.file)
	return f
}

// file gives what a user is filed under.
func (f *Finder) file(p *person, i int, keys []lookup) ([]lookup, signature) {
	o := f.user(i)
	if o.Deleted || o.Type == directory.TypeGroup || o.Type == directory.TypeContact {
		return keys, 0
	}
	p.inCloud(o)
	return p.cloudKeys(keys, f.formal), p.name.signature()
}

// search is what one Find needs. Its memory is used again for the next one.
type search struct {
	ad    person
	keys  []lookup
	found []lookup // users, by number
	near  []person
	who   []*directory.CloudObject
	marks []mark
	one   comparison
}

// mark is the score of one of near.
type mark struct {
	score float64
	near  int
}

// Find gives the cloud users that may be the same person, the most likely ones
// first and then by id, at most five.
//
// verified reports whether a domain is a verified one of the tenant: a login
// name under a domain that is not, e.g. corp.local, is likely to return under
// one that is. A nil verified takes every domain for one. skip leaves users out,
// e.g. because somebody else claims them; nil leaves out none.
func (f *Finder) Find(c *directory.Candidate, verified func(domain string) bool, skip func(*directory.CloudObject) bool) []match.NearMiss {
	s, _ := f.scratch.Get().(*search)
	if s == nil {
		s = &search{}
	}
	defer f.scratch.Put(s)
	s.ad.onPremises(c)
	s.near, s.who, s.marks = s.near[:0], s.who[:0], s.marks[:0]
	for _, i := range f.related(s) {
		if o := f.user(int(i.key())); skip == nil || !skip(o) {
			s.add(o)
		}
	}
	if len(s.near) == 0 {
		return nil
	}
	s.one = comparison{ad: &s.ad, formal: f.formal, verified: verified, near: s.near, pairs: s.one.pairs}
	s.one.count()
	for i := range s.near {
		if score, _ := s.one.score(&s.near[i], false); score >= least {
			s.marks = append(s.marks, mark{score, i})
		}
	}
	return s.best()
}

// add takes a cloud user into the comparison.
func (s *search) add(o *directory.CloudObject) {
	if n := len(s.near); n < cap(s.near) {
		s.near = s.near[:n+1]
	} else {
		s.near = append(s.near, person{})
	}
	s.near[len(s.near)-1].inCloud(o)
	s.who = append(s.who, o)
}

// best gives the users with the highest marks, with reasons.
func (s *search) best() []match.NearMiss {
	if len(s.marks) == 0 {
		return nil
	}
	slices.SortStableFunc(s.marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(s.who[a.near].ID, s.who[b.near].ID))
	})
	list := make([]match.NearMiss, 0, min(most, len(s.marks)))
	for _, m := range s.marks[:cap(list)] {
		score, reasons := s.one.score(&s.near[m.near], true)
		list = append(list, match.NearMiss{Cloud: s.who[m.near], Score: score, Reasons: reasons})
	}
	return list
}

// related are the users that share a key with the person, in their order. Those
// that share only weak ones are left out when the signature of their name says
// that it is not almost the same, which is the one evidence left. It does not
// say so where a strong key was too crowded to be looked at, or where login names
// can be equal that have different keys, as \u03f9 and \u03f2, outside ASCII.
func (f *Finder) related(s *search) []lookup {
	s.keys, s.found = s.ad.lookupKeys(s.keys[:0], f.formal), s.found[:0]
	name := s.ad.name.sketch(f.formal)
	blind := slices.ContainsFunc(s.ad.logins, func(l login) bool { return !isASCII(l.local) })
	for _, l := range s.keys {
		entries, crowded := f.index.users(l.key())
		blind = blind || crowded && !l.weak()
		for _, e := range entries {
			s.found = append(s.found, lookup(f.index.user(e))<<1|l&1)
		}
	}
	s.found = distinct(s.found)
	if blind {
		return s.found
	}
	return slices.DeleteFunc(s.found, func(l lookup) bool { return l.weak() && name.excludes(f.index.names[l.key()]) })
}
