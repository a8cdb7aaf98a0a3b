package syncrule

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"presync/sim/directory"
)

// Project takes the objects that are in scope into the metaverse and returns
// the people in the order of the exports. anchor is the resolved sourceAnchor
// attribute.
func Project(snap *directory.Snapshot, inScope []*directory.Object, s *directory.Settings, anchor string) []*directory.Candidate {
	p := &projection{settings: s, anchor: anchor, licensed: map[directory.Key]bool{}}
	for _, u := range s.ExchangeLicensed {
		p.licensed[directory.Fold(u)] = true
	}
	order := map[*directory.Object]int{}
	byForest := map[string][]*directory.Object{}
	for i, o := range inScope {
		order[o] = i
		byForest[o.Forest] = append(byForest[o.Forest], o)
	}
	j := newJoiner(groupsFor(s, anchor))
	for _, forest := range snap.Forests {
		for _, o := range byForest[forest] {
			j.add(o, order[o])
		}
	}
	slices.SortStableFunc(j.people, func(a, b *person) int { return cmp.Compare(a.order, b.order) })
	contacts := contactsByMail(snap, s)
	out := make([]*directory.Candidate, len(j.people))
	for i, person := range j.people {
		out[i] = p.candidate(person.objects)
		out[i].Index = i
		if contacts != nil && out[i].Mail != "" {
			out[i].Contacts = contacts[directory.Fold(out[i].Mail)]
		}
	}
	return out
}

// contactsByMail finds the contacts that join users on mail: only with that
// matching option, and only under Connect Sync (rulebook FLT-8, JOIN-1).
func contactsByMail(snap *directory.Snapshot, s *directory.Settings) map[directory.Key][]*directory.Object {
	if s.Client == directory.CloudSync || !strings.EqualFold(s.UserMatching, "mail") {
		return nil
	}
	found := map[directory.Key][]*directory.Object{}
	for _, o := range snap.Objects {
		if mail := strings.TrimSpace(o.Attrs.First("mail")); o.Type == directory.TypeContact && mail != "" {
			found[directory.Fold(mail)] = append(found[directory.Fold(mail)], o)
		}
	}
	return found
}

type projection struct {
	settings *directory.Settings
	anchor   string
	licensed map[directory.Key]bool
}

func (p *projection) connect() bool { return p.settings.Client != directory.CloudSync }

// precedence ranks the objects of a person for the anchor and the sign-in
// attributes: an enabled account first, a linked mailbox never before another
// object, ties in the order of the connectors (rulebook SA-11, JOIN-3).
func (p *projection) precedence(o *directory.Object) int {
	switch {
	case p.connect() && isLinkedMailbox(o):
		return 2
	case enabled(o) == directory.False:
		return 1
	}
	return 0
}

// enabled reads bit 2 (ACCOUNTDISABLE) of userAccountControl.
func enabled(o *directory.Object) directory.Tristate {
	n, err := strconv.ParseInt(strings.TrimSpace(o.Attrs.First("userAccountControl")), 10, 64)
	if err != nil {
		return directory.Unknown
	}
	return directory.Bool(n&2 == 0)
}

func (p *projection) candidate(objects []*directory.Object) *directory.Candidate {
	if len(objects) > 1 {
		objects = slices.Clone(objects)
		slices.SortStableFunc(objects, func(a, b *directory.Object) int {
			return cmp.Compare(p.precedence(a), p.precedence(b))
		})
	}
	c := &directory.Candidate{Source: objects[0], Joined: objects[1:]}
	c.GUID, c.SID = c.Source.GUID(), c.Source.SID()
	p.setAnchor(c)
	p.setSignIn(c)
	flow(c, objects)
	c.ExchangePlan = p.licensed[c.UPN.Key()] || p.licensed[directory.Fold(c.Source.Attrs.First("userPrincipalName"))]
	return c
}

// setSignIn fills the sign-in attributes from the contributing object: the
// alternate login ID or userPrincipalName, else sAMAccountName and the domain
// (rulebook UP-1).
func (p *projection) setSignIn(c *directory.Candidate) {
	a := &c.Source.Attrs
	c.SAMAccountName = a.First("sAMAccountName")
	c.Enabled = enabled(c.Source)
	c.UPNFrom = "userPrincipalName"
	if p.settings.AlternateLoginID != "" {
		c.UPNFrom = p.settings.AlternateLoginID
	}
	c.UPN = directory.UPN(a.First(c.UPNFrom))
	if c.UPN == "" {
		c.UPNFrom = "sAMAccountName"
		c.UPN = directory.UPN(c.SAMAccountName + "@" + domainOf(c.Source.DN))
	}
}
