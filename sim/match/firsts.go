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
		for i, known := range ObjectAttributes {
			if known == id {
				return q.Firsts[i]
			}
		}
	}
	return q.Object.Attrs.FirstOf(id)
}
