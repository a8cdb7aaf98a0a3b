package match

// program is the rules of one phase and subject as they are asked when nobody
// wants a trace.
//
// Many rules share conditions: that the anchors are equal, that the cloud
// object is live. So each condition has a number in its engine, and what is
// asked about one subject is remembered in a [memo] by that number. Most rules
// then cost one look at a bit. Conditions with the same two names are the
// same condition; one whose names are the other way round is its opposite.
type program []sentence

// sentence is a rule and what has to hold for it.
type sentence struct {
	rule    *Rule
	clauses []clause
	// The place of the first clause in the memo, and what has to be there; bit
	// is 0 where there is none.
	word       int
	bit, wants uint64
}

// clause is one condition of a rule.
type clause struct {
	test   func(*Question) bool
	number int  // in the memo; from remembered on it is asked each time
	wanted bool // what the test has to say
}

// remembered is up to how many conditions a memo has room for. The rule set has
// some 120.
const remembered = 256

// memo is what is known about one question. It holds as long as the question
// and its world stay as they are.
type memo struct{ asked, held [remembered / 64]uint64 }

// holds asks a clause, or remembers the answer.
func (m *memo) holds(c *clause, q *Question) bool {
	if c.number >= remembered {
		return c.test(q) == c.wanted
	}
	word, bit := c.number/64, uint64(1)<<(c.number%64)
	if m.asked[word]&bit == 0 {
		m.asked[word] |= bit
		if c.test(q) {
			m.held[word] |= bit
		}
	}
	return (m.held[word]&bit != 0) == c.wanted
}

// all reports whether every clause of a rule holds. Most rules end at their
// first one, which was asked for another rule before.
func (m *memo) all(s *sentence, q *Question) bool {
	if m.asked[s.word]&s.bit != 0 && m.held[s.word]&s.bit != s.wants {
		return false
	}
	for i := range s.clauses {
		if !m.holds(&s.clauses[i], q) {
			return false
		}
	}
	return true
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
	if len(s.clauses) > 0 && s.clauses[0].number < remembered {
		first := &s.clauses[0]
		s.word, s.bit = first.number/64, 1<<(first.number%64)
		if first.wanted {
			s.wants = s.bit
		}
	}
	return s, true
}

func (c *compiler) clause(cond *Cond) clause {
	if known, found := c.known[[2]string{cond.Name, cond.Not}]; found {
		return known
	}
	made := clause{test: cond.Test, number: c.count, wanted: true}
	c.count++
	c.known[[2]string{cond.Not, cond.Name}] = clause{test: made.test, number: made.number}
	c.known[[2]string{cond.Name, cond.Not}] = made
	return made
}
