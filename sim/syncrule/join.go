package syncrule

import (
	"strings"

	"presync/sim/directory"
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
	{"mS-DS-ConsistencyGuid to sourceAnchorBinary", rawAttr(ConsistencyGUID), anchorBytes},
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

func rawAttr(name string) func(*directory.Object) string {
	return func(o *directory.Object) string { return o.Attrs.First(name) }
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
	g := o.GUID()
	if g.IsZero() {
		return ""
	}
	return string(g[:])
}

// anchorBytes is what the metaverse holds as sourceAnchorBinary for an object:
// mS-DS-ConsistencyGuid, or objectGUID in its place.
func anchorBytes(o *directory.Object) string {
	if v := o.Attrs.First(ConsistencyGUID); v != "" {
		return v
	}
	return guidBytes(o)
}

// joiner builds the people of the metaverse, connector by connector.
type joiner struct {
	groups []joinGroup
	people []*person
	by     []map[string][]*person // one index a group
}

type person struct {
	objects []*directory.Object
	order   int // place of the first object in the exports
}

func newJoiner(groups []joinGroup) *joiner {
	j := &joiner{groups: groups, by: make([]map[string][]*person, len(groups))}
	for i := range j.by {
		j.by[i] = map[string][]*person{}
	}
	return j
}

// add joins an object to a person, or makes a new one.
func (j *joiner) add(o *directory.Object, order int) {
	p := j.find(o)
	if p == nil {
		p = &person{order: order}
		j.people = append(j.people, p)
	}
	p.objects = append(p.objects, o)
	p.order = min(p.order, order)
	for i, g := range j.groups {
		key := g.present(o)
		if key != "" && !contains(j.by[i][key], p) {
			j.by[i][key] = append(j.by[i][key], p)
		}
	}
}

func (j *joiner) find(o *directory.Object) *person {
	for i, g := range j.groups {
		if key := g.incoming(o); key != "" && len(j.by[i][key]) == 1 {
			return j.by[i][key][0]
		}
	}
	return nil
}

func contains(list []*person, p *person) bool {
	for _, q := range list {
		if q == p {
			return true
		}
	}
	return false
}
