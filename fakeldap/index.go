package fakeldap

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sync"

	"presync/fakeldap/internal/ad"
)

// indexes find the objects that may have a certain value of an attribute. An
// index is built the first time its attribute is searched for and then kept up
// by appending: a hit may be stale or a collision of hashes, so the filter is
// evaluated on every hit all the same.
type indexes struct {
	mu   sync.Mutex
	seed maphash.Seed
	byID map[uint32]*index
}

type index struct {
	attribute *ad.Attribute
	// sorted is what the directory held when the index was built.
	sorted []posting
	// later are the values written since.
	later map[uint64][]uint32
}

type posting struct {
	hash uint64
	pos  uint32
}

// indexed names the attributes by which people and machines look up single
// objects.
var indexed = map[string]bool{
	"objectGUID": true, "objectSid": true, "sAMAccountName": true, "userPrincipalName": true, "mail": true,
	"proxyAddresses": true, "mS-DS-ConsistencyGuid": true, "cn": true, "name": true, "displayName": true,
	"employeeID": true, "mailNickname": true, "distinguishedName": true, "sIDHistory": true,
}

func (x *indexes) drop() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.seed, x.byID = maphash.MakeSeed(), map[uint32]*index{}
}

// find lists candidates for an attribute's value in the order of positions;
// ok is false when the attribute has no index. The caller holds d.mu for
// reading.
func (x *indexes) find(d *directory, a *ad.Attribute, key string) (candidates []uint32, ok bool) {
	if !indexed[a.Name] {
		return nil, false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	idx := x.byID[uint32(a.ID)]
	if idx == nil {
		idx = x.build(d, a)
		x.byID[uint32(a.ID)] = idx
	}
	hash := maphash.String(x.seed, key)
	at, _ := slices.BinarySearchFunc(idx.sorted, hash, func(p posting, h uint64) int { return cmp.Compare(p.hash, h) })
	for ; at < len(idx.sorted) && idx.sorted[at].hash == hash; at++ {
		candidates = append(candidates, idx.sorted[at].pos)
	}
	candidates = append(candidates, idx.later[hash]...)
	slices.Sort(candidates)
	return slices.Compact(candidates), true
}

func (x *indexes) build(d *directory, a *ad.Attribute) *index {
	idx := &index{attribute: a, later: map[uint64][]uint32{}}
	for _, o := range d.objects {
		if o != nil {
			x.eachHash(o, a, func(h uint64) { idx.sorted = append(idx.sorted, posting{h, o.pos}) })
		}
	}
	slices.SortFunc(idx.sorted, func(p, q posting) int {
		return cmp.Or(cmp.Compare(p.hash, q.hash), cmp.Compare(p.pos, q.pos))
	})
	return idx
}

// note adds a new or changed object to every index. The caller holds d.mu.
func (x *indexes) note(o *object) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, idx := range x.byID {
		x.eachHash(o, idx.attribute, func(h uint64) { idx.later[h] = append(idx.later[h], o.pos) })
	}
}

func (x *indexes) eachHash(o *object, a *ad.Attribute, f func(uint64)) {
	for set := o.set(a); len(set) > 0; {
		var v []byte
		v, set = nextValue(set)
		if key, ok := a.Syntax.Key(v); ok {
			f(maphash.String(x.seed, key))
		}
	}
}
