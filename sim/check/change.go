package check

import "presync/sim/directory"

// Change is what the suggestions about one object come to.
type Change struct {
	Object *directory.Object
	Edits  []Edit
}

// Edit replaces values of one attribute. Old and New have the same length; an
// empty Old is a value that is added.
type Edit struct {
	Attribute string
	// Multi says that the attribute may have several values.
	Multi    bool
	Old, New []string
}

// Changes gathers the suggestions, object by object in the order of the
// findings. Several findings about one value have one suggestion.
func (r *Result) Changes() []Change {
	var changes []Change
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Suggestion == nil {
			continue
		}
		if n := len(changes); n == 0 || changes[n-1].Object != f.Object {
			changes = append(changes, Change{Object: f.Object})
		}
		changes[len(changes)-1].add(f)
	}
	return changes
}

func (c *Change) add(f *Finding) {
	for i := range c.Edits {
		e := &c.Edits[i]
		if e.Attribute != f.Attribute {
			continue
		}
		for n := range e.Old {
			if e.Old[n] == f.Value && e.New[n] == *f.Suggestion {
				return
			}
		}
		e.Old, e.New = append(e.Old, f.Value), append(e.New, *f.Suggestion)
		return
	}
	c.Edits = append(c.Edits, Edit{Attribute: f.Attribute, Multi: f.Attribute == attrProxies,
		Old: []string{f.Value}, New: []string{*f.Suggestion}})
}
