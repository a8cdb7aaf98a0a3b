package nearmiss

import keys "presync/sim/table" // table is the evidence here

// sharedName is the weight of a name that several cloud users have.
const sharedName = 0.30

// setAside takes namesakes of a person out of those that were found and gives
// the rest. Of two or more people who have the name of the person and nothing
// else in common with it, each has the score of [sharedName] exactly, or less
// than least when anything contradicts: so they need not be made and compared.
// They are counted in s.namesakes, and get a mark where nothing contradicts.
func (f *Finder) setAside(s *search) []lookup {
	if !s.ad.name.full() || !s.ad.name.displayed {
		return s.found
	}
	mine, named := trait(0), len(f.formal.rows(s.ad.name.first())) > 0
	s.rest, s.namesakes, s.spellings = s.rest[:0], s.namesakes[:0], s.spellings[:0]
	for _, l := range s.found {
		if l.what() != theWords || f.index.names[l.key()] == 0 {
			s.rest = append(s.rest, l)
			continue
		}
		if mine == 0 {
			mine = s.ad.trait()
		}
		user := uint32(l.key())
		t := f.index.traits[user]
		if t&mine&hasMade != 0 || named && t&shownName == 0 || !f.spelled(s, user) {
			s.rest = append(s.rest, l)
			continue
		}
		s.namesakes = append(s.namesakes, user)
	}
	if len(s.namesakes) < 2 {
		s.namesakes = s.namesakes[:0]
		return s.found
	}
	for _, user := range s.namesakes {
		if !f.index.traits[user].contradicts(mine) {
			f.markNamesake(s, user)
		}
	}
	return s.rest
}

// markNamesake marks a namesake unless something contradicts.
func (f *Finder) markNamesake(s *search, user uint32) {
	o := f.users.Read(f.number(user), s.room(0))
	s.look.outline(o)
	s.one = comparison{ad: &s.ad, cloud: &s.look, formal: f.formal, pairs: s.one.pairs[:0]}
	for i := range against {
		if against[i].find(&s.one) != "" {
			return
		}
	}
	s.marks = append(s.marks, mark{score: inThousandths(sharedName), id: o.ID, user: user, near: -1})
}

// spelling is a way to write a display name.
type spelling struct {
	first uint32 // the first user who has it
	same  bool   // it has the words of the person's name and is no nickname of it
}

// spelled reports whether the display name of a user has the words of the
// person's name and is no nickname of it.
func (f *Finder) spelled(s *search, user uint32) bool {
	first := f.spellings[user]
	for i := range s.spellings {
		if s.spellings[i].first == first {
			return s.spellings[i].same
		}
	}
	s.look.notes.clear()
	s.look.name = s.look.notes.name(f.users.DisplayName(f.number(first)), "", "")
	c := comparison{ad: &s.ad, cloud: &s.look, formal: f.formal}
	x := spelling{first, c.sameWords() && nickname(&c) == ""}
	s.spellings = append(s.spellings, x)
	return x.same
}

const displayKey = keys.Kind('d')

// firstSpellings gives, for each user, the first who has the same display name,
// so that namesakes are told apart without a look at their names.
func (f *Finder) firstSpellings() []uint32 {
	list := make([]uint32, len(f.numbers))
	seen := keys.New(len(f.numbers) / 2)
	for user := range list {
		display := f.users.DisplayName(f.number(uint32(user)))
		hash := displayKey.Hash(display)
		first := uint32(user)
		for other := range seen.All(hash) {
			if f.users.DisplayName(f.number(other)) == display {
				first = other
				break
			}
		}
		if first == uint32(user) {
			seen.Add(hash, first)
		}
		list[user] = first
	}
	return list
}

// trait is what is kept of a cloud user to tell namesakes apart: hashes of
// department and employeeId, 14 bits each and 0 for none, and flags.
type trait uint32

const (
	// known is set for everybody.
	known trait = 1 << iota
	// hasMade is set when an address may be made of the name.
	hasMade
	// shownName is set when the words that stand first and last in the name are
	// those of the display name.
	shownName

	traitFlags = iota
	traitBits  = 14
	traitMask  = 1<<traitBits - 1
)

// traitHash is the hash of a value in lower case.
func traitHash(value []byte) trait {
	if len(value) == 0 {
		return 0
	}
	return 1 + trait(uint32(newKey('t').and(value))%traitMask)
}

// trait is that of a cloud user.
func (p *person) trait() trait {
	t := known | traitHash(p.notes.lower(p.department))<<traitFlags | traitHash(p.employeeID)<<(traitFlags+traitBits)
	if p.name.asShown {
		t |= shownName
	}
	if p.hasMade() {
		t |= hasMade
	}
	return t
}

// contradicts reports whether department or employeeId differ for sure.
func (t trait) contradicts(other trait) bool {
	return differs(t>>traitFlags&traitMask, other>>traitFlags&traitMask) ||
		differs(t>>(traitFlags+traitBits)&traitMask, other>>(traitFlags+traitBits)&traitMask)
}

func differs(a, b trait) bool { return a != b && a != 0 && b != 0 }
