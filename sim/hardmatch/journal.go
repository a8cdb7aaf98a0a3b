package hardmatch

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// JournalSchema names the form of a journal. It is JSON Lines: a record behind
// the other, never changed, each on the disk before the next thing happens.
const JournalSchema = "presync.hardmatchjournal/v1"

// OpenJournal opens the journal of a run and reads what earlier runs wrote.
// With create, a file that is not there yet is made. A last line without an
// end, which a killed process leaves behind, is cut off: what it would have
// announced did not begin. While the journal is open, another run waits.
func OpenJournal(ctx context.Context, path string, create bool) (*Journal, error) {
	if !create {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("open the journal: %w", err)
		}
	}
	f, err := lock(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	j := &Journal{path: path, file: f, steps: map[string]*stepState{}, synced: map[int]syncedRow{}}
	err = j.read()
	if err == nil && create {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, nil
}

// lock opens a file that no other run has open, and waits for it.
func lock(ctx context.Context, path string) (*lockedfile.File, error) {
	type opened struct {
		f   *lockedfile.File
		err error
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	got := make(chan opened, 1)
	go func() {
		f, err := lockedfile.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		got <- opened{f, err}
	}()
	select {
	case o := <-got:
		return o.f, o.err
	case <-ctx.Done():
		go func() {
			if o := <-got; o.err == nil {
				_ = o.f.Close() // nobody waits for it any more
			}
		}()
		return nil, ctx.Err()
	}
}

// syncFolder makes the name of a new file last.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the journal: %w", err)
	}
	_ = d.Sync() // some systems cannot sync a folder, and need not
	return d.Close()
}

// read takes in what the file holds.
func (j *Journal) read() error {
	text, err := io.ReadAll(j.file)
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	if whole < len(text) {
		if err := j.file.Truncate(int64(whole)); err != nil {
			return fmt.Errorf("cut the half line off the journal: %w", err)
		}
	}
	if _, err := j.file.Seek(int64(whole), io.SeekStart); err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	n := 0
	for line := range bytes.Lines(text[:whole]) {
		n++
		var r record
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&r); err != nil {
			return fmt.Errorf("%s:%d: not a line of a journal: %w", j.path, n, err)
		}
		if err := j.take(r); err != nil {
			return fmt.Errorf("%s:%d: %w", j.path, n, err)
		}
	}
	return nil
}

// write appends a record and waits until it is on the disk.
func (j *Journal) write(r record) error {
	if j.before != nil {
		j.before(r)
	}
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if j.after != nil {
		j.after(r)
	}
	return j.take(r)
}

// take changes the state as a record says.
func (j *Journal) take(r record) error {
	if j.plan == "" && r.Kind != kindBegin {
		return errors.New("the journal does not begin with its plan")
	}
	switch r.Kind {
	case kindBegin:
		if r.Schema != JournalSchema || r.Plan == "" {
			return fmt.Errorf("schema %q is not %q", r.Schema, JournalSchema)
		}
		j.plan = r.Plan
	case kindStopped, kindStarted:
		j.stopped = r.Kind == kindStopped
	case kindIntent:
		if r.Step == nil {
			return errors.New("an intent without its step")
		}
		delete(j.steps, r.Step.key())
		j.count++
		j.steps[r.Step.key()] = &stepState{step: *r.Step, state: r.Kind, place: j.count}
	case kindDone, kindUndo, kindUndone, kindKept:
		s := j.steps[r.Key]
		if s == nil {
			return fmt.Errorf("%s of a step that was never intended: %q", r.Kind, r.Key)
		}
		s.state = r.Kind
	case kindSynced:
		j.synced[r.Row] = syncedRow{outcome: r.Outcome, asPlanned: r.AsPlanned, reason: r.Reason}
	case kindRolledBack:
		clear(j.synced)
	default:
		return fmt.Errorf("%q is no kind of record", r.Kind)
	}
	return nil
}

// begin says which plan the journal is about. A journal of another plan is
// refused.
func (j *Journal) begin(plan string) error {
	switch j.plan {
	case plan:
		return nil
	case "":
		return j.write(record{Kind: kindBegin, Schema: JournalSchema, Plan: plan})
	}
	return &adviceError{text: fmt.Sprintf("%s is the journal of another plan", j.path),
		hint: "give each plan a journal of its own with --journal, or roll the other one back first"}
}

// open are the steps that changed something or may have, the last one first.
func (j *Journal) open() []*stepState {
	var all []*stepState
	for _, s := range j.steps {
		if s.state != kindUndone {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *stepState) int { return cmp.Compare(b.place, a.place) })
	return all
}

// Close ends the use of the journal.
func (j *Journal) Close() error { return j.file.Close() }

// The kinds of records.
const (
	kindBegin      = "begin"      // which plan the journal is about
	kindStopped    = "stopped"    // the scheduler is off
	kindStarted    = "started"    // the scheduler is on
	kindIntent     = "intent"     // a step is about to be made
	kindDone       = "done"       // it is made and read back
	kindUndo       = "undo"       // a step is about to be taken back
	kindUndone     = "undone"     // it is taken back and read back
	kindKept       = "kept"       // it could not be taken back
	kindSynced     = "synced"     // what the simulated sync did with a row
	kindRolledBack = "rolledback" // all that could be taken back is
)

// Journal is the memory of apply and rollback on the disk.
type Journal struct {
	path string
	file *lockedfile.File

	plan    string // SHA-256 of the plan
	stopped bool   // the simulated scheduler is off
	steps   map[string]*stepState
	count   int
	synced  map[int]syncedRow // by row, from 0

	// before and after are called around every write, for tests that end the
	// process there.
	before, after func(record)
}

// record is a line of a journal.
type record struct {
	Kind      string `json:"kind"`
	Schema    string `json:"schema,omitempty"`
	Plan      string `json:"plan,omitempty"`
	Step      *Step  `json:"step,omitempty"`
	Key       string `json:"key,omitempty"`
	Row       int    `json:"row,omitempty"`
	Outcome   string `json:"outcome,omitempty"`
	AsPlanned bool   `json:"asPlanned,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// stepState is a step and how far it is.
type stepState struct {
	step  Step
	state string
	place int // in the order of the intents
}

// syncedRow is what the simulated sync did with a row.
type syncedRow struct {
	outcome   string
	asPlanned bool
	reason    string
}

// adviceError is an error with a hint.
type adviceError struct{ text, hint string }

func (e *adviceError) Error() string { return e.text }

// Hint says what to do about it.
func (e *adviceError) Hint() string { return e.hint }
