package tutor

import (
	"slices"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/report"
)

// widest is how many objects stand side by side, label the width of the names
// of the rows.
const (
	perColumn = 26
	label     = 23
)

// row is one line of the comparison: what it is called, and its value on
// either side. A row without any value is left out.
type row struct {
	name  string
	ad    func(*adObject) string
	cloud func(*directory.CloudObject) string
}

// adObject is an on-premises object and the person that it belongs to.
type adObject struct {
	*directory.Object
	person *directory.Candidate // nil when it never became one
}

// compare shows the objects of a sync side by side, those of the user first.
func (p *page) compare(s *step) {
	own, others := adObjects(s)
	clouds := cloudObjects(s)
	room := max((p.width-2-label)/perColumn, 2)
	shownAD := own[:min(len(own), room)]
	shownCloud := clouds[:min(len(clouds), room-len(shownAD))]
	if len(shownCloud) == 0 && len(clouds) > 0 {
		shownAD, shownCloud = own[:1], clouds[:1]
	}
	beside := others[:min(len(others), room-len(shownAD)-len(shownCloud))]
	left := append(slices.Clone(own[len(shownAD):]), others[len(beside):]...)
	shownAD = append(slices.Clone(shownAD), beside...)

	rows := comparison(s, shownAD, shownCloud)
	names := label - 2
	for _, r := range rows {
		names = min(max(names, len(r[0])), 28)
	}
	most := (p.width-names-2)/(len(shownAD)+len(shownCloud)) - 2
	cols := []report.Column{{Most: names}}
	for _, o := range shownAD {
		title := adTitle(s, o)
		if len(title) > most { // a title makes its column as wide as it is
			title = "in AD"
		}
		cols = append(cols, report.Column{Title: title, Most: most})
	}
	for _, c := range shownCloud {
		cols = append(cols, report.Column{Title: cloudTitle(c), Most: most})
	}
	p.table(cols, wrapped(rows, most))
	if len(clouds) == 0 {
		p.line("  The tenant has no users yet.")
	}
	var more []string
	for _, o := range left {
		more = append(more, nameOf(o.Object)+" in AD")
	}
	for _, c := range clouds[len(shownCloud):] {
		more = append(more, match.CloudName(c))
	}
	if len(more) > 0 {
		p.hang("  There, too: ", shortList(more)+" (d shows the data).", nil)
	}
}

// cloudObjects are the objects of the tenant, those first that the user is
// compared with.
func cloudObjects(s *step) []*directory.CloudObject {
	rank := func(c *directory.CloudObject) int {
		d := s.decision
		switch {
		case c.ID == cloudID(d.Target), c.ID == cloudID(d.Other):
			return 0
		case slices.ContainsFunc(d.Trace, func(t match.Step) bool { return t.Cloud != nil && t.Cloud.ID == c.ID }):
			return 1
		}
		return 2
	}
	list := slices.Clone(s.in.Tenant.Objects)
	slices.SortStableFunc(list, func(a, b *directory.CloudObject) int { return rank(a) - rank(b) })
	return list
}

// wrapped breaks the cells of rows into several rows where they are too wide.
func wrapped(rows [][]string, most int) [][]string {
	var out [][]string
	for _, row := range rows {
		height := 1
		cells := make([][]string, len(row))
		for i, text := range row {
			cells[i] = []string{text}
			if i > 0 {
				cells[i] = report.WrapText(text, most)
			}
			height = max(height, len(cells[i]))
		}
		for line := range height {
			one := make([]string, len(row))
			for i := range cells {
				if line < len(cells[i]) {
					one[i] = cells[i][line]
				}
			}
			out = append(out, one)
		}
	}
	return out
}

// comparison makes the rows of the table.
func comparison(s *step, ad []*adObject, clouds []*directory.CloudObject) [][]string {
	var rows [][]string
	add := func(name string, cells []string) {
		if strings.Join(cells, "") != "" {
			rows = append(rows, append([]string{name}, cells...))
		}
	}
	for _, r := range rowsOf(s) {
		cells := make([]string, 0, len(ad)+len(clouds))
		for _, o := range ad {
			cells = append(cells, r.ad(o))
		}
		for _, c := range clouds {
			cells = append(cells, r.cloud(c))
		}
		add(r.name, cells)
	}
	for _, name := range otherAttributes(ad) {
		cells := make([]string, len(ad)+len(clouds))
		for i, o := range ad {
			cells[i] = attributeText(o.Object, name)
		}
		add(name, cells)
	}
	return rows
}

// rowsOf are the rows of the values that matching looks at.
func rowsOf(s *step) []row {
	noAD := func(*adObject) string { return "" }
	noCloud := func(*directory.CloudObject) string { return "" }
	return []row{
		{"displayName", func(o *adObject) string { return nameOf(o.Object) },
			func(c *directory.CloudObject) string { return c.DisplayName }},
		{"place", func(o *adObject) string { return placeText(s, o.Object) }, noCloud},
		{"anchor, immutable ID", anchorText, func(c *directory.CloudObject) string {
			return known(c, "onPremisesImmutableId", string(c.ImmutableID), "none")
		}},
		{"userPrincipalName", func(o *adObject) string { return attributeText(o.Object, "userPrincipalName") },
			func(c *directory.CloudObject) string { return string(c.UserPrincipalName) }},
		{"proxyAddresses", func(o *adObject) string { return listText(o.Attrs.Values("proxyAddresses")) }, cloudAddresses},
		{"mail", func(o *adObject) string { return attributeText(o.Object, "mail") }, cloudMail},
		{"mailNickname", func(o *adObject) string { return attributeText(o.Object, "mailNickname") }, noCloud},
		{"security identifier", securityID(s), func(c *directory.CloudObject) string { return shortSID(c.SecurityID) }},
		{"objectGUID", mappedGUID(s), func(c *directory.CloudObject) string {
			if c.ObjectIdentifier.IsZero() && !s.mentions("onPremisesObjectIdentifier") {
				return ""
			}
			return known(c, "onPremisesObjectIdentifier", guidText(c.ObjectIdentifier), "none")
		}},
		{"state", accountState, syncState},
		{"roles", noAD, func(c *directory.CloudObject) string { return rolesText(s, c) }},
		{"licence", noAD, func(c *directory.CloudObject) string {
			if c.ExchangePlan || slices.Contains(s.in.Tenant.Settings.ExchangeLicensed, string(c.UserPrincipalName)) {
				return "Exchange Online"
			}
			return ""
		}},
		{"waits for", noAD, waitsFor},
	}
}

// adObjects are the on-premises persons of a sync: those of the user, and the
// others.
func adObjects(s *step) (own, others []*adObject) {
	persons := make(map[*directory.Object]*directory.Candidate)
	for i := range s.p.Decisions {
		if u := s.p.Decisions[i].User; u != nil {
			for _, o := range u.Objects() {
				persons[o] = u
			}
		}
	}
	d := s.decision
	own = []*adObject{{d.Object, d.User}}
	for _, o := range s.in.Snapshot.Objects {
		if o == d.Object || !o.Type.IsPerson() && o.Type != directory.TypeContact {
			continue
		}
		a := &adObject{o, persons[o]}
		if d.User != nil && (a.person == d.User || slices.Contains(d.User.Contacts, o)) {
			own = append(own, a)
			continue
		}
		others = append(others, a)
	}
	return own, others
}

func adTitle(s *step, o *adObject) string {
	title := "in Active Directory"
	if len(s.in.Snapshot.Forests) > 1 {
		title = "in AD, forest " + o.Forest
	}
	if o.Type != directory.TypeUser {
		title += " (" + string(o.Type) + ")"
	}
	return title
}

func cloudTitle(c *directory.CloudObject) string {
	switch {
	case c.Deleted:
		return "in the recycle bin"
	case c.Type != directory.TypeUser:
		return "in the cloud (" + string(c.Type) + ")"
	case c.IsGuest():
		return "in the cloud (guest)"
	}
	return "in the cloud"
}
