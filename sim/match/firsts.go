package match

import "presync/sim/directory"

// ObjectAttributes are the attributes that conditions about an on-premises object
// ask for, most of them several times. A test holds the rules to it.
var ObjectAttributes = [...]directory.AttrID{
	directory.AttrSAMAccountName, directory.AttrMailNickname, directory.AttrIsCriticalSystemObject, directory.AttrAdminDescription,
	directory.AttrRecipientTypeDetails, directory.AttrUserAccountControl,
}

// Firsts are the first values of these attributes of one object, read in one
// walk.
type Firsts [len(ObjectAttributes)]string

// Read takes them from an object.
func (f *Firsts) Read(o *directory.Object) { o.Attrs.FirstsOf(ObjectAttributes[:], f[:], func(int) {}) }

// First is the first value of an attribute of the object that is asked about.
func (q *Question) First(id directory.AttrID) string {
	if q.Firsts != nil {
		if place := firstsPlace[id]; place > 0 {
			return q.Firsts[place-1]
		}
	}
	return q.Object.Attrs.FirstOf(id)
}

// firstsPlace says where an attribute is in Firsts, counted from 1; 0 is nowhere.
var firstsPlace = func() (places [1 << 8]uint8) {
	for i, id := range ObjectAttributes {
		places[id] = uint8(i + 1)
	}
	return places
}()
