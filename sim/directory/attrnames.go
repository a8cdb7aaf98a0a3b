package directory

import (
	"math"
	"strings"
)

// AttrNames numbers attribute names, so that a million objects need not each
// hold them. Names are told apart without case; the first spelling is kept.
type AttrNames struct {
	list  []string
	index map[string]int // by lower case, and by the kept spelling
	// ids are the numbers of the attributes that have an AttrID.
	ids [attrIDs]uint8
}

// noNumber stands for a name that has no number, or one that no pack can hold.
const noNumber = math.MaxUint8

// NewAttrNames numbers the given names from 0.
func NewAttrNames(names ...string) *AttrNames {
	n := &AttrNames{index: make(map[string]int, 2*len(names))}
	for id := range n.ids {
		n.ids[id] = noNumber
	}
	for _, name := range names {
		n.Number(name)
	}
	return n
}

// Number gives the number of a name and adds the name if it is new.
func (n *AttrNames) Number(name string) int {
	if i, ok := n.Lookup(name); ok {
		return i
	}
	n.list = append(n.list, name)
	n.index[name] = len(n.list) - 1
	n.index[strings.ToLower(name)] = len(n.list) - 1
	if id, known := AttrIDOf(name); known && len(n.list) <= noNumber {
		n.ids[id] = uint8(len(n.list) - 1)
	}
	return len(n.list) - 1
}

// Lookup gives the number of a name; ok is false for a name that has none.
func (n *AttrNames) Lookup(name string) (number int, ok bool) {
	if i, ok := n.index[name]; ok {
		return i, true
	}
	i, ok := n.index[strings.ToLower(name)]
	return i, ok
}

// Name is the spelling of a numbered name.
func (n *AttrNames) Name(number int) string { return n.list[number] }

// Clone copies the numbering, so that names can be added to the copy.
func (n *AttrNames) Clone() *AttrNames { return NewAttrNames(n.list...) }
