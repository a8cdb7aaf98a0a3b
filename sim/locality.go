package sim

import (
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
)

// Locality finds, for one person, the small part of the exports and the tenant
// that decides what happens to that person. It is made once; each part then
// costs the same however large the forest is.
type Locality struct {
	c      *cycle
	tenant directory.Tenant // without objects
	// people by their place, by object, and by the cloud objects they touch.
	people  []*directory.Candidate
	person  map[*directory.Object]int32
	touches map[*directory.CloudObject][]int32
	// group is the place of the first member; members lists those of a group.
	group   []int32
	members map[int32][]int32
	filter  []*directory.Object // the groups, where one of them is the filter
	place   map[*directory.CloudObject]int
}

// NewLocality indexes an input. It reports an error for the same settings as
// [Predict].
func NewLocality(in Input) (*Locality, error) {
	in.Trace, in.FullImport = false, false
	in.Tenant = unpacked(in.Tenant)
	c, err := newCycle(in)
	if err != nil {
		return nil, err
	}
	l := &Locality{c: c, tenant: *in.Tenant, person: map[*directory.Object]int32{},
		touches: map[*directory.CloudObject][]int32{}, members: map[int32][]int32{},
		place: make(map[*directory.CloudObject]int, len(in.Tenant.Objects))}
	for i, o := range in.Tenant.Objects {
		l.place[o] = i
	}
	l.tenant.Objects = nil
	l.tenant.Settings.SourceAnchor = c.settings.SourceAnchor
	l.people = c.all()
	l.group = make([]int32, len(l.people))
	for i, u := range l.people {
		l.group[i] = -1
		for _, o := range u.Objects() {
			l.person[o] = int32(i)
		}
		for _, o := range c.base.Related(u) {
			l.touches[o] = append(l.touches[o], int32(i))
		}
		if root := c.group.parent[i]; !c.group.alone(int32(i)) {
			l.group[i] = root
			l.members[root] = append(l.members[root], int32(i))
		}
	}
	if in.Tenant.Settings.Filter.Group != "" {
		l.filter = slices.DeleteFunc(slices.Clone(in.Snapshot.Objects), func(o *directory.Object) bool { return o.Type != directory.TypeGroup })
	}
	return l, nil
}

// SourceAnchor is the resolved anchor attribute and the reason for it.
func (l *Locality) SourceAnchor() (attribute, why string) { return l.c.settings.SourceAnchor, l.c.why }

// Person gives the person that an on-premises object is, nil for none.
func (l *Locality) Person(o *directory.Object) *directory.Candidate {
	if i, found := l.person[o]; found {
		return l.people[i]
	}
	return nil
}

// Related gives the cloud objects that share such a key with a person.
func (l *Locality) Related(u *directory.Candidate) []*directory.CloudObject {
	return l.c.base.Related(u)
}

// largestPart bounds the people of one part. Of a larger group those who touch
// the same cloud objects are kept, the first in the order of the exports.
const largestPart = 64

// Around cuts the input down to the people and cloud objects that count for
// one person and some cloud objects. Predict gives the person the same fate on
// it as on all, as far as the group is within largestPart.
func (l *Locality) Around(o *directory.Object, cloud ...*directory.CloudObject) Input {
	people := map[int32]bool{}
	objects := map[*directory.CloudObject]bool{}
	add := func(i int32) {
		if len(people) < largestPart && !people[i] {
			people[i] = true
			for _, c := range l.Related(l.people[i]) {
				objects[c] = true
			}
		}
	}
	addAll := func(i int32) {
		add(i)
		for _, m := range l.members[l.group[i]] {
			add(m)
		}
	}
	for _, c := range cloud {
		objects[c] = true
	}
	if i, found := l.person[o]; found {
		add(i)
		for _, c := range l.Related(l.people[i]) {
			for _, n := range l.touches[c] {
				add(n)
			}
		}
		addAll(i)
	}
	for _, c := range cloud {
		for _, i := range l.touches[c] {
			addAll(i)
		}
	}
	return l.part(o, people, objects)
}

// part makes the input, in the order of the exports and of the tenant.
func (l *Locality) part(o *directory.Object, people map[int32]bool, cloud map[*directory.CloudObject]bool) Input {
	in := l.c.in
	snap := *in.Snapshot
	snap.Objects = slices.Clone(l.filter)
	order := make([]int32, 0, len(people))
	for i := range people {
		order = append(order, i)
	}
	slices.Sort(order)
	for _, i := range order {
		snap.Objects = append(snap.Objects, l.people[i].Objects()...)
		snap.Objects = append(snap.Objects, l.people[i].Contacts...)
	}
	if _, projected := l.person[o]; !projected {
		snap.Objects = append(snap.Objects, o)
	}
	tenant := l.tenant
	for c := range cloud {
		tenant.Objects = append(tenant.Objects, c)
	}
	slices.SortFunc(tenant.Objects, func(a, b *directory.CloudObject) int { return l.place[a] - l.place[b] })
	in.Snapshot, in.Tenant = &snap, &tenant
	return in
}

// DecisionAbout predicts and gives the decision about the person with an
// on-premises object, nil when there is none.
func DecisionAbout(in Input, dn string) *match.Decision { return decisionFor(in, dn) }
