package match

import "sync/atomic"

// program is the rules of one subject and one phase, or several that follow
// each other, as they are asked when nobody wants a trace.
//
// Many rules share conditions: that the anchors are equal, that the cloud
// object is live. So each condition has a number in its engine, and nothing is
// asked twice about one question. Conditions with the same two names are the
// same condition; one whose names are the other way round is its opposite.
//
// Most people are alike: they give the same answers, and the same rules fire.
// So a program remembers the ways that were gone before as a tree. Each branch
// is a condition to ask, with a branch for no and one for yes behind it, and
// each end has the rules that fire. Who goes a known way costs the asking alone
// and no look at any rule. Others make it longer, up to a limit; beyond that
// the rules are gone through.
//
// A program can be used by several goroutines at once.
type program struct {
	rules []sentence
	first atomic.Pointer[branch]
	begun atomic.Int32 // questions that came before the tree is worth it
	made  atomic.Int32 // branches
}

// A tree is begun at the question with this number, and has no more branches
// than that. A million invented users (presync generate) make 769 of the
// largest.
const (
	beginsAt     = 256
	mostBranches = 1 << 14
)

// sentence is a rule and what has to hold for it.
type sentence struct {
	rule    *Rule
	clauses []clause
}

// clause is one condition of a rule.
type clause struct {
	test   func(*Question) bool
	number int  // in the memo
	wanted bool // what the test has to say
}

// branch is a place on a way: what was answered so far, and what to ask next;
// ask is nil at the end.
type branch struct {
	ask    func(*Question) bool
	behind [2]atomic.Pointer[branch] // no, yes
	fired  []*Rule
	number int
	known  memo // behind all else: only who makes a branch looks at it
}

// mostConditions is how many conditions a memo has room for. The rule set has
// some 120.
const mostConditions = 512

// memo is what was answered about one question, by the numbers of conditions.
// It holds as long as the question and its world stay as they are.
type memo struct{ asked, held [mostConditions / 64]uint64 }

// answered takes an answer.
func (m *memo) answered(number int, yes bool) {
	word, bit := number/64, uint64(1)<<(number%64)
	m.asked[word] |= bit
	if yes {
		m.held[word] |= bit
	}
}

// says gives the answer to a condition, if there is one.
func (m *memo) says(number int) (yes, known bool) {
	word, bit := number/64, uint64(1)<<(number%64)
	return m.held[word]&bit != 0, m.asked[word]&bit != 0
}

// open gives the first clause of a sentence that has to be asked to know whether
// it holds; nil when that is known.
func (m *memo) open(s *sentence) (next *clause, holds bool) {
	for i := range s.clauses {
		c := &s.clauses[i]
		switch yes, known := m.says(c.number); {
		case !known:
			return c, false
		case yes != c.wanted:
			return nil, false
		}
	}
	return nil, true
}

// fire adds the rules that fire for a question.
func (p *program) fire(q *Question, rec *Record) {
	b := p.first.Load()
	if b == nil {
		if p.begun.Load() < beginsAt {
			p.begun.Add(1)
			p.goThrough(q, memo{}, rec)
			return
		}
		b = p.grow(&p.first, memo{})
	}
	for b.ask != nil {
		yes := b.ask(q)
		place := &b.behind[0]
		if yes {
			place = &b.behind[1]
		}
		next := place.Load()
		if next == nil {
			known := b.known
			known.answered(b.number, yes)
			if p.made.Load() >= mostBranches {
				p.goThrough(q, known, rec)
				return
			}
			next = p.grow(place, known)
		}
		b = next
	}
	for _, r := range b.fired {
		rec.Fired = append(rec.Fired, Fired{Rule: r, Question: q})
	}
}

// grow makes the branch behind some answers. When another goroutine was faster
// it gives that one's.
func (p *program) grow(place *atomic.Pointer[branch], known memo) *branch {
	b := &branch{known: known}
	for i := range p.rules {
		next, holds := known.open(&p.rules[i])
		if next != nil {
			b.ask, b.number, b.fired = next.test, next.number, nil
			break
		}
		if holds {
			b.fired = append(b.fired, p.rules[i].rule)
		}
	}
	if !place.CompareAndSwap(nil, b) {
		return place.Load()
	}
	p.made.Add(1)
	return b
}

// goThrough asks one rule after the other.
func (p *program) goThrough(q *Question, known memo, rec *Record) {
	for i := range p.rules {
		next, holds := known.open(&p.rules[i])
		for next != nil {
			known.answered(next.number, next.test(q))
			next, holds = known.open(&p.rules[i])
		}
		if holds {
			rec.Fired = append(rec.Fired, Fired{Rule: p.rules[i].rule, Question: q})
		}
	}
}

// compiler numbers the conditions of an engine.
type compiler struct {
	known map[[2]string]clause // by Name and Not
	count int
}

// compile makes the sentence of a rule. Conditions that are the same for
// everybody are asked now, when the engine knows what they ask about: those
// that hold are left out, and with one that does not the rule can never fire.
func (c *compiler) compile(r *Rule, fixed *Question) (s sentence, possible bool) {
	s.rule = r
	for i := range r.When {
		cond := &r.When[i]
		if fixed != nil && cond.Fixed {
			if !cond.Test(fixed) {
				return s, false
			}
			continue
		}
		s.clauses = append(s.clauses, c.clause(cond))
	}
	return s, true
}

func (c *compiler) clause(cond *Cond) clause {
	if known, found := c.known[[2]string{cond.Name, cond.Not}]; found {
		return known
	}
	if c.count == mostConditions {
		panic("rules have more conditions than a memo has room for")
	}
	made := clause{test: cond.Test, number: c.count, wanted: true}
	c.count++
	c.known[[2]string{cond.Not, cond.Name}] = clause{test: made.test, number: made.number}
	c.known[[2]string{cond.Name, cond.Not}] = made
	return made
}
