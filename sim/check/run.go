package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
)

// Input is all that the findings depend on.
type Input struct {
	Snapshot *directory.Snapshot
	// Tenant has the settings, and the objects when the tenant was read.
	Tenant *directory.Tenant
	// People are those to synchronise. A user who is in none of them is
	// somebody on their own.
	People  []Person
	Profile Profile
	// Only limits the checks to these IDs; nil runs all of the profile.
	Only []string
}

// Result is what was found.
type Result struct {
	// Objects is how many were looked at, Left how many were left out.
	Objects, Left int
	// Findings are in the order of the exports, of the attributes and of the
	// table.
	Findings []Finding
	// Gaps are what the exports do not tell.
	Gaps []directory.Gap
}

// Finding is one value, or the want of one, that a check finds fault with.
type Finding struct {
	Check  *Check
	Object *directory.Object
	// Attribute and Value are as the export has them; Value is "" where the
	// finding is about all values together or about none.
	Attribute, Value string
	// Origin is the place of the attribute, or of the object.
	Origin  directory.Origin
	Problem string
	// Suggestion is a safe value to put in place of Value, nil for none.
	Suggestion *string
	// Other is the other holder of a value that must be unique.
	Other *Other
}

// Other is an object that holds the same value: an on-premises object or a
// cloud object.
type Other struct {
	Object           *directory.Object
	Cloud            *directory.CloudObject
	Attribute, Value string
	Origin           directory.Origin
}

// String names the other holder and its place.
func (o *Other) String() string {
	holder := "another object"
	switch {
	case o.Object != nil:
		holder = fmt.Sprintf("%s %q", o.Object.Type, o.Object.DN)
	case o.Cloud != nil:
		holder = fmt.Sprintf("cloud %s %q", o.Cloud.Type, cmp.Or(string(o.Cloud.UserPrincipalName), o.Cloud.DisplayName, o.Cloud.ID))
	}
	return fmt.Sprintf("%s has it in %s at %s", holder, o.Attribute, o.Origin)
}

// Run looks over all objects.
func Run(in Input) *Result {
	r := newRun(in)
	r.collect()
	for i := range r.entries {
		if !r.entries[i].left {
			r.look(int32(i))
		}
	}
	r.dropContested()
	r.result.Gaps = r.gaps()
	return r.result
}

// run is the work of Run.
type run struct {
	in      Input
	rows    map[string][]*Check // by attribute, in the order of the table
	entries []entry
	people  []Person
	owner   map[*directory.CloudObject]int32
	here    *index
	cloud   *index
	result  *Result
}

func newRun(in Input) *run {
	r := &run{in: in, rows: map[string][]*Check{}, owner: map[*directory.CloudObject]int32{}, here: newIndex(), result: &Result{}}
	for _, c := range All() {
		named := func(id string) bool { return strings.EqualFold(id, c.ID) }
		if !c.In(in.Profile) || in.Only != nil && !slices.ContainsFunc(in.Only, named) {
			continue
		}
		for _, a := range c.Attributes {
			r.rows[a] = append(r.rows[a], c)
		}
	}
	if in.Profile.ofTool() && in.Tenant.Settings.AlternateLoginID != "" {
		delete(r.rows, attrUPN) // as the tool does (rulebook VAL-4)
	}
	r.cloud = cloudIndex(in.Tenant.Objects)
	r.enter()
	return r
}

// enter makes the entries and tells who is one person.
func (r *run) enter() {
	r.people = slices.Clone(r.in.People)
	known := make(map[*directory.Object]int32, len(r.in.Snapshot.Objects))
	for i := range r.people {
		for _, o := range r.people[i].Objects {
			known[o] = int32(i)
		}
		if c := r.people[i].Cloud; c != nil {
			r.owner[c] = int32(i)
		}
	}
	r.entries = make([]entry, 0, len(r.in.Snapshot.Objects))
	for _, o := range r.in.Snapshot.Objects {
		if !takesPart(o.Type) {
			continue
		}
		e := entry{Object: o}
		if at, ok := known[o]; ok {
			e.person, e.joined = at, r.people[at].Objects[0] != o
		} else {
			e.person = int32(len(r.people))
			r.people = append(r.people, Person{Objects: []*directory.Object{o}})
		}
		if r.in.Profile.ofTool() {
			e.left = e.toolLeaves()
		} else {
			e.left = r.people[e.person].Left
		}
		if e.left {
			r.result.Left++
		} else {
			r.result.Objects++
		}
		r.entries = append(r.entries, e)
	}
}

// name is how the on-premises side calls an attribute: an alternate login ID
// takes the place of userPrincipalName.
func (r *run) name(attribute string) string {
	if id := r.in.Tenant.Settings.AlternateLoginID; attribute == attrUPN && id != "" && !r.in.Profile.ofTool() {
		return id
	}
	return attribute
}

// look asks all checks about one object.
func (r *run) look(i int32) {
	e := &r.entries[i]
	for _, attribute := range attributes {
		rows := r.rows[attribute]
		if len(rows) == 0 || r.notAsked(e, attribute) {
			continue
		}
		v := value{run: r, entry: e, index: i, attribute: attribute, at: -1, all: e.Attrs.Values(r.name(attribute))}
		r.whole(v, rows)
		for at, text := range v.all {
			if text == "" {
				continue
			}
			one := v
			one.at, one.given, one.text = int32(at), text, text
			r.chain(&one, rows)
		}
	}
}

// notAsked reports whether the values of an attribute do not matter: names of
// an object that does not give the sign-in name.
func (r *run) notAsked(e *entry, attribute string) bool {
	return !r.in.Profile.ofTool() && attribute == attrUPN && (e.joined || !e.Type.IsPerson())
}

// whole asks the checks about the attribute as such.
func (r *run) whole(v value, rows []*Check) {
	present := slices.ContainsFunc(v.all, func(s string) bool { return s != "" })
	for _, c := range rows {
		asked := c.about == noValue && !present || c.about == allValues && present || c.about == valueCount
		if !asked || !r.concerns(c, v.entry) {
			continue
		}
		v.text = ""
		detail, found := c.find(&v)
		if !found {
			continue
		}
		if c.repair != nil {
			v.text = c.repair(&v)
		}
		at := len(r.result.Findings)
		r.report(&v, c, detail, nil)
		r.suggest(&v, at)
	}
}

// chain asks the checks about a value, one behind the other: each looks at
// what the ones before it left.
func (r *run) chain(v *value, rows []*Check) {
	from, dead := len(r.result.Findings), false
	for _, c := range rows {
		if c.about != eachValue || !r.concerns(c, v.entry) {
			continue
		}
		if c.twin != nil {
			if other := r.other(v, c.twin); other != nil && !(c.twin.otherKind && r.reported(from, other)) {
				r.report(v, c, other.String(), other)
				dead = true
			}
			continue
		}
		detail, found := c.find(v)
		if !found {
			continue
		}
		r.report(v, c, detail, nil)
		dead = dead || c.dead
		dead = !v.mend(c) || dead
	}
	if !dead {
		r.suggest(v, from)
	}
}

// concerns reports whether a check is asked about an object. Contacts and
// groups only hold values, except to the discontinued tool; which cloud object
// is theirs is not known, so they are not compared with the tenant.
func (r *run) concerns(c *Check, e *entry) bool {
	return r.in.Profile.ofTool() || e.Type.IsPerson() || c.twin != nil && !c.twin.cloud
}

// reported reports whether a finding, of those from a place on, names a holder.
func (r *run) reported(from int, other *Other) bool {
	return slices.ContainsFunc(r.result.Findings[from:], func(f Finding) bool {
		return f.Other != nil && f.Other.Object == other.Object && f.Other.Cloud == other.Cloud
	})
}

// report files a finding.
func (r *run) report(v *value, c *Check, detail string, other *Other) {
	problem := c.Title
	if detail != "" {
		problem += ": " + detail
	}
	name := r.name(v.attribute)
	r.result.Findings = append(r.result.Findings, Finding{
		Check: c, Object: v.entry.Object, Attribute: name, Value: v.given,
		Origin: v.entry.At(name), Problem: problem, Other: other,
	})
}

// gaps names the attributes that checks ask for and that no export has. LDIF
// does not tell an attribute that nobody has from one that was left out.
func (r *run) gaps() []directory.Gap {
	var gaps []directory.Gap
	for _, a := range attributes {
		missing := slices.ContainsFunc(r.rows[a], func(c *Check) bool { return c.about == noValue })
		if name := r.name(a); missing && r.result.Objects > 0 && !r.in.Snapshot.Attributes[strings.ToLower(name)] {
			gaps = append(gaps, directory.Gap{ID: "check-attribute-absent",
				Text: fmt.Sprintf("No object of the exports has %s. If the export left it out, the findings about missing values are wrong: export it too.", name)})
		}
	}
	return gaps
}
