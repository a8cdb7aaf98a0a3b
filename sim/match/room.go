package match

import (
	"slices"

	"presync/sim/directory"
)

// Room is memory for the decisions of a block. They, their lists and their
// sentences stand in few large pieces instead of a dozen small ones each,
// and Reset makes the pieces serve again: a million decisions are no work
// for the garbage collector then.
//
// A nil Room gives everything memory of its own. A Room is used by one
// goroutine at a time.
type Room struct {
	decisions    slab[Decision]
	errors       slab[namedError]
	rules        slab[*Rule]
	alternatives slab[Alternative]
	results      slab[Result]
	overwrites   slab[Overwrite]
	nearMisses   slab[NearMiss]
	addresses    slab[directory.Address]
	notes        slab[string]
	object       directory.CloudObject
	people       places[directory.Candidate]
	objects      places[directory.CloudObject]

	draft     []byte          // the sentence that is being written
	kept      directory.Texts // those that were
	templates map[string]template
	// The texts that were rendered last and their templates: most people are
	// alike. oldest is the one that makes room for another.
	last [4]struct {
		text     string
		template template
	}
	oldest int
}

// namedError is an error with room for the object that it names.
type namedError struct {
	Error
	holder Holder
}

// Reset takes everything back that was made in the room, except for sentences:
// those last as long as anybody has them.
func (r *Room) Reset() {
	r.decisions.reset()
	r.errors.reset()
	r.rules.reset()
	r.alternatives.reset()
	r.results.reset()
	r.overwrites.reset()
	r.nearMisses.reset()
	r.addresses.reset()
	r.notes.reset()
	r.object = directory.CloudObject{}
	r.people.used, r.objects.used = 0, 0
}

// Candidate gives a place to read a person into.
func (r *Room) Candidate() *directory.Candidate {
	if r == nil {
		return new(directory.Candidate)
	}
	u := r.people.next()
	r.people.used++
	return u
}

// CloudObject reads an object of a tenant.
func (r *Room) CloudObject(t *directory.Tenant, i int) *directory.CloudObject {
	if r == nil {
		return t.At(i)
	}
	place := r.objects.next()
	o := t.Read(i, place)
	if o == place {
		r.objects.used++
	}
	return o
}

// Texts is memory for what is made of the values of a person.
func (r *Room) Texts() *directory.Texts {
	if r == nil {
		return nil
	}
	return &r.kept
}

// Object gives an empty cloud object, that of the call before once more: each
// serves for one person only.
func (r *Room) Object() *directory.CloudObject {
	if r == nil {
		return new(directory.CloudObject)
	}
	r.object = directory.CloudObject{}
	return &r.object
}

// Result gives a place for a result.
func (r *Room) Result() *Result {
	if r == nil {
		return new(Result)
	}
	return r.results.one()
}

// AddOverwrite appends to a list.
func (r *Room) AddOverwrite(list []Overwrite, o Overwrite) []Overwrite {
	if r == nil {
		return append(list, o)
	}
	return r.overwrites.add(list, o)
}

// Addresses gives an empty list with room for n addresses.
func (r *Room) Addresses(n int) []directory.Address {
	if r == nil {
		return make([]directory.Address, 0, n)
	}
	return r.addresses.several(n)[:0]
}

// NearMisses gives a list of so many empty ones.
func (r *Room) NearMisses(n int) []NearMiss {
	if r == nil {
		return make([]NearMiss, n)
	}
	return r.nearMisses.several(n)
}

func (r *Room) decision() *Decision {
	if r == nil {
		return new(Decision)
	}
	return r.decisions.one()
}

func (r *Room) namedError() *namedError {
	if r == nil {
		return new(namedError)
	}
	return r.errors.one()
}

func (r *Room) addRule(list []*Rule, rule *Rule) []*Rule {
	if r == nil {
		return append(list, rule)
	}
	return r.rules.add(list, rule)
}

func (r *Room) addNote(list []string, note string) []string {
	if r == nil {
		return append(list, note)
	}
	return r.notes.add(list, note)
}

func (r *Room) addAlternative(list []Alternative, a Alternative) []Alternative {
	if r == nil {
		return append(list, a)
	}
	return r.alternatives.add(list, a)
}

// render is Render into the room. Rules have few texts, so each is parsed once.
func (r *Room) render(text string, q *Question) string {
	if r == nil {
		return Render(text, q)
	}
	t := r.template(text)
	if len(t) == 1 {
		return text
	}
	r.draft = t.append(r.draft[:0], q)
	return r.kept.Keep(r.draft)
}

// template gives the parsed text of a rule.
func (r *Room) template(text string) template {
	for i := range r.last {
		if r.last[i].text == text {
			return r.last[i].template
		}
	}
	t, known := r.templates[text]
	if !known {
		if r.templates == nil {
			r.templates = map[string]template{}
		}
		t = parse(text)
		r.templates[text] = t
	}
	r.last[r.oldest].text, r.last[r.oldest].template = text, t
	r.oldest = (r.oldest + 1) % len(r.last)
	return t
}

// Keep gives a copy of a decision that stays when the room it was made in
// serves again, and of the user and the cloud objects.
func (d *Decision) Keep() *Decision {
	k := *d
	if d.User != nil {
		u := *d.User
		u.ProxyAddresses = slices.Clone(u.ProxyAddresses)
		k.User = &u
	}
	if d.Target != nil {
		k.Target = d.Target.Clone()
	}
	switch {
	case d.Other == d.Target:
		k.Other = k.Target
	case d.Other != nil:
		k.Other = d.Other.Clone()
	}
	k.Rules, k.Notes = slices.Clone(d.Rules), slices.Clone(d.Notes)
	k.Alternatives, k.Candidates, k.Trace = slices.Clone(d.Alternatives), slices.Clone(d.Candidates), slices.Clone(d.Trace)
	for i := range k.Candidates {
		k.Candidates[i].Cloud = k.Candidates[i].Cloud.Clone()
	}
	if d.Error != nil {
		e := *d.Error
		if e.ConflictsWith != nil {
			h := *e.ConflictsWith
			e.ConflictsWith = &h
		}
		k.Error = &e
	}
	if d.Result != nil {
		r := *d.Result
		r.ProxyAddresses, r.Quarantined, r.Overwrites = slices.Clone(r.ProxyAddresses), slices.Clone(r.Quarantined), slices.Clone(r.Overwrites)
		k.Result = &r
	}
	return &k
}

// places are values that are read into again and again, each with its lists.
type places[T any] struct {
	list []*T
	used int
}

// next gives the first that is not in use.
func (p *places[T]) next() *T {
	if p.used == len(p.list) {
		p.list = append(p.list, new(T))
	}
	return p.list[p.used]
}

// slab hands out places for values of one type, from pieces of memory that it
// uses again after a reset. The length of piece is what is in use.
type slab[T any] struct{ piece []T }

// firstPiece is how many values the first piece holds.
const firstPiece = 64

// grow makes sure that n more values fit.
func (s *slab[T]) grow(n int) {
	if cap(s.piece)-len(s.piece) < n {
		s.piece = make([]T, 0, max(2*cap(s.piece), n, firstPiece))
	}
}

// one gives the place of a zero value.
func (s *slab[T]) one() *T {
	s.grow(1)
	s.piece = s.piece[:len(s.piece)+1]
	return &s.piece[len(s.piece)-1]
}

// several gives the places of zero values.
func (s *slab[T]) several(n int) []T {
	s.grow(n)
	from := len(s.piece)
	s.piece = s.piece[:from+n]
	return s.piece[from : from+n : from+n]
}

// add appends a value to a list: behind it when the list is the last thing in
// the slab, else to a copy.
func (s *slab[T]) add(list []T, v T) []T {
	n, have := len(s.piece), len(list)
	last := have > 0 && n >= have && &s.piece[n-1] == &list[have-1]
	if !last || n == cap(s.piece) {
		s.grow(have + 1)
		s.piece = append(s.piece, list...)
	}
	s.piece = append(s.piece, v)
	n = len(s.piece)
	return s.piece[n-have-1 : n : n]
}

// reset empties the slab. The largest piece, which is the last, stays.
func (s *slab[T]) reset() {
	clear(s.piece)
	s.piece = s.piece[:0]
}
