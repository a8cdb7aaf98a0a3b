package mutation

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"presync/scenarios"
	"presync/sim/match"
)

// Options say what is mutated and how.
type Options struct {
	// Rules is the rule set; it must not be empty.
	Rules []*match.Rule
	// Select picks the rules that are mutated; nil picks all.
	Select func(*match.Rule) bool
	// Equivalent gives the reason why a mutant, named by its ID, cannot change
	// any result; a mutant without one is not in it.
	Equivalent map[string]string
	// Workers is how many scenarios run at once, 0 for one a processor. The
	// results do not depend on it.
	Workers int
	// Progress, when it is not nil, is told how many mutants have been tried,
	// how many of these live, and how many there are. It is called by one
	// goroutine at a time.
	Progress func(tried, alive, total int)
}

// Status says what became of a mutant.
type Status string

// What can become of a mutant.
const (
	Killed     Status = "killed"     // a scenario notices it
	Alive      Status = "alive"      // no scenario notices it
	Equivalent Status = "equivalent" // it can change no result, for a stated reason
	// Contradicted is a mutant that is said to be equivalent and that a
	// scenario notices all the same.
	Contradicted Status = "contradicted"
)

// Fate is a mutant and what became of it.
type Fate struct {
	Mutant
	Status Status
	// By is the first scenario that notices the mutant, nil when none does;
	// Line is the line of its first failing assertion, 0 when it could not be
	// run to its end.
	By   *scenarios.Scenario
	Line int
	// Reason is why it is equivalent.
	Reason string
	// Acts are the scenarios in which the mutant acts in another way than its
	// rule, in the order in which they are tried.
	Acts []*scenarios.Scenario
}

// Result is what became of all mutants, in the order of the rules.
type Result struct {
	Scenarios int
	Rules     int // that were mutated
	Fates     []Fate
}

// Count gives how many mutants ended in a status.
func (r *Result) Count(s Status) int {
	n := 0
	for i := range r.Fates {
		if r.Fates[i].Status == s {
			n++
		}
	}
	return n
}

// Run tries the mutants of the rules on scenarios, which must all hold with
// the rules as they are: it reports an error that names the first that does
// not, and one for a context that is done.
func Run(ctx context.Context, list []*scenarios.Scenario, opts Options) (*Result, error) {
	h := &hunt{opts: opts, scenarios: list, observed: make([]asked, len(list))}
	for i, r := range opts.Rules {
		if len(r.When) > maxConditions {
			return nil, fmt.Errorf("mutate rule %s: %d conditions, at most %d can be mutated", r.ID, len(r.When), maxConditions)
		}
		if opts.Select != nil && !opts.Select(r) {
			continue
		}
		h.rules++
		for _, m := range Of(r) {
			h.targets = append(h.targets, target{m, i})
		}
	}
	if err := h.observe(ctx); err != nil {
		return nil, err
	}
	fates := make([]Fate, len(h.targets))
	h.parallel(ctx, len(fates), func(i int) { fates[i] = h.try(ctx, h.targets[i]) })
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("mutate: %w", err)
	}
	return &Result{Scenarios: len(list), Rules: h.rules, Fates: fates}, nil
}

// hunt is one run.
type hunt struct {
	opts      Options
	scenarios []*scenarios.Scenario
	observed  []asked
	targets   []target
	rules     int

	lock         sync.Mutex
	tried, alive int
}

// target is a mutant and the place of its rule in the set.
type target struct {
	Mutant
	at int
}

// observe runs every scenario with the rules as they are.
func (h *hunt) observe(ctx context.Context) error {
	faults := make([]error, len(h.scenarios))
	h.parallel(ctx, len(h.scenarios), func(i int) {
		s := h.scenarios[i]
		if r := scenarios.Run(ctx, s, scenarios.Options{Rules: h.opts.Rules}); !r.Passed() {
			faults[i] = fmt.Errorf("mutate: %s does not hold with the rules as they are", s.Name)
			return
		}
		h.observed[i] = observe(ctx, s, h.opts.Rules)
	})
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mutate: %w", err)
	}
	return cmp.Or(faults...)
}

// parallel calls do for 0 to n-1.
func (h *hunt) parallel(ctx context.Context, n int, do func(int)) {
	workers := h.opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// try runs the scenarios that can notice a mutant until one does.
func (h *hunt) try(ctx context.Context, t target) Fate {
	f := Fate{Mutant: t.Mutant, Status: Alive, Reason: h.opts.Equivalent[t.ID()]}
	set := slices.Clone(h.opts.Rules)
	if t.Changed != nil {
		set[t.at] = t.Changed
	} else {
		set = slices.Delete(set, t.at, t.at+1)
	}
	f.Acts = h.suspects(t)
	for _, s := range f.Acts {
		if ctx.Err() != nil {
			return f
		}
		if line, noticed := notices(ctx, s, set); noticed {
			f.Status, f.By, f.Line = Killed, s, line
			break
		}
	}
	switch {
	case f.Reason != "" && f.Status == Killed:
		f.Status = Contradicted
	case f.Reason != "":
		f.Status = Equivalent
	}
	h.tell(f.Status)
	return f
}

func (h *hunt) tell(s Status) {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.tried++
	if s == Alive {
		h.alive++
	}
	if h.opts.Progress != nil {
		h.opts.Progress(h.tried, h.alive, len(h.targets))
	}
}

// suspects lists the scenarios in which the mutant acts in another way than
// its rule: those named after the rule first, then the others in their order.
func (h *hunt) suspects(t target) []*scenarios.Scenario {
	var own, others []*scenarios.Scenario
	for i, s := range h.scenarios {
		acts := tracing(s)
		for a := range h.observed[i][t.at] {
			acts = acts || t.differs(a)
		}
		switch {
		case acts && s.ID == t.Rule.ID:
			own = append(own, s)
		case acts:
			others = append(others, s)
		}
	}
	return append(own, others...)
}

// notices runs a scenario with a changed rule set. A run that breaks down
// notices the change, too: with a rule less, nobody may be left to decide.
func notices(ctx context.Context, s *scenarios.Scenario, set []*match.Rule) (line int, noticed bool) {
	defer func() {
		if broken := recover(); broken != nil {
			line, noticed = 0, true
		}
	}()
	opts := scenarios.Options{Rules: set}
	if !tracing(s) {
		opts.Predict = quick
	}
	r := scenarios.Run(ctx, s, opts)
	if len(r.Failures) > 0 {
		return r.Failures[0].Line, true
	}
	return 0, !r.Passed() && ctx.Err() == nil
}
