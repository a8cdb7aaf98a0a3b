package nearmiss

import (
	"slices"

	"presync/sim/directory"
)

// What the reference shares with the package: its tables and limits.
const (
	PerKey     = perKey
	PerPart    = perPart
	Most       = most
	Least      = least
	GenericCap = genericCap
)

var (
	Nicknames = nicknames
	Letters   = letters
	Generic   = generic
)

// Folded are the two ways to fold a text.
func Folded(text string) (words, squashed string) {
	return string(folder{blanks: true, umlauts: true}.append(nil, text)), string(folder{umlauts: true}.append(nil, text))
}

// Aside is a namesake that is not compared: whether it got a mark all the same,
// and the score that comparing would give it.
type Aside struct {
	Marked bool
	Score  float64
}

// Aside are the namesakes of a person that are not compared.
func (f *Finder) Aside(c *directory.Candidate, verified func(string) bool) (list []Aside) {
	s := &search{}
	s.ad.onPremises(c)
	found, blind := f.related(s)
	if blind {
		return nil
	}
	f.setAside(s)
	for _, l := range found {
		s.add(uint32(l.key()), f.users.At(f.number(uint32(l.key()))))
	}
	s.one = comparison{ad: &s.ad, formal: f.formal, verified: verified, near: s.near}
	s.one.count(0)
	for i, m := range s.who {
		if !slices.Contains(s.namesakes, m.user) {
			continue
		}
		score, _ := s.one.score(&s.near[i], false)
		marked := slices.ContainsFunc(s.marks, func(other mark) bool { return other.user == m.user })
		list = append(list, Aside{marked, score})
	}
	return list
}
