package source

import "presync/sim/directory"

// lineMemo remembers what stood at a name last and is not kept: most records
// have the same object classes, category and type of account, so that one
// comparison does for a line, and for the lines of all object classes.
type lineMemo struct {
	lines []byte // from the name on, with line ends and continuation lines
	count int    // of lines
	end   int    // the number of the line that they ended on, when they were read
	value []byte // of the line, if it is one value
	class directory.ObjectType
	luck  int // how often it was right, less how often it was not
}

const (
	firstLuck, mostLuck = 64, 1000
	longestMemo         = 1000
)

// memoFor makes what remembers the lines of a name; nil where their values are
// kept.
func (r *recorder) memoFor(name *lineName) *lineMemo {
	ofType := name.number == attrObjectClass || name.number == attrObjectCategory || name.number == attrSAMAccountType
	if name.use == useChange || name.use == useGlimpse || name.use == useAdd && ofType && r.isUnneeded(name.number) {
		return &lineMemo{luck: firstLuck}
	}
	return nil
}

// begins reports whether a text begins with the lines, and that they end there.
func (m *lineMemo) begins(text []byte) bool {
	n := len(m.lines)
	return n > 0 && n < len(text) && string(text[:n]) == string(m.lines) && (text[n] > '#' || text[n] == '\n' || text[n] == '\r')
}

// again does what was done with the lines before.
func (p *ldifParser) again(name *lineName, at int) {
	m := name.memo
	m.luck = min(m.luck+1, mostLuck)
	switch {
	case name.use == useChange:
	case name.number == attrObjectClass:
		p.facts.takeClass(m.class)
	case name.use == useAdd:
		p.add(name.number, at, m.value)
	default:
		p.passing.take(name.number, at, m.value, p.packer.Len())
	}
}

// remember notes a line that was taken. Lines of object classes that follow one
// another are remembered together.
func (p *ldifParser) remember(name *lineName, line, value []byte, at, folds int) {
	m := name.memo
	if m.luck--; m.luck < 0 || len(m.lines) > longestMemo {
		name.memo = nil
		return
	}
	if name.number == attrObjectClass && name.use == useAdd && name == p.before && m.end == at {
		m.luck++
		m.lines = append(m.lines, line...)
		m.count += 1 + folds
	} else {
		m.lines, m.count, m.class = append(m.lines[:0], line...), 1+folds, ""
		m.value = append(m.value[:0], value...)
	}
	m.end = at + 1 + folds
	if name.number == attrObjectClass {
		m.class = moreSpecific(m.class, typeOfClass(value))
	}
}
