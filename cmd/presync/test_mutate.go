package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"presync/scenarios"
	"presync/scenarios/mutation"
	"presync/sim/match"
	"presync/sim/match/rules"
)

func addMutateFlag(cmd *cobra.Command, o *testOptions) {
	cmd.Flags().BoolVar(&o.mutate, "mutate", false,
		"change one thing of one rule at a time and list the changes that no scenario notices; --run picks the rules by ID")
}

// refuseWithMutate names a flag that says nothing about mutants.
func (o *testOptions) refuseWithMutate() error {
	for _, f := range []struct {
		given bool
		name  string
	}{
		{o.update, "--update"}, {o.watch, "--watch"}, {o.skip != "", "--skip"}, {o.junit != "", "--junit"},
		{o.verbose, "--verbose"}, {o.shown.asked(), "--coverage"},
		{o.via.value != "memory", "--via " + o.via.value},
		{o.format.value != "text" && o.format.value != "json", "--format " + o.format.value},
	} {
		if f.given {
			return usagef("--mutate goes with --run, --jobs, --output, --fail-only and --format text or json", "--mutate does not go with %s", f.name)
		}
	}
	return nil
}

// runMutate tries the mutants of the rules on the scenarios.
func runMutate(ctx context.Context, a *app, o *testOptions) error {
	if err := o.refuseWithMutate(); err != nil {
		return err
	}
	opts, err := o.mutants()
	if err != nil {
		return err
	}
	list, err := parseAll(o.paths)
	if err != nil {
		return err
	}
	talk := newMutationTalk(a)
	opts.Progress = talk.tell
	result, err := mutation.Run(ctx, list, opts)
	talk.end()
	if err != nil {
		return err
	}
	write := mutation.WriteText
	switch {
	case o.format.value == "json":
		write = mutation.WriteJSON
	case o.failOnly:
		write = mutation.WriteFindings
	}
	err = writeResult(ctx, a, o.output, func(w io.Writer) error { return write(w, result, rules.Place) })
	if err == nil && result.Count(mutation.Alive)+result.Count(mutation.Contradicted) > 0 {
		return errFindings
	}
	return err
}

// mutants says which rules are changed.
func (o *testOptions) mutants() (mutation.Options, error) {
	opts := mutation.Options{Rules: rules.All(), Equivalent: mutation.Argued(), Workers: o.jobs}
	wanted, err := pattern("run", o.run)
	if err != nil || wanted == nil {
		return opts, err
	}
	opts.Select = func(r *match.Rule) bool { return wanted.MatchString(r.ID) }
	for _, r := range opts.Rules {
		if opts.Select(r) {
			return opts, nil
		}
	}
	return opts, usagef("with --mutate, --run picks rules by ID; presync rules lists them", "--run %q: there is no such rule", o.run)
}

// parseAll reads scenario files; a file with variants gives several scenarios.
func parseAll(paths []string) ([]*scenarios.Scenario, error) {
	files, err := collect(paths)
	if err != nil {
		return nil, err
	}
	var list []*scenarios.Scenario
	for _, f := range files {
		data, err := f.Read()
		if err != nil {
			return nil, fmt.Errorf("%s: cannot be read: %w", f.Name, reason(err))
		}
		s, err := scenarios.Parse(f.Name, data)
		if err != nil {
			return nil, err
		}
		list = append(list, s.Each()...)
	}
	return list, nil
}

// mutationTalk says on stderr how far the run is: on a terminal in one line
// that changes, else now and then in a new one.
type mutationTalk struct {
	w           io.Writer
	terminal    bool
	now         func() time.Time
	every       time.Duration
	start, last time.Time
}

func newMutationTalk(a *app) *mutationTalk {
	t := &mutationTalk{w: a.stderr, now: a.now, every: 10 * time.Second}
	if f, ok := a.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		t.terminal, t.every = true, 100*time.Millisecond
	}
	t.start = t.now()
	t.last = t.start
	return t
}

func (t *mutationTalk) tell(tried, alive, total int) {
	now := t.now()
	if now.Sub(t.last) < t.every {
		return
	}
	t.last = now
	line := fmt.Sprintf("mutants: %s; %d alive so far", rate(tried, total, now.Sub(t.start)), alive)
	if t.terminal {
		fmt.Fprint(t.w, "\r\033[K"+line)
		return
	}
	fmt.Fprintln(t.w, "presync: "+line)
}

// end takes the line off the terminal.
func (t *mutationTalk) end() {
	if t.terminal && t.last != t.start {
		fmt.Fprint(t.w, "\r\033[K")
	}
}
