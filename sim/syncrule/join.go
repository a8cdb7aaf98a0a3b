package syncrule

import (
	"slices"
	"strings"
	"sync"

	"presync/sim/directory"
	"presync/sim/parallel"
	"presync/sim/table"
)

// joinGroup is one group of a join rule: an incoming object joins the one
// person whose objects have the same value. A group counts only if it finds
// exactly one (rulebook PIPE-4).
type joinGroup struct {
	name     string
	incoming value
	present  *value
}

// value reads what objects are compared by, "" for nothing.
type value func(*directory.Object) string

// The values that people of the metaverse are found by.
var (
	presentMail   = value(foldedAttr("mail"))
	presentSID    = value(sidAttr("objectSid"))
	presentMaster = value(sidAttr("msExchMasterAccountSid"))
	presentOrigin = value(sidAttr("msRTCSIP-OriginatorSid"))
	presentSAM    = value(samAndNick)
	presentAnchor = value(anchorBytes)
)

// joinGroups lists the groups of each matching option in the order in which
// they are tried (rulebook JOIN-1, JOIN-2).
var joinGroups = map[string][]joinGroup{
	"mail": {{"mail", presentMail, &presentMail}},
	"objectsid": {
		{"objectSid", presentSID, &presentSID},
		{"msExchMasterAccountSid to objectSid", presentMaster, &presentSID},
		{"objectSid to msExchMasterAccountSid", presentSID, &presentMaster},
		{"msRTCSIP-OriginatorSid to objectSid", presentOrigin, &presentSID},
		{"objectSid to msRTCSIP-OriginatorSid", presentSID, &presentOrigin},
	},
	"samaccountname": {{"sAMAccountName and mailNickname", samAndNick, &presentSAM}},
}

// anchorGroups are those that an installation with mS-DS-ConsistencyGuid adds
// (rulebook SA-5): a user moved with its value joins the same person.
var anchorGroups = []joinGroup{
	{"mS-DS-ConsistencyGuid to sourceAnchorBinary", func(o *directory.Object) string { return o.Attrs.FirstOf(directory.AttrConsistencyGUID) }, &presentAnchor},
	{"objectGUID to sourceAnchorBinary", guidBytes, &presentAnchor},
}

// groupsFor gives the join groups in force.
func groupsFor(s *directory.Settings, anchor string) []joinGroup {
	if s.Client == directory.CloudSync {
		return nil // no cross-forest join (rulebook CS-5)
	}
	var groups []joinGroup
	if anchor == ConsistencyGUID {
		groups = append(groups, anchorGroups...)
	}
	switch mode := strings.ToLower(s.UserMatching); mode {
	case "", "once":
	case "mail", "objectsid", "samaccountname":
		groups = append(groups, joinGroups[mode]...)
	default:
		same := value(foldedAttr(s.UserMatching))
		groups = append(groups, joinGroup{s.UserMatching, same, &same})
	}
	return groups
}

func foldedAttr(name string) func(*directory.Object) string {
	return func(o *directory.Object) string {
		return strings.ToLower(strings.TrimSpace(o.Attrs.First(name)))
	}
}

func sidAttr(name string) func(*directory.Object) string {
	return func(o *directory.Object) string {
		sid, err := directory.SIDFromValue(o.Attrs.First(name))
		if err != nil {
			return ""
		}
		return string(sid)
	}
}

func samAndNick(o *directory.Object) string {
	sam, nick := o.Attrs.First("sAMAccountName"), o.Attrs.First("mailNickname")
	if sam == "" || nick == "" {
		return ""
	}
	return strings.ToLower(sam + "\x00" + nick)
}

func guidBytes(o *directory.Object) string {
	if v := o.Attrs.FirstOf(directory.AttrObjectGUID); len(v) == 16 {
		if v == string(make([]byte, 16)) {
			return ""
		}
		return v
	}
	g := o.GUID()
	if g.IsZero() {
		return ""
	}
	return string(g[:])
}

// anchorBytes is what the metaverse holds as sourceAnchorBinary for an object:
// mS-DS-ConsistencyGuid, or objectGUID in its place.
func anchorBytes(o *directory.Object) string {
	if v := o.Attrs.FirstOf(directory.AttrConsistencyGUID); v != "" {
		return v
	}
	return guidBytes(o)
}

// joiner builds the people of the metaverse, connector by connector.
type joiner struct {
	groups []joinGroup
	people []joined
	joined map[*directory.Object][]*directory.Object
	// by finds the numbers of people by a present value; of finds the place
	// there of the one that each group compares with.
	by      []*table.Table
	present []*value
	of      []int
}

// joined is a person: the object that came first, and the place of the earliest
// of its objects in the exports.
type joined struct {
	first  *directory.Object
	order  int32
	joined bool // others came to it
}

const joinKey = table.Kind('j')

func newJoiner(groups []joinGroup, n int) *joiner {
	j := &joiner{groups: groups, people: make([]joined, 0, n), joined: map[*directory.Object][]*directory.Object{}}
	for _, g := range groups {
		at := slices.Index(j.present, g.present)
		if at < 0 {
			at = len(j.present)
			j.present, j.by = append(j.present, g.present), append(j.by, table.New(n))
		}
		j.of = append(j.of, at)
	}
	return j
}

// offers are what consecutive objects are compared by: the values of each and
// their hashes, side by side for a group or a present value.
type offers struct{ incoming, present []offer }

type offer struct {
	keys   []string
	hashes []uint64 // 0 where there is no key
}

// read collects the values of some objects.
func (o *offer) read(of value, objects []joined) {
	o.keys, o.hashes = o.keys[:0], o.hashes[:0]
	for i := range objects {
		key, hash := of(objects[i].first), uint64(0)
		if key != "" {
			hash = joinKey.Hash(key)
		}
		o.keys, o.hashes = append(o.keys, key), append(o.hashes, hash)
	}
}

// add joins each object to a person, or makes a new one. The values of a few
// hundred are read at once, on all processors.
func (j *joiner) add(objects []joined) {
	part := func(p int) []joined {
		return objects[p*parallel.AtOnce : min(len(objects), (p+1)*parallel.AtOnce)]
	}
	if len(j.groups) == 0 {
		j.people = append(j.people, objects...)
		return
	}
	idle := sync.Pool{New: func() any { return &offers{make([]offer, len(j.groups)), make([]offer, len(j.present))} }}
	_ = parallel.InOrder((len(objects)+parallel.AtOnce-1)/parallel.AtOnce, func(p int) *offers {
		f := idle.Get().(*offers)
		for i := range f.incoming {
			f.incoming[i].read(j.groups[i].incoming, part(p))
		}
		for i := range f.present {
			f.present[i].read(*j.present[i], part(p))
		}
		return f
	}, func(p int, f *offers) error {
		for i := range f.incoming {
			j.by[j.of[i]].Fetch(f.incoming[i].hashes)
		}
		for k, o := range part(p) {
			j.addOne(o, k, f)
		}
		idle.Put(f)
		return nil
	})
}

// addOne joins the k-th object of some that were read.
func (j *joiner) addOne(o joined, k int, f *offers) {
	n, found := j.find(k, f)
	if !found {
		n = uint32(len(j.people))
		j.people = append(j.people, o)
	} else {
		p := &j.people[n]
		p.joined = true
		j.joined[p.first] = append(j.joined[p.first], o.first)
		p.order = min(p.order, o.order)
	}
	for i := range f.present {
		if f.present[i].keys[k] != "" {
			j.by[i].Add(f.present[i].hashes[k], n)
		}
	}
}

// find gives the number of the person that the k-th object joins.
func (j *joiner) find(k int, f *offers) (n uint32, found bool) {
	for i := range f.incoming {
		key := f.incoming[i].keys[k]
		if key == "" {
			continue
		}
		count := 0
		for other := range j.by[j.of[i]].All(f.incoming[i].hashes[k]) {
			if count > 0 && other == n || !j.has(other, i, key) {
				continue
			}
			n = other
			if count++; count > 1 {
				break
			}
		}
		if count == 1 {
			return n, true
		}
	}
	return 0, false
}

// has reports whether an object of a person has the key of a group.
func (j *joiner) has(n uint32, group int, key string) bool {
	present, first := *j.groups[group].present, j.people[n].first
	if present(first) == key {
		return true
	}
	for _, o := range j.joined[first] {
		if present(o) == key {
			return true
		}
	}
	return false
}
