package syncrule

import (
	"strings"

	"presync/sim/directory"
	"presync/sim/table"
)

// joinGroup is one group of a join rule: an incoming object joins the one
// person whose objects have the same value. A group counts only if it finds
// exactly one (rulebook PIPE-4).
type joinGroup struct {
	name     string
	incoming func(*directory.Object) string
	present  func(*directory.Object) string
}

// joinGroups lists the groups of each matching option in the order in which
// they are tried (rulebook JOIN-1, JOIN-2).
var joinGroups = map[string][]joinGroup{
	"mail": {{"mail", foldedAttr("mail"), foldedAttr("mail")}},
	"objectsid": {
		{"objectSid", sidAttr("objectSid"), sidAttr("objectSid")},
		{"msExchMasterAccountSid to objectSid", sidAttr("msExchMasterAccountSid"), sidAttr("objectSid")},
		{"objectSid to msExchMasterAccountSid", sidAttr("objectSid"), sidAttr("msExchMasterAccountSid")},
		{"msRTCSIP-OriginatorSid to objectSid", sidAttr("msRTCSIP-OriginatorSid"), sidAttr("objectSid")},
		{"objectSid to msRTCSIP-OriginatorSid", sidAttr("objectSid"), sidAttr("msRTCSIP-OriginatorSid")},
	},
	"samaccountname": {{"sAMAccountName and mailNickname", samAndNick, samAndNick}},
}

// anchorGroups are those that an installation with mS-DS-ConsistencyGuid adds
// (rulebook SA-5): a user moved with its value joins the same person.
var anchorGroups = []joinGroup{
	{"mS-DS-ConsistencyGuid to sourceAnchorBinary", func(o *directory.Object) string { return o.Attrs.FirstOf(directory.AttrConsistencyGUID) }, anchorBytes},
	{"objectGUID to sourceAnchorBinary", guidBytes, anchorBytes},
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
		same := foldedAttr(s.UserMatching)
		groups = append(groups, joinGroup{s.UserMatching, same, same})
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
	by     []*table.Table // the numbers of people, one table a group
}

// joined is a person: the object that came first, and the place of the earliest
// of its objects in the exports.
type joined struct {
	first *directory.Object
	order int
}

const joinKey = table.Kind('j')

func newJoiner(groups []joinGroup, n int) *joiner {
	j := &joiner{groups: groups, people: make([]joined, 0, n), joined: map[*directory.Object][]*directory.Object{}}
	for range groups {
		j.by = append(j.by, table.New(n))
	}
	return j
}

// add joins an object to a person, or makes a new one.
func (j *joiner) add(o *directory.Object, order int) {
	n, found := j.find(o)
	if !found {
		n = uint32(len(j.people))
		j.people = append(j.people, joined{o, order})
	} else {
		p := &j.people[n]
		j.joined[p.first] = append(j.joined[p.first], o)
		p.order = min(p.order, order)
	}
	for i := range j.groups {
		if key := j.groups[i].present(o); key != "" {
			j.by[i].Add(joinKey.Hash(key), n)
		}
	}
}

// find gives the number of the person that an object joins.
func (j *joiner) find(o *directory.Object) (n uint32, found bool) {
	for i := range j.groups {
		key := j.groups[i].incoming(o)
		if key == "" {
			continue
		}
		count := 0
		for other := range j.by[i].All(joinKey.Hash(key)) {
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
	present, first := j.groups[group].present, j.people[n].first
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
