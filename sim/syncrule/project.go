package syncrule

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"presync/sim/directory"
)

// People are the persons of the metaverse: which on-premises objects belong to
// each. The attributes of a person flow when [People.Candidate] is asked, so
// that a million of them need not be held at once.
type People struct {
	projection
	// list has an entry a person, in the order of the exports; those who joined
	// are in joined.
	list     []joined
	joined   map[*directory.Object][]*directory.Object
	contacts map[directory.Key][]*directory.Object
}

// Join takes the objects that are in scope into the metaverse. anchor is the
// resolved sourceAnchor attribute.
func Join(snap *directory.Snapshot, inScope []*directory.Object, s *directory.Settings, anchor string) *People {
	p := &People{projection: projection{settings: s, anchor: anchor, licensed: map[directory.Key]bool{}}}
	for _, u := range s.ExchangeLicensed {
		p.licensed[directory.Fold(u)] = true
	}
	j := newJoiner(groupsFor(s, anchor), len(inScope))
	objects := make([]joined, 0, len(inScope))
	for _, forest := range snap.Forests {
		for i, o := range inScope {
			if o.Forest == forest {
				objects = append(objects, joined{first: o, order: int32(i)})
			}
		}
	}
	j.add(objects)
	slices.SortStableFunc(j.people, func(a, b joined) int { return cmp.Compare(a.order, b.order) })
	p.list, p.joined = j.people, j.joined
	p.contacts = contactsByMail(snap, s)
	return p
}

// Len is how many they are.
func (p *People) Len() int { return len(p.list) }

// Order gives the place of the first object of a person in the list of objects
// that are in scope.
func (p *People) Order(i int) int { return int(p.list[i].order) }

// Merged counts the objects that are one person with an object of their own
// forest, and gives the first of them with the one that it joined. Joins are
// meant for objects of several forests; within one they are mostly a mistake in
// the data, such as an account that was copied with its mS-DS-ConsistencyGuid.
func (p *People) Merged() (n int, first, with *directory.Object) {
	for i := range p.list {
		if !p.list[i].joined {
			continue
		}
		objects := append([]*directory.Object{p.list[i].first}, p.joined[p.list[i].first]...)
		for k, o := range objects[1:] {
			same := slices.IndexFunc(objects[:k+1], func(other *directory.Object) bool { return other.Forest == o.Forest })
			if same < 0 {
				continue
			}
			if n++; n == 1 {
				first, with = o, objects[same]
			}
		}
	}
	return n, first, with
}

// Candidate makes a person.
func (p *People) Candidate(i int) *directory.Candidate {
	c := &directory.Candidate{}
	p.Read(i, c, nil)
	return c
}

// Read makes a person in the place of another, for a look at somebody whom
// nobody keeps; the list of addresses is reused. texts is memory for what is
// not written in an export.
func (p *People) Read(i int, c *directory.Candidate, texts *directory.Texts) {
	p.read(i, c, texts).profile()
}

// ReadNames is Read without the display name and the profile, which nobody can
// claim.
func (p *People) ReadNames(i int, c *directory.Candidate, texts *directory.Texts) {
	p.read(i, c, texts)
}

// read makes all of a person but what profile gives.
func (p *People) read(i int, c *directory.Candidate, texts *directory.Texts) picker {
	person := &p.list[i]
	first := person.first
	addresses := c.ProxyAddresses[:0]
	*c = directory.Candidate{} // cleared in place; a literal with values is made and copied
	c.Index, c.Source, c.ProxyAddresses = i, first, addresses
	pick := picker{candidate: c}
	if person.joined {
		objects := append([]*directory.Object{first}, p.joined[first]...)
		slices.SortStableFunc(objects, func(a, b *directory.Object) int {
			return cmp.Compare(p.precedence(a), p.precedence(b))
		})
		c.Source, c.Joined = objects[0], objects[1:]
		pick.order = addressBookOrder(objects)
	}
	var v values
	v.read(c.Source)
	c.GUID, c.SID = directory.GUIDOfValue(v.of[guid]), directory.SIDIn(texts, v.of[sid])
	p.setAnchor(c, &v, texts)
	p.setSignIn(c, &v)
	pick.names(&v)
	c.ExchangePlan = len(p.licensed) > 0 && (p.licensed[c.UPN.Key()] || p.licensed[directory.Fold(v.of[userPrincipalName])])
	if p.contacts != nil && c.Mail != "" {
		c.Contacts = p.contacts[directory.Fold(c.Mail)]
	}
	return pick
}

// values are the first values of what read asks the contributing object for, in
// one walk.
type values struct {
	of [readValues]string
	// odd says that a first value is there and empty, so that another one may
	// follow it.
	odd bool
}

const (
	guid = iota
	sid
	consistencyGUID
	userPrincipalName
	samAccountName
	accountControl
	recipientDetails
	remoteRecipient
	mail
	mailNickname

	readValues // how many there are
)

var readFrom = [readValues]directory.AttrID{
	directory.AttrObjectGUID, directory.AttrObjectSID, directory.AttrConsistencyGUID, directory.AttrUserPrincipalName,
	directory.AttrSAMAccountName, directory.AttrUserAccountControl, directory.AttrRecipientTypeDetails, directory.AttrRemoteRecipientType,
	directory.AttrMail, directory.AttrMailNickname,
}

func (v *values) read(o *directory.Object) {
	o.Attrs.FirstsOf(readFrom[:], v.of[:], func(int) { v.odd = true })
}

// Project is Join and all candidates.
func Project(snap *directory.Snapshot, inScope []*directory.Object, s *directory.Settings, anchor string) []*directory.Candidate {
	p := Join(snap, inScope, s, anchor)
	out := make([]*directory.Candidate, p.Len())
	for i := range out {
		out[i] = p.Candidate(i)
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
	case p.connect() && isLinkedMailbox(o.Attrs.FirstOf(directory.AttrRecipientTypeDetails)):
		return 2
	case enabled(o.Attrs.FirstOf(directory.AttrUserAccountControl)) == directory.False:
		return 1
	}
	return 0
}

// enabled reads bit 2 (ACCOUNTDISABLE) of userAccountControl.
func enabled(control string) directory.Tristate {
	if n, plain := plainNumber(control); plain {
		return directory.Bool(n&2 == 0)
	}
	n, err := strconv.ParseInt(strings.TrimSpace(control), 10, 64)
	if err != nil {
		return directory.Unknown
	}
	return directory.Bool(n&2 == 0)
}

// plainNumber reads up to nine digits, as nearly all values are; plain is false
// for all else, which may be a number yet.
func plainNumber(text string) (n int, plain bool) {
	if len(text) == 0 || len(text) > 9 {
		return 0, false
	}
	for i := range len(text) {
		digit := text[i] - '0'
		if digit > 9 {
			return 0, false
		}
		n = 10*n + int(digit)
	}
	return n, true
}

// setSignIn fills the sign-in attributes from the contributing object: the
// alternate login ID or userPrincipalName, else sAMAccountName and the domain
// (rulebook UP-1).
func (p *projection) setSignIn(c *directory.Candidate, v *values) {
	c.SAMAccountName = v.of[samAccountName]
	c.Enabled = enabled(v.of[accountControl])
	c.UPNFrom, c.UPN = "userPrincipalName", directory.UPN(v.of[userPrincipalName])
	if p.settings.AlternateLoginID != "" {
		c.UPNFrom = p.settings.AlternateLoginID
		c.UPN = directory.UPN(c.Source.Attrs.First(c.UPNFrom))
	}
	if c.UPN == "" {
		c.UPNFrom = "sAMAccountName"
		c.UPN = directory.UPN(c.SAMAccountName + "@" + domainOf(c.Source.DN))
	}
}
