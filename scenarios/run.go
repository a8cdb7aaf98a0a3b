package scenarios

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"slices"

	"presync/sim"
	"presync/sim/match"
)

// Library holds the scenarios of this package.
//
//go:embed *.txtar
var Library embed.FS

// Predictor runs one cycle.
type Predictor func(context.Context, sim.Input) (*sim.Prediction, error)

// Checker looks at a cycle beside what the scenario asserts and gives what is
// wrong with it. A failure without a line is shown at the line of its subject
// in want/decisions, or where the cycle starts.
type Checker func(context.Context, sim.Input, *sim.Prediction) ([]Failure, error)

// Options change how scenarios are run. The zero value is ready to use.
type Options struct {
	// Predict runs a cycle; nil stands for [sim.Predict]. A predictor that
	// sends the input through the fakes, or shuffles it, shows that neither
	// changes the answer.
	Predict Predictor
	// Check is asked about every cycle; nil asks nobody. One that predicts the
	// cycle in another way and compares shows that both ways agree.
	Check Checker
	// Rules replaces the shipped rule set; nil uses it.
	Rules []*match.Rule
	// Select picks the files of [RunFS] and [RunFiles] whose path, or whose ID
	// and title, match; nil picks all.
	Select *regexp.Regexp
	// Skip leaves out the picked files that match it in the same way.
	Skip *regexp.Regexp
	// Parallel is how many files run at once; 0 and 1 run one after the other.
	// Results come in order all the same. Predict and Check must stand it.
	Parallel int
}

// picks reports whether a file is selected by one of its names.
func (o *Options) picks(names ...string) bool {
	matched := func(re *regexp.Regexp) bool { return slices.ContainsFunc(names, re.MatchString) }
	return (o.Select == nil || matched(o.Select)) && (o.Skip == nil || !matched(o.Skip))
}

// Run runs the cycles of a scenario and checks what it asserts. A cycle that
// cannot be run ends the scenario with an error; a context that is done does
// so before the next cycle. A file with variants is run variant by variant; see
// [Scenario.Each].
func Run(ctx context.Context, s *Scenario, opts Options) Result {
	r := Result{Name: s.Name, Scenario: s}
	if len(s.Variants) > 0 {
		r.Err = fmt.Errorf("%s: has %d variants, which are run one by one", s.Name, len(s.Variants))
		return r
	}
	if opts.Predict == nil {
		opts.Predict = func(_ context.Context, in sim.Input) (*sim.Prediction, error) { return sim.Predict(in) }
	}
	state := &state{file: s.Name}
	for i := range s.Cycles {
		c := &s.Cycles[i]
		p, more, err := runCycle(ctx, state, c, &opts)
		if err != nil {
			r.Err = err
			return r
		}
		failures, known := checkCycle(c, p)
		r.Cycles = append(r.Cycles, CycleResult{Number: c.Number, Prediction: p})
		failures = append(failures, more...)
		s.relocate(c, failures, p.Decisions)
		r.Failures = append(r.Failures, failures...)
		r.KnownWrong = append(r.KnownWrong, known...)
		state.tenant = p.After
	}
	return r
}

// RunData runs the content of one scenario file without variants.
func RunData(ctx context.Context, name string, data []byte, opts Options) Result {
	s, err := Parse(name, data)
	if err != nil {
		return Result{Name: name, Data: data, Err: err}
	}
	r := Run(ctx, s, opts)
	r.Data = data
	return r
}

// runCycle makes the inputs of a cycle, predicts it and asks the checker.
func runCycle(ctx context.Context, state *state, c *Cycle, opts *Options) (*sim.Prediction, []Failure, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("%s: cycle %d is not run: %w", state.file, c.Number, err)
	}
	if err := state.advance(ctx, c); err != nil {
		return nil, nil, err
	}
	in := sim.Input{
		Snapshot: state.snapshot, Tenant: state.tenant, Gaps: state.gaps(),
		AsOf: c.Run.AsOf, FullImport: c.Run.FullImport, Trace: true, Rules: opts.Rules,
	}
	p, err := opts.Predict(ctx, in)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%s: cycle %d: %w", state.file, c.Number, err)
	case p == nil || p.After == nil:
		return nil, nil, fmt.Errorf("%s: cycle %d: the prediction is incomplete", state.file, c.Number)
	case opts.Check == nil:
		return p, nil, nil
	}
	failures, err := opts.Check(ctx, in, p)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: cycle %d: %w", state.file, c.Number, err)
	}
	for i := range failures {
		failures[i].Cycle = c.Number
		if failures[i].Line == 0 {
			failures[i].Line = c.lineOf(failures[i].Subject, p.Decisions)
		}
	}
	return p, failures, nil
}

// lineOf is the line of a user in want/decisions, or that where the cycle
// starts to be described.
func (c *Cycle) lineOf(who string, decisions []match.Decision) int {
	if want := c.Want.Decisions; want != nil {
		at, err := findUser(who, decisions)
		for _, line := range want.Lines {
			if other, err2 := findUser(line.Who, decisions); err == nil && err2 == nil && other == at {
				return line.Line
			}
		}
		return want.Line
	}
	for _, s := range []*Section{c.Cloud, c.Settings} {
		if s != nil {
			return s.Line - 1
		}
	}
	if len(c.AD) > 0 {
		return c.AD[0].Line - 1
	}
	return 1
}
