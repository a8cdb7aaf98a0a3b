package nearmiss

import "presync/sim/directory"

// NearCertain is the score from which on two users are taken for one person: a
// user that is created then is a duplicate.
const NearCertain = 0.9

// most is how many near misses are named for one user.
const most = 5

// least is the score below which a likeness is not worth naming.
const least = 0.3

// Finder compares on-premises users with the cloud users it was made of. Several
// goroutines can use it at once, each with a Search of its own.
type Finder struct {
	users       *directory.Tenant
	numbers     []int32 // in users
	index       *index
	formal      formal
	departments departments
}

// New makes a Finder over some objects of a tenant, given by their numbers in
// order, which ought to be the cloud-managed users. Groups, contacts and deleted
// users are left out. The tenant must not change as long as the Finder is used,
// and the Finder keeps the list.
func New(users *directory.Tenant, numbers []int32) *Finder {
	f := &Finder{formal: formalNames(), users: users, numbers: numbers}
	f.departments.numbers = map[string]trait{}
	f.index = newIndex(len(numbers), func() *clerk { return &clerk{} }, f.file)
	f.firstSpellings()
	return f
}

// clerk is the room for filing users.
type clerk struct {
	room directory.CloudObject
	p    person
}

// file gives what a user is filed under.
func (f *Finder) file(c *clerk, i int, keys []lookup) ([]lookup, card) {
	o := f.users.Read(f.number(uint32(i)), &c.room)
	if o.Deleted || o.Type == directory.TypeGroup || o.Type == directory.TypeContact {
		return keys, card{}
	}
	c.p.inCloud(o)
	department := f.departments.add(c.p.notes.lower(c.p.department))
	return c.p.cloudKeys(keys, f.formal), card{name: c.p.name.signature(), trait: c.p.trait(department), login: c.p.bareLogin()}
}

// number is that of a user in the tenant.
func (f *Finder) number(user uint32) int { return int(f.numbers[user]) }
