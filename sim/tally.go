package sim

import "presync/sim/match"

// Tally counts decisions.
type Tally struct {
	Users      int
	Outcomes   map[match.Outcome]int
	Confidence map[match.Confidence]int
	// Errors counts all decisions with an error by its code, also those that
	// the service lists beside a duplicate. Failures are those whose outcome
	// is error.
	Errors, Failures map[string]int
}

func newTally() Tally {
	return Tally{Outcomes: map[match.Outcome]int{}, Confidence: map[match.Confidence]int{}, Errors: map[string]int{}, Failures: map[string]int{}}
}

// Count makes the tally of some decisions.
func Count(decisions []match.Decision) Tally {
	t := newTally()
	for i := range decisions {
		t.add(&decisions[i])
	}
	return t
}

func (t *Tally) add(d *match.Decision) {
	t.Users++
	t.Outcomes[d.Outcome]++
	t.Confidence[d.Confidence]++
	if d.Error == nil {
		return
	}
	t.Errors[d.Error.Code]++
	if d.Outcome == match.OutcomeError {
		t.Failures[d.Error.Code]++
	}
}

// merge adds what another tally counted.
func (t *Tally) merge(other *Tally) {
	t.Users += other.Users
	addCounts(t.Outcomes, other.Outcomes)
	addCounts(t.Confidence, other.Confidence)
	addCounts(t.Errors, other.Errors)
	addCounts(t.Failures, other.Failures)
}

func addCounts[K comparable](to, from map[K]int) {
	for k, n := range from {
		to[k] += n
	}
}
