package directory

import "strconv"

// Origin says where a record was read: the source as it was named on the
// command line and the line of the record's first byte, counted from 1.
type Origin struct {
	Source string `json:"source"`
	Line   int    `json:"line,omitempty"`
}

// String gives "source:line".
func (o Origin) String() string {
	if o.Line == 0 {
		return o.Source
	}
	return o.Source + ":" + strconv.Itoa(o.Line)
}

// ObjectType is what kind of directory object a record describes.
type ObjectType string

// The object types that take part in matching or stand in its way.
const (
	TypeUser          ObjectType = "user"
	TypeInetOrgPerson ObjectType = "inetOrgPerson"
	TypeContact       ObjectType = "contact"
	TypeGroup         ObjectType = "group"
	TypeComputer      ObjectType = "computer"
	TypeOther         ObjectType = "other"
)

// IsPerson reports whether objects of the type are users to Entra Connect.
// Computers and managed service accounts derive from user in the schema but
// are not.
func (t ObjectType) IsPerson() bool { return t == TypeUser || t == TypeInetOrgPerson }

// Object is one entry of an on-premises export: an object in the connector
// space of its forest.
type Object struct {
	DN     string
	Forest string
	Type   ObjectType
	Origin Origin
	Attrs  Attrs
}

// Clone copies the object.
func (o *Object) Clone() *Object {
	c := *o
	c.Attrs = o.Attrs.Clone()
	return &c
}

// GUID is the objectGUID; the zero GUID when it is absent or unreadable.
func (o *Object) GUID() GUID { return GUIDOfValue(o.Attrs.FirstOf(AttrObjectGUID)) }

// SID is the objectSid; "" when it is absent or unreadable.
func (o *Object) SID() SID { return SIDIn(nil, o.Attrs.FirstOf(AttrObjectSID)) }

// At says where an attribute of the object was read.
func (o *Object) At(attribute string) Origin {
	if line := o.Attrs.Line(attribute); line > 0 {
		return Origin{Source: o.Origin.Source, Line: line}
	}
	return o.Origin
}

// Snapshot is what was read from the on-premises side: the forests in the
// order they were given (which is the order of their connectors) and their
// objects in the order of the exports.
type Snapshot struct {
	Forests []string
	Objects []*Object
	// Attributes are the names, in lower case, of all attributes that occur
	// in an export, also those that readers drop and those that are empty
	// everywhere. What is not in here was not exported.
	Attributes map[string]bool
	// ForestAttributes are the same by forest.
	ForestAttributes map[string]map[string]bool
}
