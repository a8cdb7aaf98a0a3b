package source

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"presync/sim/directory"
)

// changer applies changes to the objects of one forest. Objects are copied
// before they are changed.
type changer struct {
	*selection
	snap    *directory.Snapshot
	src     *ADSource
	forest  string
	objects []*directory.Object // of all forests; nil for one that is deleted
	byDN    map[string]int      // places of the objects of the forest
	copied  map[int]bool
	names   map[string]bool // attributes that occur now
}

func newChanger(snap *directory.Snapshot, forest string, src *ADSource, sel *selection) *changer {
	c := &changer{selection: sel, snap: snap, src: src, forest: forest,
		objects: slices.Clone(snap.Objects), byDN: map[string]int{}, copied: map[int]bool{}, names: map[string]bool{}}
	for i, o := range c.objects {
		if o.Forest == forest {
			c.byDN[dnKey(o.DN)] = i
		}
	}
	return c
}

// apply makes one change.
func (c *changer) apply(r *changeRecord) error {
	if r.kind == "" {
		return c.src.errorAt(r.at, "record of %q has no changetype, but others have; want one in every record", r.dn)
	}
	if r.kind == "add" {
		return c.add(r)
	}
	at, ok := c.byDN[dnKey(r.dn)]
	if !ok {
		return c.src.errorAt(r.at, "%s of %q: there is no such object in forest %q", r.kind, r.dn, c.forest)
	}
	switch r.kind {
	case "delete":
		return c.delete(r, at)
	case "modrdn":
		return c.rename(r, at)
	}
	return c.modify(r, at)
}

// own gives the object at a place as a copy that may be changed.
func (c *changer) own(at int) *directory.Object {
	if !c.copied[at] {
		c.objects[at] = c.objects[at].Clone()
		c.copied[at] = true
	}
	return c.objects[at]
}

func (c *changer) add(r *changeRecord) error {
	if _, ok := c.byDN[dnKey(r.dn)]; ok {
		return c.src.errorAt(r.at, "add of %q: the object is there already", r.dn)
	}
	o, err := r.object(c.src, c.selection)
	if err != nil {
		return err
	}
	c.byDN[dnKey(o.DN)] = len(c.objects)
	c.copied[len(c.objects)] = true
	c.objects = append(c.objects, o)
	for _, l := range r.lines {
		name, _, _ := strings.Cut(l.name, ";")
		c.names[strings.ToLower(name)] = true
	}
	return nil
}

func (c *changer) delete(r *changeRecord, at int) error {
	if _, err := r.modification(c.src); err != nil {
		return err
	}
	below := "," + dnKey(r.dn)
	for key := range c.byDN {
		if strings.HasSuffix(key, below) {
			return c.src.errorAt(r.at, "delete of %q: there are objects below it; delete those first", r.dn)
		}
	}
	c.objects[at] = nil
	delete(c.byDN, dnKey(r.dn))
	return nil
}

func (c *changer) modify(r *changeRecord, at int) error {
	changes, err := r.modification(c.src)
	if err != nil {
		return err
	}
	o := c.own(at)
	line := 0
	for _, change := range changes {
		m := change.Modification
		for line < len(r.lines)-1 && r.lines[line].name == "-" {
			line++
		}
		if err := c.modifyOne(r, r.lines[line].at, o, change.Operation, m.Type, m.Vals); err != nil {
			return err
		}
		for line < len(r.lines)-1 && r.lines[line].name != "-" {
			line++
		}
	}
	return nil
}

// modifyOne makes one modification, which begins on a line. Attributes that
// exports do not keep are passed over.
func (c *changer) modifyOne(r *changeRecord, line int, o *directory.Object, op uint, attribute string, values []string) error {
	name, _, _ := strings.Cut(attribute, ";")
	c.names[strings.ToLower(name)] = true
	number, kept := c.selection.names.Lookup(name)
	if !kept && !c.all {
		return nil
	}
	if kept {
		name = c.selection.names.Name(number)
	}
	refuse := func(format string, args ...any) error {
		args = append([]any{r.dn, name}, args...)
		return c.src.errorAt(line, "modify of %q: %s "+format, args...)
	}
	now := slices.Clone(o.Attrs.Values(name))
	switch op {
	case ldap.AddAttribute:
		if len(values) == 0 {
			return refuse("is added without a value")
		}
		for _, v := range values {
			if indexValue(name, now, v) >= 0 {
				return refuse("has the value %q already", v)
			}
			now = append(now, v)
		}
	case ldap.DeleteAttribute:
		if !o.Attrs.Has(name) {
			return refuse("is deleted, but the object does not have it")
		}
		if len(values) == 0 {
			now = nil
		}
		for _, v := range values {
			i := indexValue(name, now, v)
			if i < 0 {
				return refuse("does not have the value %q that is deleted; it has %q", v, now)
			}
			now = slices.Delete(now, i, i+1)
		}
	default:
		now = values
	}
	if len(now) > 1 && kept && number < len(allowList) && !slices.Contains(multiValued, name) {
		return refuse("holds one value, not %q", now)
	}
	setAttr(o, name, now)
	return nil
}

// setAttr sets the values of an attribute, which then stands on no line of the
// file that the object was read from.
func setAttr(o *directory.Object, name string, values []string) {
	o.Attrs.Set(name)
	for _, v := range values {
		o.Attrs.Add(name, v, 0)
	}
}

// binaryAttrs are the attributes whose values are compared byte by byte. All
// others compare without case, as the directory does.
var binaryAttrs = []string{"objectGUID", "objectSid", "mS-DS-ConsistencyGuid", "userCertificate",
	"userSMIMECertificate", "msExchMasterAccountSid", "msRTCSIP-OriginatorSid"}

// indexValue is the place of a value, -1 when it is absent.
func indexValue(name string, values []string, value string) int {
	exact := slices.Contains(binaryAttrs, name) || !utf8.ValidString(value)
	return slices.IndexFunc(values, func(v string) bool {
		return v == value || !exact && strings.EqualFold(v, value)
	})
}

// result is the snapshot with all changes made.
func (c *changer) result() *directory.Snapshot {
	next := newSnapshot()
	next.Forests = slices.Clone(c.snap.Forests)
	if !slices.Contains(next.Forests, c.forest) {
		next.Forests = append(next.Forests, c.forest)
	}
	for _, o := range c.objects {
		if o != nil {
			next.Objects = append(next.Objects, o)
		}
	}
	for _, f := range next.Forests {
		next.ForestAttributes[f] = map[string]bool{}
		for name := range c.snap.ForestAttributes[f] {
			next.ForestAttributes[f][name] = true
		}
	}
	for name := range c.names {
		next.ForestAttributes[c.forest][name] = true
	}
	for _, names := range next.ForestAttributes {
		for name := range names {
			next.Attributes[name] = true
		}
	}
	return next
}
