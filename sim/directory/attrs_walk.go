package directory

// Len is how many attributes there are.
func (a *Attrs) Len() int {
	if a.pack != nil {
		return len(a.packedNumbers())
	}
	return len(a.list)
}

// Find gives the place of an attribute, counted from 0 in the order of the
// export; -1 when it is absent.
func (a *Attrs) Find(name string) int { return a.find(name) }

// At gives the name of the attribute at a place and a walk through its values.
// Unlike All it allocates nothing.
func (a *Attrs) At(i int) (name string, values ValueWalk) {
	if a.pack != nil {
		packed := a.packedValues(i)
		return a.packedName(i), ValueWalk{packed: packed, left: packed.left}
	}
	return a.list[i].Name, ValueWalk{list: a.list[i].Values, left: len(a.list[i].Values)}
}

// ValueWalk gives the values of an attribute one after another.
type ValueWalk struct {
	packed packedValues
	list   []string
	left   int
}

// Left is how many values are still to come.
func (w *ValueWalk) Left() int { return w.left }

// Next gives the next value; ok is false behind the last.
func (w *ValueWalk) Next() (value string, ok bool) {
	if w.left == 0 {
		return "", false
	}
	w.left--
	if w.list != nil {
		value, w.list = w.list[0], w.list[1:]
		return value, true
	}
	return w.packed.next(), true
}
