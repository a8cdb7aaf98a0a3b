package compare

import (
	"bytes"
	"cmp"
	"iter"
	"maps"
	"slices"

	"presync/sim/match"
)

// Base is the side that the other one is compared with.
type Base struct {
	Header    Header
	store     store
	index     index
	deletions map[string]Cloud
}

// NewBase makes a side without users.
func NewBase(h Header) *Base {
	return &Base{Header: h, store: store{words: newWords()}, index: newIndex(), deletions: map[string]Cloud{}}
}

// Add takes the verdict about the next user. What is for reading only is not
// kept.
func (b *Base) Add(v *Verdict) { b.index.add(b.store.add(v), &v.User) }

// Delete notes a cloud object that the run deletes.
func (b *Base) Delete(c Cloud) { b.deletions[c.ID] = c }

// Users counts the verdicts.
func (b *Base) Users() int { return len(b.store.places) }

// Step is a pair of outcomes. The outcome of a side that lacks the user is "".
type Step struct{ From, To match.Outcome }

// Comparison is the head held against the base.
type Comparison struct {
	Base, Head Header
	// BaseUsers and HeadUsers count the users of the sides.
	BaseUsers, HeadUsers int
	// Matrix counts users by their outcomes, those who kept theirs as well.
	Matrix map[Step]int
	// Counts has the users of each severity; Same are without a difference.
	Counts map[Severity]int
	Same   int
	// NewDeletions are cloud objects that the head deletes alone, Spared those
	// that the base does alone.
	NewDeletions, Spared []Cloud

	base      *Base
	head      store // the users of the head that differ, or found no partner
	paired    []bool
	pending   []pending
	changes   []change
	deletions map[string]Cloud
	scratch   []byte
}

// change is a difference, as numbers: base and head are places in the stores,
// -1 for none.
type change struct {
	base, head int
	order      int // of the head; the users that it lacks come behind
	by         PairedBy
	severity   Severity
	why        string
}

// pending is a user of the head who waits for a partner.
type pending struct{ head, order int }

// Change is one user with a difference.
type Change struct {
	// User is as the head has it, where it does.
	User     User
	PairedBy PairedBy
	Severity Severity
	Why      string
	// Base and Head are nil for the side that lacks the user. The base has no
	// reason and no name of a target.
	Base, Head *Verdict
}

// Against starts the comparison with a base, which may be used again.
func Against(b *Base, h Header) *Comparison {
	return &Comparison{
		Base: b.Header, Head: h, BaseUsers: b.Users(), Matrix: map[Step]int{}, Counts: map[Severity]int{},
		base: b, head: store{words: b.store.words, reasons: true}, paired: make([]bool, b.Users()), deletions: map[string]Cloud{},
	}
}

// Add takes the verdict of the head about the next user.
func (c *Comparison) Add(v *Verdict) {
	order := c.HeadUsers
	c.HeadUsers++
	if at := c.base.index.byGUID(c, &v.User); at >= 0 {
		c.pair(at, v, -1, order, ByGUID)
		return
	}
	c.pending = append(c.pending, pending{c.head.add(v), order})
}

// Delete notes a cloud object that the head deletes.
func (c *Comparison) Delete(d Cloud) { c.deletions[d.ID] = d }

// Finish pairs who is left over, and puts the differences into the order of
// the head. Nothing is added afterwards.
func (c *Comparison) Finish() {
	c.pairRest()
	for _, p := range c.pending {
		c.Matrix[Step{To: c.head.get(p.head).Outcome}]++
		c.note(change{base: -1, head: p.head, order: p.order, severity: Added, why: "the base does not have the user"})
	}
	for at, paired := range c.paired {
		if !paired {
			c.Matrix[Step{From: c.base.store.get(at).Outcome}]++
			c.note(change{base: at, head: -1, order: c.HeadUsers + at, severity: Removed, why: "the head does not have the user"})
		}
	}
	slices.SortFunc(c.changes, func(x, y change) int { return cmp.Compare(x.order, y.order) })
	c.NewDeletions, c.Spared = missing(c.deletions, c.base.deletions), missing(c.base.deletions, c.deletions)
}

// missing gives what the second lacks of the first.
func missing(first, second map[string]Cloud) []Cloud {
	var out []Cloud
	for _, id := range slices.Sorted(maps.Keys(first)) {
		if _, has := second[id]; !has {
			out = append(out, first[id])
		}
	}
	return out
}

// Worse reports whether somebody is worse off: a user, or a cloud object that
// only the head deletes.
func (c *Comparison) Worse() bool { return c.Counts[Worse]+len(c.NewDeletions) > 0 }

// Differs reports whether there is any difference between the sides.
func (c *Comparison) Differs() bool { return len(c.changes)+len(c.NewDeletions)+len(c.Spared) > 0 }

// Changes gives the users with a difference: those of the head in its order,
// then those whom only the base has.
func (c *Comparison) Changes() iter.Seq[*Change] {
	return func(yield func(*Change) bool) {
		for i := range c.changes {
			if !yield(c.change(&c.changes[i])) {
				return
			}
		}
	}
}

func (c *Comparison) change(at *change) *Change {
	out := &Change{PairedBy: at.by, Severity: at.severity, Why: at.why}
	if at.base >= 0 {
		v := c.base.store.get(at.base)
		out.Base, out.User = &v, v.User
	}
	if at.head >= 0 {
		v := c.head.get(at.head)
		out.Head, out.User = &v, v.User
	}
	return out
}

func (c *Comparison) note(ch change) {
	c.Counts[ch.severity]++
	c.changes = append(c.changes, ch)
}

// pair compares a user of the base with one of the head. kept is the place of
// the latter in the store of the head, -1 when it is not there yet.
func (c *Comparison) pair(at int, v *Verdict, kept, order int, by PairedBy) {
	c.paired[at] = true
	c.scratch = c.head.words.verdict(c.scratch[:0], v)
	if bytes.Equal(c.scratch, c.base.store.compared(at)) {
		c.Matrix[Step{v.Outcome, v.Outcome}]++
		c.Same++
		return
	}
	before := c.base.store.get(at)
	c.Matrix[Step{before.Outcome, v.Outcome}]++
	severity, why := judge(&before, v)
	if severity == "" {
		c.Same++
		return
	}
	if kept < 0 {
		kept = c.head.add(v)
	}
	c.note(change{base: at, head: kept, order: order, by: by, severity: severity, why: why})
}
