package directory

import (
	"slices"
	"strings"
)

// Attr is one attribute of an object: its name, its raw values (binary
// attributes as bytes), and the line of its first value.
type Attr struct {
	Name   string
	Values []string
	Line   int
}

// Attrs holds the attributes of an object. Names are matched without case and
// without attribute options. The zero value is empty and ready to use.
//
// Readers of large exports make it with a [Packer]; it is then a view into a
// block of memory that many objects share, until the first change gives it a
// list of its own. Reading is safe for several goroutines at once.
type Attrs struct {
	list []Attr // used when pack is nil

	pack *pack
	at   uint32 // where the object begins in the pack
	line uint32 // the lines are counted from here
}

// find gives the place of an attribute, or -1.
func (a *Attrs) find(name string) int {
	if a.pack != nil {
		return a.findPacked(name)
	}
	for i := range a.list {
		if n := a.list[i].Name; len(n) == len(name) && strings.EqualFold(n, name) {
			return i
		}
	}
	return -1
}

// Add appends a value. line is the line it was read from, 0 when it was not.
func (a *Attrs) Add(name, value string, line int) {
	a.unpack()
	if i := a.find(name); i >= 0 {
		a.list[i].Values = append(a.list[i].Values, value)
		return
	}
	a.list = append(a.list, Attr{Name: name, Values: []string{value}, Line: line})
}

// Set replaces all values; without values it deletes the attribute.
func (a *Attrs) Set(name string, values ...string) {
	a.unpack()
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
func (a *Attrs) First(name string) string { return a.first(a.find(name)) }

func (a *Attrs) first(i int) string {
	if i < 0 {
		return ""
	}
	if a.pack != nil {
		values := a.packedValues(i)
		return values.next()
	}
	return a.list[i].Values[0]
}

// Values are all values in the order of the export; nil when absent. The
// caller does not change them.
func (a *Attrs) Values(name string) []string {
	i := a.find(name)
	if i < 0 {
		return nil
	}
	if a.pack != nil {
		values := a.packedValues(i)
		return values.all()
	}
	return a.list[i].Values
}

// Has reports whether the attribute has at least one value that is not empty.
// An export that writes "mail:" says that there is none.
func (a *Attrs) Has(name string) bool { return a.has(a.find(name)) }

func (a *Attrs) has(i int) bool {
	if i < 0 {
		return false
	}
	if a.pack != nil {
		for values := a.packedValues(i); values.left > 0; {
			if values.next() != "" {
				return true
			}
		}
		return false
	}
	for _, v := range a.list[i].Values {
		if v != "" {
			return true
		}
	}
	return false
}

// Line is the line of the attribute's first value, 0 when absent or unknown.
func (a *Attrs) Line(name string) int {
	i := a.find(name)
	switch {
	case i < 0:
		return 0
	case a.pack != nil:
		return a.packedLine(i)
	}
	return a.list[i].Line
}

// All are the attributes in the order of the export. The caller does not
// change them.
func (a *Attrs) All() []Attr {
	if a.pack == nil {
		return a.list
	}
	list := make([]Attr, a.Len())
	for i := range list {
		values := a.packedValues(i)
		list[i] = Attr{Name: a.packedName(i), Values: values.all(), Line: a.packedLine(i)}
	}
	return list
}

// Clone copies the attributes so that a change to one copy leaves the other.
func (a *Attrs) Clone() Attrs {
	if a.pack != nil {
		return *a
	}
	list := slices.Clone(a.list)
	for i := range list {
		list[i].Values = slices.Clone(list[i].Values)
	}
	return Attrs{list: list}
}

// unpack gives the attributes a list of their own, before a change.
func (a *Attrs) unpack() {
	if a.pack != nil {
		*a = Attrs{list: a.All()}
	}
}
