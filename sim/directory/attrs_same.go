package directory

// NameAt is the name of the attribute at a place.
func (a *Attrs) NameAt(i int) string {
	if a.pack != nil {
		return a.packedName(i)
	}
	return a.list[i].Name
}

// SameAt reports whether the attribute at a place has the values that another
// list has at a place of its own: byte for byte, and in the same order. It may
// report false for values that are the same when only one of the lists is in a
// pack.
func (a *Attrs) SameAt(i int, other *Attrs, j int) bool {
	if a.pack == nil || other.pack == nil {
		return false
	}
	ours, theirs := a.packedValues(i), other.packedValues(j)
	if ours.left != theirs.left {
		return false
	}
	for ours.left > 0 {
		if ours.next() != theirs.next() {
			return false
		}
	}
	return true
}
