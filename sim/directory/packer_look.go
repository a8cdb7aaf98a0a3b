package directory

import "slices"

// First gives the first value that the object in hand has of a name, and its
// line; ok is false when it has none.
func (p *Packer) First(name int) (value []byte, line int, ok bool) {
	if uint(name) < noNumber && p.place[name] != 0 {
		a := &p.attrs[p.place[name]-1]
		return a.value, p.line + int(a.line), true
	}
	for _, a := range p.apart {
		if a.name == name {
			return a.value, a.line, true
		}
	}
	return nil, 0, false
}

// Len is how many attributes the object in hand has, apart from those that no
// pack can hold.
func (p *Packer) Len() int { return len(p.attrs) }

// EachSeveral calls visit for the names of which the object in hand has
// several values: how many attributes came before, and the line of one of them.
func (p *Packer) EachSeveral(visit func(at, name, line int)) {
	slices.Sort(p.twice)
	for _, i := range p.twice {
		visit(int(i), int(p.key[1+i]), p.line+int(p.attrs[i].line))
	}
	for i, a := range p.apart {
		for _, b := range p.apart[:i] {
			if a.name == b.name {
				visit(len(p.attrs), a.name, a.line)
			}
		}
	}
}
