package main

import (
	"context"
	"io"
	"regexp"

	"github.com/spf13/cobra"

	"presync/scenarios"
)

// testOptions are the flags of presync test.
type testOptions struct {
	paths   []string
	run     string
	update  bool
	junit   string
	format  choice
	verbose bool
	shown   coverageOptions
}

func newTestCmd(a *app) *cobra.Command {
	o := &testOptions{format: newChoice("FORMAT", "text", "json", "tap", "github")}
	cmd := &cobra.Command{
		Use:   "test [PATH...]",
		Short: "Run scenario files",
		Long: `Test runs scenario files: small exports with the outcome that is expected of
them. PATH is a file or a folder; without one the scenarios that presync is
shipped with are run. Keep your own beside your exports, and a change of the
rules that concerns you shows up as a failing scenario.

Exit codes: 0 all hold, 1 a file could not be read or written, 2 wrong usage,
3 a scenario fails, or the coverage is below the threshold.`,
		Example: `  # the shipped scenarios
  presync test

  # your own, for a build server
  presync test scenarios/ --junit report.xml

  # write what comes out now into the files that fail; read the difference
  presync test scenarios/ --update

  # what no scenario shows about the rules
  presync test scenarios/ --coverage --threshold 100`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			o.paths = paths
			return runTest(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.run, "run", "", "run the scenarios whose path, or ID and title, match `REGEX`")
	f.BoolVar(&o.update, "update", false, "write what comes out into the want sections of the files that fail")
	f.StringVar(&o.junit, "junit", "", "write a JUnit report to `FILE`, too")
	f.Var(&o.format, "format", "text for reading, json for programs, tap and github for build servers")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "name the scenarios that hold, too")
	completeWith(cmd, "format", o.format.allowed)
	// Flags that other files add to the command.
	addCoverageFlags(cmd, &o.shown)
	return cmd
}

func runTest(ctx context.Context, a *app, o *testOptions) error {
	s := &suite{ctx: ctx, update: o.update, talk: a.stderr}
	if err := o.plan(s); err != nil {
		return err
	}
	report, err := scenarios.NewReporter(o.format.value, a.stdout, o.verbose)
	if err != nil {
		return err
	}
	sum, err := o.report(a, s, report)
	switch {
	case err != nil:
		return err
	case s.err != nil:
		return s.err
	case sum.Passed+sum.Failed == 0:
		return usagef("scenario files end in .txtar", "there is no scenario to run")
	case sum.Failed > 0:
		return errFindings
	}
	return o.shown.verdict(sum)
}

// plan checks the flags and collects the files.
func (o *testOptions) plan(s *suite) error {
	if o.run != "" {
		pattern, err := regexp.Compile(o.run)
		if err != nil {
			return usagef("the syntax is that of Go: https://pkg.go.dev/regexp/syntax", "--run %q: %v", o.run, err)
		}
		s.pattern = pattern
	}
	if o.update && len(o.paths) == 0 {
		return usagef("presync test PATH --update", "--update needs the files to write; the shipped scenarios are in the program")
	}
	if err := o.shown.check(); err != nil {
		return err
	}
	return s.collect(o.paths)
}

// report runs the suite into the reporter of the format, and beside it into
// the JUnit file.
func (o *testOptions) report(a *app, s *suite, first scenarios.Reporter) (sum scenarios.Summary, err error) {
	covered := o.shown.rules()
	if o.junit == "" {
		return scenarios.Report(s.results, covered, first)
	}
	err = writeResult(s.ctx, a, o.junit, func(w io.Writer) error {
		junit, err := scenarios.NewReporter("junit", w, false)
		if err != nil {
			return err
		}
		sum, err = scenarios.Report(s.results, covered, first, junit)
		return err
	})
	return sum, err
}
