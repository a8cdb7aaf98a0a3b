package hardmatch

import (
	"context"
	"errors"
)

// Rollback takes back what the runs of a journal did, the last change first.
// A value that somebody else changed since stays as it is; it is in the
// report, as is a change that cannot be taken back. After an interruption,
// Rollback goes on where it ended. The scheduler is off meanwhile and on in
// the end.
func Rollback(ctx context.Context, o RollbackOptions) (*RollbackReport, error) {
	if o.Journal.plan == "" {
		return nil, &adviceError{text: o.Journal.path + " holds no run", hint: "name the file that apply was given with --journal"}
	}
	report := &RollbackReport{Schema: RollbackSchema, Steps: []StepReport{}}
	open := o.Journal.open()
	say := func(text string) {
		if o.Tell != nil {
			o.Tell(Event{Row: -1, Text: text, Done: len(report.Steps), Total: len(open)})
		}
	}
	h := &hand{journal: o.Journal, endpoints: o.Endpoints, tell: say}
	s := scheduler{journal: o.Journal, tell: say}
	err := s.stop()
	if err == nil {
		err = rollback(ctx, h, open, report)
	}
	return report, errors.Join(err, s.start())
}

func rollback(ctx context.Context, h *hand, open []*stepState, report *RollbackReport) error {
	for _, st := range open {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := h.undoRenamed(ctx, st)
		if err != nil && (ctx.Err() != nil || !ofRow(err)) {
			return err
		}
		row := StepReport{What: st.step.what(), Value: st.step.Old}
		if err != nil {
			row.Problem = err.Error()
			h.tell(row.Problem)
		}
		report.Steps = append(report.Steps, row)
	}
	if report.Findings() {
		return nil
	}
	return h.journal.write(record{Kind: kindRolledBack})
}

// undoRenamed takes a step back, under the other name that the user had when
// the step was made.
func (h *hand) undoRenamed(ctx context.Context, st *stepState) error {
	name := Step{Op: opProperty, Object: st.step.Object, Property: "userPrincipalName"}
	other := h.journal.steps[name.key()]
	if st.step.Property != propImmutableID || other == nil {
		return h.undo(ctx, st)
	}
	if st.step.Old == nil {
		return &rowError{st.step.what() + " stays: under a federated name a user cannot be without one"} // rulebook GR-3
	}
	s := other.step
	if err := h.do(ctx, &s); err != nil {
		return err
	}
	err := h.undo(ctx, st)
	if renamed := h.journal.steps[name.key()]; renamed.state != kindUndone {
		err = errors.Join(err, h.undo(context.WithoutCancel(ctx), renamed))
	}
	return err
}

// Findings reports whether something is not as it was.
func (r *RollbackReport) Findings() bool {
	for i := range r.Steps {
		if r.Steps[i].Problem != "" {
			return true
		}
	}
	return false
}

// RollbackOptions says how a run is taken back.
type RollbackOptions struct {
	Endpoints *Endpoints
	Journal   *Journal
	// Tell is called for each step when it has happened; nil for nobody.
	Tell func(Event)
}

// RollbackSchema names the JSON form of a report.
const RollbackSchema = "presync.hardmatchrollback/v1"

// RollbackReport says what was taken back, the last change first.
type RollbackReport struct {
	Schema string       `json:"schema"`
	Steps  []StepReport `json:"steps"`
}

// StepReport is one value. Value is the original one, null for none; Problem
// says why it is not there again.
type StepReport struct {
	What    string  `json:"what"`
	Value   *string `json:"value"`
	Problem string  `json:"problem,omitempty"`
}
