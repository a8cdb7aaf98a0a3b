package nearmiss

import (
	"bytes"
	"slices"
	"sync"

	keys "presync/sim/table" // table is the evidence here
)

// sharedName is the weight of a name that several cloud users have.
const sharedName = 0.30

// setAside takes namesakes of a person out of those that were found and gives
// the rest. Of two or more people who have the name of the person and nothing
// else in common with it, each has the score of [sharedName] exactly, or less
// than least when anything contradicts: so they need not be made and compared.
// They are counted in s.namesakes, and get a mark where nothing contradicts.
func (s *Search) setAside() []lookup {
	f := s.finder
	if !s.ad.name.full() || !s.ad.name.displayed {
		return s.found
	}
	mine, named := card{}, len(f.formal.rows(s.ad.name.first())) > 0
	s.rest, s.namesakes, s.spellings = s.rest[:0], s.namesakes[:0], s.spellings[:0]
	for _, l := range s.found {
		user := uint32(l.key())
		c := &f.index.cards[user]
		if l.what() != theWords || c.name == 0 {
			s.rest = append(s.rest, l)
			continue
		}
		if mine.trait == 0 {
			mine = card{trait: s.ad.trait(f.departments.number(s.ad.notes.lower(s.ad.department))), login: s.ad.bareLogin()}
		}
		if c.trait&mine.trait&hasMade != 0 || named && c.trait&shownName == 0 || !s.spelled(c.spelling) {
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
		c := &f.index.cards[user]
		if c.trait.contradicts(mine.trait) || c.hides(&mine) && s.contradicted(user) {
			continue
		}
		s.marks = append(s.marks, Found{Number: f.numbers[user], Score: inThousandths(sharedName), near: -1})
	}
	return s.rest
}

// contradicted reports whether anything but the name contradicts a namesake.
func (s *Search) contradicted(user uint32) bool {
	s.look.outline(s.finder.users.Read(s.finder.number(user), s.room(0)))
	s.one = comparison{ad: &s.ad, cloud: &s.look, formal: s.finder.formal, pairs: s.one.pairs[:0]}
	return slices.ContainsFunc(against, func(a contradiction) bool { return a.find(&s.one) != "" })
}

// spelling is a way to write a display name.
type spelling struct {
	first uint32 // the first user who has it
	same  bool   // it has the words of the person's name and is no nickname of it
}

// spelled reports whether a display name, that of a user, has the words of the
// person's name and is no nickname of it.
func (s *Search) spelled(user uint32) bool {
	f := s.finder
	for i := range s.spellings {
		if s.spellings[i].first == user {
			return s.spellings[i].same
		}
	}
	display := f.users.DisplayName(f.number(user))
	x := spelling{user, display == s.ad.name.display && s.ad.name.asShown}
	if !x.same {
		s.look.notes.clear()
		s.look.name = s.look.notes.name(display, "", "")
		c := comparison{ad: &s.ad, cloud: &s.look, formal: f.formal}
		x.same = c.sameWords() && nickname(&c) == ""
	}
	s.spellings = append(s.spellings, x)
	return x.same
}

const displayKey = keys.Kind('d')

// firstSpellings notes, for each user, the first who has the same display name,
// so that namesakes are told apart without a look at their names.
func (f *Finder) firstSpellings() {
	seen := keys.New(len(f.numbers) / 2)
	for i := range f.index.cards {
		user := uint32(i)
		display := f.users.DisplayName(f.number(user))
		hash := displayKey.Hash(display)
		first := user
		for other := range seen.All(hash) {
			if f.users.DisplayName(f.number(other)) == display {
				first = other
				break
			}
		}
		if first == user {
			seen.Add(hash, first)
		}
		f.index.cards[i].spelling = first
	}
}

// trait is what is kept of a cloud user to tell namesakes apart: the number of
// the department and a hash of employeeId, 14 bits each and 0 for none, and
// flags.
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

	// unlisted is the number of a department that is not in the list.
	unlisted = traitMask
)

// departments numbers the departments of cloud users, in lower case, from 1.
type departments struct {
	mu      sync.RWMutex
	numbers map[string]trait
}

// add gives the number of a department, and lists it where there is room.
func (d *departments) add(name []byte) trait {
	d.mu.RLock()
	n := d.number(name)
	d.mu.RUnlock()
	if n != unlisted {
		return n
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if n = d.number(name); n == unlisted && len(d.numbers)+1 < unlisted {
		n = trait(len(d.numbers) + 1)
		d.numbers[string(name)] = n
	}
	return n
}

// number gives the number of a department, that of unlisted ones when it is not
// in the list.
func (d *departments) number(name []byte) trait {
	if len(name) == 0 {
		return 0
	}
	if n, found := d.numbers[string(name)]; found {
		return n
	}
	return unlisted
}

// traitHash is the hash of a value in lower case.
func traitHash(value []byte) trait {
	if len(value) == 0 {
		return 0
	}
	return 1 + trait(uint32(newKey('t').and(value))%traitMask)
}

// trait is that of a user with the number of a department.
func (p *person) trait(department trait) trait {
	t := known | department<<traitFlags | traitHash(p.employeeID)<<(traitFlags+traitBits)
	if p.name.asShown {
		t |= shownName
	}
	if p.hasMade() {
		t |= hasMade
	}
	return t
}

func (t trait) department() trait { return t >> traitFlags & traitMask }
func (t trait) employee() trait   { return t >> (traitFlags + traitBits) & traitMask }

// contradicts reports whether department or employeeId differ for sure.
func (t trait) contradicts(other trait) bool {
	return differs(t.department(), other.department()) || differs(t.employee(), other.employee())
}

func differs(a, b trait) bool { return a != b && a != 0 && b != 0 }

// bareLogin is a hash of the main login name without the digits at its end, 0
// when there is none or nothing else in it.
func (p *person) bareLogin() uint32 {
	if len(p.logins) == 0 {
		return 0
	}
	bare := bytes.TrimRight(p.logins[0].squashed, digits)
	if len(bare) == 0 {
		return 0
	}
	return uint32(newKey('b').and(bare)) | 1
}

// hides reports whether a contradiction may hide behind two cards that do not
// contradict each other: employeeIds or departments that only seem to be the
// same, or login names that a number tells apart.
func (c *card) hides(mine *card) bool {
	return c.login != 0 && c.login == mine.login ||
		c.trait.employee() != 0 && c.trait.employee() == mine.trait.employee() ||
		c.trait.department() == unlisted && mine.trait.department() == unlisted
}
