package nearmiss

import (
	"cmp"
	"slices"

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
	user   func(int) *directory.CloudObject
	index  *index
	formal formal
}

// New makes a Finder over the live cloud-managed users of a tenant. Groups,
// contacts and deleted users are left out. user gives the users from 0 to n; it
// is asked again by each Find, from several goroutines, and must give the same.
func New(n int, user func(int) *directory.CloudObject) *Finder {
	f := &Finder{formal: formalNames(), user: user}
	var pairs []uint64
	for i := range n {
		o := user(i)
		if o.Deleted || o.Type == directory.TypeGroup || o.Type == directory.TypeContact {
			continue
		}
		for _, k := range inCloud(o).cloudKeys(f.formal) {
			pairs = append(pairs, uint64(k)<<32|uint64(i))
		}
	}
	f.index = newIndex(pairs)
	return f
}

// Find gives the cloud users that may be the same person, the most likely ones
// first and then by id, at most five.
//
// verified reports whether a domain is a verified one of the tenant: a login
// name under a domain that is not, e.g. corp.local, is likely to return under
// one that is. A nil verified takes every domain for one. skip leaves users out,
// e.g. because somebody else claims them; nil leaves out none.
func (f *Finder) Find(c *directory.Candidate, verified func(domain string) bool, skip func(*directory.CloudObject) bool) []match.NearMiss {
	ad := onPremises(c)
	var near []*person
	var who []*directory.CloudObject
	for _, i := range f.related(ad) {
		if o := f.user(int(i)); skip == nil || !skip(o) {
			near, who = append(near, inCloud(o)), append(who, o)
		}
	}
	base := comparison{ad: ad, formal: f.formal, verified: verified}
	base.crowd = base.count(near)
	var list []match.NearMiss
	for i, p := range near {
		one := base
		one.cloud = p
		if score, reasons := one.score(); score >= least {
			list = append(list, match.NearMiss{Cloud: who[i], Score: score, Reasons: reasons})
		}
	}
	slices.SortStableFunc(list, func(a, b match.NearMiss) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Cloud.ID, b.Cloud.ID))
	})
	return list[:min(most, len(list))]
}

// related are the users that share a key with the person, in their order.
func (f *Finder) related(p *person) []uint32 {
	var found []uint32
	for _, k := range p.lookupKeys(f.formal) {
		for _, pair := range f.index.users(k) {
			found = append(found, uint32(pair))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
