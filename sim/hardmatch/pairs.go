package hardmatch

import (
	"fmt"
	"strings"

	"presync/sim/directory"
	"presync/sim/report"
	"presync/sim/source"
)

// ReadPairs reads the columns adUser and cloudUser of a table: one that a
// person wrote, what merge wrote, or a plan as CSV. A user is named by
// userPrincipalName, sAMAccountName, mail, DN, objectGUID or anchor, a cloud
// user by id, userPrincipalName or mail. Rows of a merged table that name one
// side only are left out. A name that nobody, or more than one, has becomes a
// row of the plan with the problem.
func (pl *Planner) ReadPairs(t *source.Table) ([]Pair, error) {
	ad, cloud, merged := -1, -1, false
	for i, name := range t.Header {
		switch source.ColumnKey(name) {
		case "aduser":
			ad = i
		case "clouduser":
			cloud = i
		case "status":
			merged = true
		}
	}
	if ad < 0 || cloud < 0 {
		return nil, fmt.Errorf("the table has no columns adUser and cloudUser, but %s", list(quotedNames(t.Header)))
	}
	users, targets := pl.adNames(), pl.cloudNames()
	var out []Pair
	for i, row := range t.Rows {
		adName, cloudName := strings.TrimSpace(row[ad]), strings.TrimSpace(row[cloud])
		if adName == "" && cloudName == "" || merged && (adName == "" || cloudName == "") {
			continue
		}
		p := Pair{adName: adName, cloudName: cloudName}
		var problems []string
		p.AD, problems = pick(users, adName, "AD user", problems)
		p.Cloud, problems = pick(targets, cloudName, "cloud user", problems)
		if len(problems) > 0 {
			p.problem = fmt.Sprintf("line %d: %s", t.Lines[i], strings.Join(problems, ", and "))
		}
		out = append(out, p)
	}
	return out, nil
}

func quotedNames(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = fmt.Sprintf("%q", n)
	}
	return out
}

// names finds objects by the ways to name them; the first way that names
// anybody counts.
type names[T comparable] []map[directory.Key][]T

// add files an object under a name, also as tables show it.
func (n names[T]) add(way int, name string, o T) {
	if name == "" {
		return
	}
	key := directory.Fold(report.Visible(name))
	if had := n[way][key]; len(had) == 0 || had[len(had)-1] != o {
		n[way][key] = append(had, o)
	}
}

func newNames[T comparable](ways int) names[T] {
	n := make(names[T], ways)
	for i := range n {
		n[i] = map[directory.Key][]T{}
	}
	return n
}

func pick[T comparable](n names[T], name, kind string, problems []string) (T, []string) {
	var none T
	if name == "" {
		return none, append(problems, "no "+kind+" is named")
	}
	for _, way := range n {
		found := way[directory.Fold(report.Visible(name))]
		if len(found) == 1 {
			return found[0], problems
		}
		if len(found) > 1 {
			return none, append(problems, fmt.Sprintf("%q names %d %ss", name, len(found), kind))
		}
	}
	return none, append(problems, fmt.Sprintf("no %s is called %q", kind, name))
}

func (pl *Planner) adNames() names[*directory.Object] {
	n := newNames[*directory.Object](7)
	for _, o := range pl.in.Snapshot.Objects {
		if pl.decisions[o] == nil {
			continue
		}
		n.add(0, o.DN, o)
		n.add(1, o.Attrs.First("userPrincipalName"), o)
		if u := pl.near.Person(o); u != nil && u.Source == o {
			n.add(1, string(u.UPN), o)
			n.add(6, string(u.Anchor), o)
		}
		n.add(2, o.Attrs.First("sAMAccountName"), o)
		n.add(3, o.Attrs.First("mail"), o)
		if guid := o.GUID(); !guid.IsZero() {
			n.add(4, guid.String(), o)
			n.add(5, string(guid.Anchor()), o)
		}
	}
	return n
}

func (pl *Planner) cloudNames() names[*directory.CloudObject] {
	n := newNames[*directory.CloudObject](4)
	for _, o := range pl.in.Tenant.Objects {
		if o.Type != directory.TypeUser {
			continue
		}
		n.add(0, o.ID, o)
		if !o.Deleted {
			n.add(1, string(o.UserPrincipalName), o)
			n.add(2, o.Mail, o)
		} else {
			n.add(3, string(o.UserPrincipalName), o)
		}
	}
	return n
}
