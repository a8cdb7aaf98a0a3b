package source

import (
	"strings"

	"presync/sim/directory"
	"presync/sim/table"
)

// idKey is the kind of the keys of cloudBuilder.ids.
const idKey = table.Kind('i')

// list is what was built so far.
func (b *cloudBuilder) list() *directory.Tenant {
	return &directory.Tenant{Objects: b.objects, Packed: b.pack}
}

// count is the number of objects.
func (b *cloudBuilder) count() int {
	if b.pack != nil {
		return b.pack.Len()
	}
	return len(b.objects)
}

// keep takes the record in hand for an object. hash is that of its id.
func (b *cloudBuilder) keep(o *directory.CloudRecord, hash uint64) {
	if len(o.Texts[directory.IDText]) > 0 {
		b.ids.Add(hash, uint32(b.count()))
	}
	if b.beside {
		b.run.hashes = append(b.run.hashes, hash)
	}
	if b.pack != nil {
		b.pack.Add(o)
		return
	}
	b.objects = append(b.objects, b.store())
}

// find gives the place of the object with an id, which is compared without
// case; -1 when there is none.
func (b *cloudBuilder) find(id string) int { return b.findHashed(idKey.HashFolded(id), []byte(id)) }

func (b *cloudBuilder) findHashed(hash uint64, id []byte) int {
	if len(id) == 0 {
		return -1
	}
	for n := range b.ids.All(hash) {
		if directory.SameFolded(b.idAt(int(n)), string(id)) {
			return int(n)
		}
	}
	return -1
}

func (b *cloudBuilder) idAt(n int) string {
	if b.pack != nil {
		return b.pack.ID(n)
	}
	return b.objects[n].ID
}

// lineOf gives the line of the object with an id, which is compared without
// case.
func (b *cloudBuilder) lineOf(id string) (line int, found bool) {
	n := b.find(id)
	if n < 0 {
		return 0, false
	}
	return b.lineAt(n), true
}

func (b *cloudBuilder) lineAt(n int) int {
	if b.pack != nil {
		return b.pack.Line(n)
	}
	return b.objects[n].Origin.Line
}

// unpack takes the objects out of the pack, before they are changed.
func (b *cloudBuilder) unpack() {
	if b.pack == nil {
		return
	}
	b.pack.Seal()
	for _, o := range b.pack.All() {
		b.objects = append(b.objects, o)
	}
	b.pack = nil
}

// reindex files the objects under their ids anew.
func (b *cloudBuilder) reindex() {
	b.ids.Clear()
	b.suffixes = suffixCounter{}
	for n, o := range b.objects {
		if o.ID != "" {
			b.ids.Add(idKey.HashFolded(o.ID), uint32(n))
		}
		b.suffixes.add(o.Type, o.Deleted || o.IsGuest(), []byte(o.UserPrincipalName))
	}
}

// suffix is a domain in which users have their names.
type suffix struct {
	domain string
	users  int
}

// suffixCounter counts the domains of the users' names, in the order in which
// they occur.
type suffixCounter struct {
	list []suffix
}

// add counts the domain of a name. It leaves guests out, whose names are made in
// the initial domain but say nothing about others, and deleted users.
func (c *suffixCounter) add(kind directory.ObjectType, guestOrDeleted bool, name []byte) {
	if kind != directory.TypeUser || guestOrDeleted {
		return
	}
	for i := range c.list {
		if isSuffix(c.list[i].domain, name) {
			c.list[i].users++
			return
		}
	}
	if domain := directory.UPN(name).Suffix(); domain != "" {
		c.list[c.place(domain)].users++
	}
}

// isSuffix reports whether a domain is the suffix of a name as it is written.
func isSuffix(domain string, name []byte) bool {
	at := len(name) - len(domain) - 1
	return at >= 0 && name[at] == '@' && string(name[at+1:]) == domain
}

// addAll counts what another one counted behind.
func (c *suffixCounter) addAll(other *suffixCounter) {
	for _, s := range other.list {
		c.list[c.place(s.domain)].users += s.users
	}
}

// place finds a domain, or begins to count it.
func (c *suffixCounter) place(domain string) int {
	for i := range c.list {
		if directory.SameFolded(c.list[i].domain, domain) {
			return i
		}
	}
	c.list = append(c.list, suffix{domain: strings.Clone(strings.ToLower(domain))})
	return len(c.list) - 1
}
