package directory

import (
	"slices"
	"strconv"
	"strings"
)

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

// Attr is one attribute of an object: its name as the export writes it, its
// raw values (binary attributes as bytes), and the line of its first value.
type Attr struct {
	Name   string
	Values []string
	Line   int
}

// Attrs holds the attributes of an object. Names are matched without case and
// without attribute options. The zero value is empty and ready to use.
type Attrs struct{ list []Attr }

// find gives the place of an attribute, or -1.
func (a *Attrs) find(name string) int {
	for i := range a.list {
		if n := a.list[i].Name; len(n) == len(name) && strings.EqualFold(n, name) {
			return i
		}
	}
	return -1
}

// Add appends a value. line is the line it was read from, 0 when it was not.
func (a *Attrs) Add(name, value string, line int) {
	if i := a.find(name); i >= 0 {
		a.list[i].Values = append(a.list[i].Values, value)
		return
	}
	a.list = append(a.list, Attr{Name: name, Values: []string{value}, Line: line})
}

// Set replaces all values; without values it deletes the attribute.
func (a *Attrs) Set(name string, values ...string) {
	i := a.find(name)
	switch {
	case i < 0 && len(values) > 0:
		a.list = append(a.list, Attr{Name: name, Values: slices.Clone(values)})
	case i >= 0 && len(values) == 0:
		a.list = slices.Delete(a.list, i, i+1)
	case i >= 0:
		a.list[i] = Attr{Name: a.list[i].Name, Values: slices.Clone(values), Line: a.list[i].Line}
	}
}

// First is the first value, or "" when the attribute is absent.
func (a *Attrs) First(name string) string {
	if i := a.find(name); i >= 0 {
		return a.list[i].Values[0]
	}
	return ""
}

// Values are all values in the order of the export; nil when absent. The
// caller does not change them.
func (a *Attrs) Values(name string) []string {
	if i := a.find(name); i >= 0 {
		return a.list[i].Values
	}
	return nil
}

// Has reports whether the attribute has at least one value that is not empty.
// An export that writes "mail:" says that there is none.
func (a *Attrs) Has(name string) bool {
	for _, v := range a.Values(name) {
		if v != "" {
			return true
		}
	}
	return false
}

// Line is the line of the attribute's first value, 0 when absent or unknown.
func (a *Attrs) Line(name string) int {
	if i := a.find(name); i >= 0 {
		return a.list[i].Line
	}
	return 0
}

// All are the attributes in the order of the export. The caller does not
// change them.
func (a *Attrs) All() []Attr { return a.list }

// Clone copies the attributes so that a change to one copy leaves the other.
func (a *Attrs) Clone() Attrs {
	list := slices.Clone(a.list)
	for i := range list {
		list[i].Values = slices.Clone(list[i].Values)
	}
	return Attrs{list: list}
}

// Clone copies the object.
func (o *Object) Clone() *Object {
	c := *o
	c.Attrs = o.Attrs.Clone()
	return &c
}

// GUID is the objectGUID; the zero GUID when it is absent or unreadable.
func (o *Object) GUID() GUID {
	g, err := GUIDFromValue(o.Attrs.First("objectGUID"))
	if err != nil {
		return GUID{}
	}
	return g
}

// SID is the objectSid; "" when it is absent or unreadable.
func (o *Object) SID() SID {
	s, err := SIDFromValue(o.Attrs.First("objectSid"))
	if err != nil {
		return ""
	}
	return s
}

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
}
