package ad

import (
	"slices"
	"strings"
	"sync"
)

// The kinds of object class.
const (
	Class88    = 0
	Structural = 1
	Abstract   = 2
	Auxiliary  = 3
)

// Class is one object class of the schema.
type Class struct {
	Name, OID string
	Kind      int
	// Chain is the class with all its superclasses, top first.
	Chain []string
	// Naming is the attribute that names an object of the class.
	Naming string
	// Category is the common name of the default object category.
	Category string
	// Must and May are the class's own attributes, without inherited ones.
	Must, May []string

	schema    *Schema
	super     string
	auxiliary []string
	superiors []string

	// once guards what is inherited, which is computed when it is asked for.
	once    sync.Once
	allMust []string
	all     map[string]bool
	parents map[string]bool
	mail    bool
}

func parseClass(line string) *Class {
	f := strings.Split(line, "|")
	return &Class{
		Name: f[0], OID: f[1], Kind: int(f[2][0] - '0'), super: f[3], Naming: f[4], Category: f[5],
		auxiliary: strings.Fields(f[6]), Must: strings.Fields(f[7]), May: strings.Fields(f[8]),
		superiors: strings.Fields(f[9]),
	}
}

// linkClasses computes the chain of every class.
func (s *Schema) linkClasses() {
	for _, name := range s.names {
		c := s.Class(name)
		c.schema = s
		for k := range c.upwards(s) {
			c.Chain = append(c.Chain, k.Name)
			if c.Naming == "-" {
				c.Naming = k.Naming
			}
		}
		slices.Reverse(c.Chain)
	}
}

// upwards yields the class and its superclasses, top last.
func (c *Class) upwards(s *Schema) func(func(*Class) bool) {
	return func(yield func(*Class) bool) {
		for k := c; k != nil; k = s.Class(k.super) {
			if !yield(k) || k.super == k.Name {
				return
			}
		}
	}
}

// inherited computes what the class has from others.
func (c *Class) inherited() *Class {
	c.once.Do(func() {
		c.all, c.parents = map[string]bool{}, map[string]bool{}
		for k := range c.upwards(c.schema) {
			c.inherit(k)
			for _, p := range k.superiors {
				c.parents[strings.ToLower(p)] = true
			}
		}
		slices.Sort(c.allMust)
		c.allMust = slices.Compact(c.allMust)
	})
	return c
}

// inherit adds the attributes of k and of its auxiliary classes.
func (c *Class) inherit(k *Class) {
	c.allMust = append(c.allMust, k.Must...)
	for _, list := range [][]string{k.Must, k.May} {
		for _, a := range list {
			c.all[strings.ToLower(a)] = true
		}
	}
	c.mail = c.mail || k.Name == "mailRecipient"
	for _, aux := range k.auxiliary {
		for x := range c.schema.Class(aux).upwards(c.schema) {
			if x.Name != "top" {
				c.inherit(x)
			}
		}
	}
}

// Class finds a class by name or OID without case; nil when there is none.
func (s *Schema) Class(name string) *Class { return s.classes[strings.ToLower(name)] }

// ClassNames lists all classes in alphabetical order.
func (s *Schema) ClassNames() []string { return s.names }

// Allows reports whether an object of the class may have the attribute.
func (c *Class) Allows(a *Attribute) bool {
	c.inherited()
	return a.Learned || a.Exchange && c.mail || c.all[strings.ToLower(a.Name)]
}

// Required lists the attributes an object of the class must have, inherited
// ones included, in alphabetical order.
func (c *Class) Required() []string { return c.inherited().allMust }

// MayLiveUnder reports whether an object of the class may be a child of an
// object with the given chain of classes.
func (c *Class) MayLiveUnder(parent []string) bool {
	c.inherited()
	return slices.ContainsFunc(parent, func(p string) bool { return c.parents[strings.ToLower(p)] })
}

// Is reports whether the class is, or derives from, the named one.
func (c *Class) Is(name string) bool {
	return slices.ContainsFunc(c.Chain, func(k string) bool { return strings.EqualFold(k, name) })
}
