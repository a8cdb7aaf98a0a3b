package hardmatch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"presync/sim"
	"presync/sim/directory"
)

// Apply carries a plan out, in the order of the founding document: the
// scheduler is stopped, each row is changed and read back, the scheduler is
// started, a delta sync runs, and what was only lent is given back. The
// scheduler and the sync are simulated; the writes are made.
//
// Everything is in the journal before and after it happens. After an
// interruption, a crash or an error, Apply with the same journal goes on where
// it ended; [Rollback] takes everything back. The scheduler is on when Apply
// returns, and so are roles and switches as they were, unless the error says
// otherwise. A row that cannot be done is in the report and keeps no other row
// from being done.
func Apply(ctx context.Context, plan *Plan, o ApplyOptions) (*Report, error) {
	hash, err := Fingerprint(plan)
	if err != nil {
		return nil, err
	}
	if err := o.Journal.begin(hash); err != nil {
		return nil, err
	}
	a := &applier{ApplyOptions: o, plan: plan, endpoints: o.Endpoints, report: newReport(plan), row: -1}
	a.hand = &hand{journal: o.Journal, endpoints: o.Endpoints, tell: a.say}
	a.scheduler = scheduler{journal: o.Journal, tell: a.say}
	err = a.run(ctx)
	return a.report, errors.Join(err, a.settle(ctx))
}

// Fingerprint tells plans apart: the SHA-256 of the JSON form.
func Fingerprint(plan *Plan) (string, error) {
	var b bytes.Buffer
	if err := WritePlan(&b, plan); err != nil {
		return "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:]), nil
}

// run makes the changes and runs the sync.
func (a *applier) run(ctx context.Context) error {
	if err := a.scheduler.stop(); err != nil {
		return err
	}
	for i := range a.plan.Rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.row = i
		err := a.apply(ctx, i)
		if err != nil && (ctx.Err() != nil || !ofRow(err)) {
			return err
		}
		if err != nil {
			a.end(ResultSkipped, err.Error())
		}
		a.done++
	}
	a.row = -1
	if err := a.scheduler.start(); err != nil {
		return err
	}
	return a.sync(ctx)
}

// settle gives back what was lent and starts the scheduler, also when the
// context has ended.
func (a *applier) settle(ctx context.Context) error {
	a.row = -1
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	var problems []error
	for _, st := range a.Journal.open() {
		if !st.step.Restore {
			continue
		}
		if err := a.hand.undo(ctx, st); err != nil {
			a.say(err.Error())
			a.report.NotGivenBack = append(a.report.NotGivenBack, err.Error())
			if !ofRow(err) {
				problems = append(problems, err)
			}
		}
	}
	return errors.Join(append(problems, a.scheduler.start())...)
}

// settleTime is how long the end may take after an interruption.
const settleTime = 5 * time.Minute

// apply changes one row.
func (a *applier) apply(ctx context.Context, i int) error {
	r := &a.plan.Rows[i]
	switch {
	case r.Status == StatusLinked:
		a.end(ResultLinked, "")
		return nil
	case !r.Doable():
		a.end(ResultNotDoable, whyNot(r))
		return nil
	}
	if s, ok := a.Journal.synced[i]; ok {
		return a.check(ctx, r, s)
	}
	main := change(r)
	if err := a.unchanged(ctx, r, main); err != nil {
		return err
	}
	for j := range r.Blockers {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.clear(ctx, r, &r.Blockers[j]); err != nil {
			return err
		}
	}
	if err := a.hand.do(ctx, main); err != nil {
		return err
	}
	if err := a.rename(ctx, r.CloudUser.ID); err != nil {
		return err
	}
	a.end(ResultWritten, "")
	return nil
}

// rename gives a user its own name back: the sync is to see that.
func (a *applier) rename(ctx context.Context, user string) error {
	s := Step{Op: opProperty, Object: user, Property: "userPrincipalName"}
	if st := a.Journal.steps[s.key()]; st != nil && st.state != kindUndone {
		return a.hand.undo(ctx, st)
	}
	return nil
}

// unchanged compares what the plan saw with what is there, before anything of
// the row is changed.
func (a *applier) unchanged(ctx context.Context, r *Row, main *Step) error {
	seen := []*Step{main}
	if r.Side == SideAD { // the cloud side is the value to come to
		seen = append(seen, &Step{Op: opProperty, Object: r.CloudUser.ID, Name: r.CloudUser.UserPrincipalName, Property: propImmutableID,
			Old: r.OldImmutableID, New: r.OldImmutableID})
	}
	for _, s := range seen {
		have, err := a.endpoints.read(ctx, s)
		if err != nil {
			return err
		}
		if !s.same(have, s.Old) && !s.same(have, s.New) {
			return &rowError{fmt.Sprintf("%s is %s, and was %s when the plan was made", s.what(), show(have), show(s.Old))}
		}
	}
	return nil
}

// check looks at a row that an earlier run brought to its end.
func (a *applier) check(ctx context.Context, r *Row, s syncedRow) error {
	main := change(r)
	have, err := a.endpoints.read(ctx, main)
	if err != nil {
		return err
	}
	if !main.same(have, main.New) {
		return &rowError{fmt.Sprintf("%s is %s: somebody changed it after the sync", main.what(), show(have))}
	}
	a.end(ResultDone, "in an earlier run")
	a.report.Rows[a.row].Outcome = s.outcome
	return nil
}

// whyNot says why a row is left out.
func whyNot(r *Row) string {
	if r.Problem != "" {
		return r.Problem
	}
	for _, b := range r.Blockers {
		if b.Manual {
			return b.Text
		}
	}
	return "the plan leaves the choice of the cloud user open"
}

// end notes how the row in hand ended so far.
func (a *applier) end(result Result, reason string) {
	row := &a.report.Rows[a.row]
	row.Result, row.Reason = result, reason
	if reason != "" {
		a.say(fmt.Sprintf("%s: %s", result, reason))
	}
}

// say tells about a step.
func (a *applier) say(text string) {
	if a.Tell != nil {
		a.Tell(Event{Row: a.row, Text: text, Done: a.done, Total: len(a.plan.Rows)})
	}
}

// ApplyOptions says how a plan is carried out.
type ApplyOptions struct {
	Endpoints *Endpoints
	Journal   *Journal
	// Keep are the AD attributes that the settings need, see
	// syncrule.Attributes.
	Keep []string
	// Settle brings the settings of the tenant file into the tenant that the
	// simulated sync reads; nil leaves it as it was read.
	Settle func(*directory.Tenant) error
	// AsOf picks the rules in force.
	AsOf time.Time
	// Tell is called for each step when it has happened; nil for nobody.
	Tell func(Event)
	// Predict replaces sim.Predict; nil uses it.
	Predict func(sim.Input) (*sim.Prediction, error)
}

// Event is a step that has happened.
type Event struct {
	Row         int // from 0, -1 for a step of no row
	Text        string
	Done, Total int // rows
}

// applier carries out one plan.
type applier struct {
	ApplyOptions
	plan      *Plan
	endpoints *Endpoints
	hand      *hand
	scheduler scheduler
	report    *Report
	row       int
	done      int
}
