package scenarios

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"regexp"
	"strings"

	"presync/sim"
	"presync/sim/match"
)

// Library holds the scenarios of this package.
//
//go:embed *.txtar
var Library embed.FS

// Predictor runs one cycle.
type Predictor func(context.Context, sim.Input) (*sim.Prediction, error)

// Options change how scenarios are run. The zero value is ready to use.
type Options struct {
	// Predict runs a cycle; nil stands for [sim.Predict]. A predictor that
	// sends the input through the fakes, or shuffles it, shows that neither
	// changes the answer.
	Predict Predictor
	// Rules replaces the shipped rule set; nil uses it.
	Rules []*match.Rule
	// Select picks the files of [RunFS] whose path, or whose ID and title,
	// match; nil picks all.
	Select *regexp.Regexp
}

// Run runs the cycles of a scenario and checks what it asserts. A cycle that
// cannot be run ends the scenario with an error; a context that is done does
// so before the next cycle.
func Run(ctx context.Context, s *Scenario, opts Options) Result {
	r := Result{Name: s.Name, Scenario: s}
	predict := opts.Predict
	if predict == nil {
		predict = func(_ context.Context, in sim.Input) (*sim.Prediction, error) { return sim.Predict(in) }
	}
	state := &state{file: s.Name}
	for i := range s.Cycles {
		c := &s.Cycles[i]
		p, err := runCycle(ctx, state, c, predict, opts.Rules)
		if err != nil {
			r.Err = err
			return r
		}
		r.Cycles = append(r.Cycles, CycleResult{Number: c.Number, Prediction: p})
		r.Failures = append(r.Failures, checkCycle(c, p)...)
		state.tenant = p.After
	}
	return r
}

// runCycle makes the inputs of a cycle and predicts it.
func runCycle(ctx context.Context, state *state, c *Cycle, predict Predictor, rules []*match.Rule) (*sim.Prediction, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s: cycle %d is not run: %w", state.file, c.Number, err)
	}
	if err := state.advance(ctx, c); err != nil {
		return nil, err
	}
	p, err := predict(ctx, sim.Input{
		Snapshot: state.snapshot, Tenant: state.tenant, Gaps: state.gaps(),
		AsOf: c.Run.AsOf, FullImport: c.Run.FullImport, Trace: true, Rules: rules,
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: cycle %d: %w", state.file, c.Number, err)
	case p == nil || p.After == nil:
		return nil, fmt.Errorf("%s: cycle %d: the prediction is incomplete", state.file, c.Number)
	}
	return p, nil
}

// RunFS runs the scenario files of a file system in the order of their paths,
// without folders called testdata or starting with a dot or an underscore. A
// file that cannot be read or parsed gives a result with an error.
func RunFS(ctx context.Context, fsys fs.FS, opts Options) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		err := fs.WalkDir(fsys, ".", func(file string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return resultOrStop(yield, Result{Name: file, Err: err})
			case entry.IsDir() && isHidden(file):
				return fs.SkipDir
			case entry.IsDir() || path.Ext(file) != ".txtar":
				return nil
			}
			data, err := fs.ReadFile(fsys, file)
			if err != nil {
				return resultOrStop(yield, Result{Name: file, Err: err})
			}
			if r, selected := runSelected(ctx, file, data, opts); selected {
				return resultOrStop(yield, r)
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Result{Name: ".", Err: err})
		}
	}
}

// errStop ends the walk when the caller wants no more results.
var errStop = errors.New("no more results are wanted")

func resultOrStop(yield func(Result) bool, r Result) error {
	if !yield(r) {
		return errStop
	}
	return nil
}

// isHidden reports whether a folder is left out.
func isHidden(folder string) bool {
	base := path.Base(folder)
	return folder != "." && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_"))
}

// RunData runs the content of one scenario file.
func RunData(ctx context.Context, name string, data []byte, opts Options) Result {
	s, err := Parse(name, data)
	if err != nil {
		return Result{Name: name, Err: err}
	}
	return Run(ctx, s, opts)
}

// runSelected runs a file if it is selected.
func runSelected(ctx context.Context, name string, data []byte, opts Options) (r Result, selected bool) {
	s, err := Parse(name, data)
	if err != nil {
		return Result{Name: name, Err: err}, opts.Select == nil || opts.Select.MatchString(name)
	}
	if opts.Select != nil && !opts.Select.MatchString(name) && !opts.Select.MatchString(s.ID+": "+s.Title) {
		return Result{}, false
	}
	return Run(ctx, s, opts), true
}
