package generate

import (
	"fmt"
	"math/bits"
	"slices"
	"sort"
)

// Options say what is generated.
type Options struct {
	// Users is the number of on-premises users, at least 1. An account and its
	// linked mailbox in another forest are one user.
	Users int
	Seed  uint64
	// Forests is the number of exports, from 1 to 9. With more than one, users
	// are matched across forests on mail.
	Forests int
	// Dialect is the program that the LDIF looks like.
	Dialect Dialect
	// UTF16 writes the LDIF as UTF-16LE with a byte order mark, as ldifde -u
	// does.
	UTF16 bool
}

// Dialect is a program that exports LDIF.
type Dialect string

// The dialects.
const (
	LDIFDE     Dialect = "ldifde"
	LDAPSearch Dialect = "ldapsearch"
)

// MaxUsers keeps the numbers in the names short enough for sAMAccountName.
const MaxUsers = 99_999_999

const maxForests = 9

// Population is a forest and a tenant that can be written.
type Population struct {
	options   Options
	languages []language
	shares    []share
	// order scatters the cases over the forest, cloudOrder the people over the
	// tenant.
	order, cloudOrder scatter
	// fillers is the number of cloud users that have nothing on premises.
	fillers int
}

// New plans a population. It reports an error for options that cannot be met.
func New(o Options) (*Population, error) {
	if o.Users < 1 || o.Users > MaxUsers {
		return nil, fmt.Errorf("%d users: want 1 to %d", o.Users, MaxUsers)
	}
	if o.Forests < 1 || o.Forests > maxForests || o.Forests > o.Users {
		return nil, fmt.Errorf("%d forests: want 1 to %d, and no more than users", o.Forests, maxForests)
	}
	if o.Dialect != LDIFDE && o.Dialect != LDAPSearch {
		return nil, fmt.Errorf("dialect %q: want %s or %s", o.Dialect, LDIFDE, LDAPSearch)
	}
	p := &Population{options: o, languages: languages(), fillers: o.Users * fillersPerThousand / 1000}
	p.shares = allot(o.Users, o.Forests)
	p.order = newScatter(o.Users, o.Seed)
	p.cloudOrder = newScatter(o.Users+p.fillers, o.Seed+1)
	return p, nil
}

// share is how many users a case has, and where they begin in the order of
// cases.
type share struct {
	of           *kind
	first, count int
}

// end is the position behind the last user of the share.
func (s share) end() int { return s.first + s.count }

// allot divides the users among the cases. A case whose share is less than one
// user gets one as long as an eighth of the users (of few users, a half)
// suffices; the cases stand in the order in which that matters.
func allot(users, forests int) []share {
	spare := max(users/8, min(users/2, 12))
	var out []share
	next := 0
	for i := range kinds {
		k := &kinds[i]
		if k.forests == several && forests == 1 || k.forests == single && forests > 1 {
			continue
		}
		groups := users * k.perMillion / 1_000_000 / k.size()
		if groups == 0 && k.size() <= spare {
			groups = 1
			spare -= k.size()
		}
		if count := groups * k.size(); count > 0 {
			out = append(out, share{k, next, count})
			next += count
		}
	}
	return append(out, share{&linked, next, users - next})
}

// shareAt finds the share that a position belongs to.
func (p *Population) shareAt(position int) share {
	last := p.shares[len(p.shares)-1]
	if position >= last.first {
		return last
	}
	return p.shares[sort.Search(len(p.shares), func(i int) bool { return p.shares[i].end() > position })]
}

// forestOf is the forest of a place: each has a run of places, so that the order
// of the exports is the order of the places.
func (p *Population) forestOf(place int) int {
	f := place * p.options.Forests / p.options.Users
	for p.firstOf(f+1) <= place {
		f++
	}
	return f
}

// firstOf is the first place of a forest.
func (p *Population) firstOf(forest int) int { return forest * p.options.Users / p.options.Forests }

// Count is how many users a case has.
type Count struct {
	Case    string
	Users   int
	Becomes []Fate
	Because string
}

// Counts lists the cases that the population has, the linked users first.
func (p *Population) Counts() []Count {
	var out []Count
	for _, s := range p.shares {
		out = append(out, Count{s.of.name, s.count, s.of.fates, s.of.because})
	}
	last := len(out) - 1
	return slices.Insert(out[:last], 0, out[last])
}

// scatter is a permutation of 0 to n-1 that can be turned round: a linear one,
// i*step+shift modulo n.
type scatter struct{ n, step, shift, back uint64 }

func newScatter(n int, seed uint64) scatter {
	r := newDice(seed, n, saltOther)
	s := scatter{n: uint64(n), step: uint64(float64(n)*0.618) + 1, shift: uint64(r.below(n))}
	for s.step > 1 && gcd(s.step, s.n) != 1 {
		s.step--
	}
	s.back = inverse(s.step, s.n)
	return s
}

// to gives the place of a position.
func (s scatter) to(position int) int {
	return int((mulMod(uint64(position), s.step, s.n) + s.shift) % s.n)
}

// from gives the position of a place.
func (s scatter) from(place int) int {
	return int(mulMod(uint64(place)+s.n-s.shift, s.back, s.n))
}

func mulMod(a, b, n uint64) uint64 {
	high, low := bits.Mul64(a%n, b)
	_, rest := bits.Div64(high, low, n)
	return rest
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// inverse gives x with a*x = 1 modulo n, by the extended algorithm of Euclid.
func inverse(a, n uint64) uint64 {
	x, y, r, s := int64(1), int64(0), int64(a), int64(n)
	for s != 0 {
		q := r / s
		r, s = s, r-q*s
		x, y = y, x-q*y
	}
	return uint64((x%int64(n) + int64(n)) % int64(n))
}
