package generate

import "strings"

// word is one part of a name: as its bearer writes it, and as a login has it.
type word struct{ native, latin string }

// language is a script, taken apart.
type language struct {
	until           int // the share of this and all languages before it
	familyFirst     bool
	given, families []word
}

// languages takes the tables of names apart.
func languages() []language {
	out := make([]language, 0, len(scripts))
	until := 0
	for _, s := range scripts {
		until += s.share
		out = append(out, language{until, s.familyFirst, words(s.given), words(s.families)})
	}
	return out
}

func words(table string) []word {
	var out []word
	for _, f := range strings.Fields(table) {
		native, latin, given := strings.Cut(f, "|")
		if !given {
			latin = strings.ToLower(native)
		}
		out = append(out, word{strings.ReplaceAll(native, "_", " "), latin})
	}
	return out
}

// person is who a user is: all of it follows from the seed and the place.
type person struct {
	given, family word
	familyFirst   bool
	// login and alias are two names to sign in with; both end in the number of
	// the person, so that nobody else has them.
	login, alias []byte
	domain       string
}

// identify tells who stands at a place.
func (d *draft) identify(place int) person {
	r := newDice(d.pop.options.Seed, place, saltPerson)
	share := r.below(1000)
	l := &d.pop.languages[0]
	for i := range d.pop.languages {
		if l = &d.pop.languages[i]; share < l.until {
			break
		}
	}
	p := person{given: l.given[r.below(len(l.given))], family: l.families[r.below(len(l.families))], familyFirst: l.familyFirst}
	number := d.number(place + 1)
	given, family := p.given.latin, p.family.latin
	switch style := r.below(10); {
	case style < 6:
		p.login = join(d, given, ".", family, number)
		p.alias = join(d, given[:1], family, number, "")
	case style < 8:
		p.login = join(d, given[:1], family, number, "")
		p.alias = join(d, given, ".", family, number)
	default:
		p.login = join(d, family, ".", given[:1], number)
		p.alias = join(d, given, ".", family, number)
	}
	share = r.below(1000)
	for _, dom := range domains {
		if p.domain = dom.name; share < dom.share {
			break
		}
		share -= dom.share
	}
	return p
}

// name writes a display name: most organisations put the given name first, some
// the surname and a comma.
func (d *draft) name(p *person, commaStyle bool) []byte {
	switch {
	case p.familyFirst:
		return pair(d, p.family.native, p.given.native)
	case commaStyle:
		return join(d, p.family.native, ", ", p.given.native, "")
	default:
		return join(d, p.given.native, " ", p.family.native, "")
	}
}
