package nearmiss

import (
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
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

// Find asks a search of its own, and for all that it can tell.
func (f *Finder) Find(c *directory.Candidate, verified func(string) bool, skip func(*directory.CloudObject) bool) []match.NearMiss {
	return f.Search().Told(c, verified, skip)
}

// Told finds somebody and asks for all that can be told.
func (s *Search) Told(c *directory.Candidate, verified func(string) bool, skip func(*directory.CloudObject) bool) (list []match.NearMiss) {
	q := Query{User: c, Verified: verified}
	if skip != nil {
		q.Skip = func(number int32) bool { return skip(s.finder.users.At(int(number))) }
	}
	for _, x := range s.Find(q) {
		list = append(list, match.NearMiss{Cloud: s.finder.users.At(int(x.Number)), Score: x.Score, Reasons: s.Reasons(x)})
	}
	return list
}

// Aside are the namesakes of a person that are not compared.
func (f *Finder) Aside(c *directory.Candidate, verified func(string) bool) (list []Aside) {
	s := f.Search()
	s.ad.onPremises(c)
	if s.related() {
		return nil
	}
	s.setAside()
	for _, l := range s.found {
		s.add(uint32(l.key()))
	}
	s.one = comparison{ad: &s.ad, formal: f.formal, verified: verified, near: s.near}
	s.one.count(0)
	for i, user := range s.who {
		if !slices.Contains(s.namesakes, user) {
			continue
		}
		score, _ := s.one.score(&s.near[i], false)
		marked := slices.ContainsFunc(s.marks, func(m Found) bool { return m.Number == f.numbers[user] })
		list = append(list, Aside{marked, score})
	}
	return list
}
