package main

import (
	"context"
	"io"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/spf13/cobra"

	"presync/scenarios"
)

// testOptions are the flags of presync test.
type testOptions struct {
	paths     []string
	run, skip string
	jobs      int
	via       choice
	update    bool
	watch     bool
	format    choice
	output    string
	junit     string
	failOnly  bool
	verbose   bool
	shown     coverageOptions
	mutate    bool
}

const testLong = `Test runs scenario files: small exports with the outcome that is expected of
them. PATH is a file, a folder with all below it, or a pattern in quotes such as
'tests/**/*.txtar'; without one the scenarios that presync is shipped with are
run. Folders called testdata, or starting with a dot or an underscore, are
passed over unless you name them. Keep your own scenarios beside your exports,
and a change of the rules that concerns you shows up as a failing scenario.

A failure names the line of the scenario that does not hold, what it wants and
what came, the rule that decided, and what kept the wanted rule from it. A
verdict that is known to differ from the service's is pinned with its evidence
in a section want/known-wrong: the run passes and says so, until the two agree.

A file that cannot be read or parsed stops no other.

Exit codes: 0 all hold, 1 a file could not be read, parsed or written, 2 wrong
usage, 3 a scenario fails (also where others could not be run), the coverage is
below the threshold, or a change of a rule goes unnoticed.`

const testExample = `  # the shipped scenarios
  presync test

  # your own, for a build server
  presync test scenarios/ --junit report.xml
  presync test 'scenarios/**/*.txtar' --format sarif -o report.sarif

  # the ones about soft match, over LDAP and Graph as well as from memory
  presync test scenarios/ --run '^SM' --skip blocked --via both

  # while you write one
  presync test scenarios/ --watch

  # write what comes out now into the files that fail; read the difference
  presync test scenarios/ --update

  # what no scenario shows about the rules
  presync test scenarios/ --coverage --threshold 100

  # which mistakes in the rules about soft match no scenario would notice
  presync test scenarios/ --mutate --run '^SM'`

func newTestCmd(a *app) *cobra.Command {
	o := &testOptions{
		format: newChoice("FORMAT", "text", "json", "tap", "github", "sarif"),
		via:    newChoice("WAY", "memory", "wire", "both"),
	}
	cmd := &cobra.Command{
		Use:     "test [PATH...]",
		Short:   "Run scenario files",
		Long:    testLong,
		Example: testExample,
		RunE: func(cmd *cobra.Command, paths []string) error {
			o.paths = paths
			return runTest(cmd.Context(), a, o)
		},
	}
	addTestFlags(cmd, o)
	// Flags that other files add to the command.
	addCoverageFlags(cmd, &o.shown)
	addMutateFlag(cmd, o)
	return cmd
}

func addTestFlags(cmd *cobra.Command, o *testOptions) {
	f := cmd.Flags()
	f.Var(&once{value: &o.run}, "run", "run the scenarios whose path, or ID and title, match `REGEX`; of a file with variants those, such as SM001/plus")
	f.Var(&once{value: &o.skip}, "skip", "leave out those of them whose path, or ID and title, match `REGEX`")
	f.IntVarP(&o.jobs, "jobs", "j", 0, "run `N` files at once (default one a processor); the output is in order all the same")
	f.Var(&o.via, "via", "how scenarios get to the engine: memory; wire, through an LDAP and a Graph server of presync's own; or both, and a report that differs is a failure")
	f.BoolVar(&o.update, "update", false, "write what comes out into the want sections of the files that fail")
	f.BoolVar(&o.watch, "watch", false, "go on and run what changes, until an interrupt")
	f.Var(&o.format, "format", "text for reading; json for programs; tap, github and sarif for build servers")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; it appears when it is complete")
	f.StringVar(&o.junit, "junit", "", "write a JUnit report to `FILE`, too")
	f.BoolVar(&o.failOnly, "fail-only", false, "list the scenarios that fail or cannot be run only; the JUnit report and the counts have all")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "name the scenarios that hold, too")
	completeWith(cmd, "format", o.format.allowed)
	completeWith(cmd, "via", o.via.allowed)
}

func runTest(ctx context.Context, a *app, o *testOptions) error {
	if o.mutate {
		return runMutate(ctx, a, o)
	}
	s := &suite{ctx: ctx, update: o.update, talk: a.stderr}
	if err := o.plan(s); err != nil {
		return err
	}
	files, err := collect(o.paths)
	if err != nil {
		return err
	}
	if s.files = files; o.watch {
		return watchSuite(a, o, s)
	}
	if err := o.refuseOutputs(files); err != nil {
		return err
	}
	sum, err := o.report(a, s)
	if err == nil {
		err = s.err
	}
	if err == nil {
		err = o.shown.write(s, sum)
	}
	if err != nil {
		return err
	}
	return o.verdict(sum)
}

// refuseOutputs keeps the reports from replacing a scenario or each other.
func (o *testOptions) refuseOutputs(files []scenarios.File) error {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	if err := refuseInput("-o", o.output, names...); err != nil {
		return err
	}
	if err := refuseInput("--junit", o.junit, names...); err != nil {
		return err
	}
	if o.junit == "-" || o.junit != "" && filepath.Clean(o.junit) == filepath.Clean(o.output) {
		return usagef("", "--junit %s: want a file of its own", o.junit)
	}
	return o.shown.check(names, o.output, o.junit)
}

// verdict turns what came out into the exit code.
func (o *testOptions) verdict(sum scenarios.Summary) error {
	switch {
	case sum.Failed > sum.Broken:
		return errFindings
	case sum.Broken > 0:
		return &failure{code: exitFailed}
	}
	return o.shown.verdict(sum)
}

// plan checks the flags and says how to run the suite.
func (o *testOptions) plan(s *suite) (err error) {
	if s.opts.Select, err = pattern("run", o.run); err != nil {
		return err
	}
	if s.opts.Skip, err = pattern("skip", o.skip); err != nil {
		return err
	}
	sendVia(o.via.value, &s.opts)
	if s.opts.Parallel = o.jobs; o.jobs == 0 {
		s.opts.Parallel = runtime.GOMAXPROCS(0)
	}
	switch {
	case o.jobs < 0:
		return usagef("", "--jobs %d: want 1 or more", o.jobs)
	case o.update && len(o.paths) == 0:
		return usagef("presync test PATH --update", "--update needs the files to write; the shipped scenarios are in the program")
	case o.verbose && o.failOnly:
		return usagef("", "--verbose names what holds, and --fail-only leaves it out; want one of them")
	case o.watch:
		return o.watchable()
	}
	return nil
}

// pattern compiles the regular expression of a flag; nil when it is not given.
func pattern(flag, text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, usagef("the syntax is that of Go: https://pkg.go.dev/regexp/syntax", "--%s %q: %v", flag, text, err)
	}
	return re, nil
}

// report runs the suite into the reporter of the format, and beside it into
// the JUnit file.
func (o *testOptions) report(a *app, s *suite) (sum scenarios.Summary, err error) {
	err = writeResult(s.ctx, a, o.output, func(w io.Writer) error {
		w, s.files = a.countScenarios(w, s.files)
		s.talk = a.stderr // which keeps clear of the line
		results, stop, err := s.begun()
		defer stop()
		if err != nil {
			return err
		}
		first, err := scenarios.NewReporter(o.format.value, w, o.verbose)
		if err != nil {
			return err
		}
		if o.failOnly {
			first = scenarios.FailuresOnly(first)
		}
		if o.junit == "" {
			sum, err = scenarios.Report(results, o.shown.rules(), first)
			return err
		}
		return replaceFile(s.ctx, "--junit", o.junit, func(w io.Writer) error {
			junit, err := scenarios.NewReporter("junit", w, false)
			if err != nil {
				return err
			}
			sum, err = scenarios.Report(results, o.shown.rules(), first, junit)
			return err
		})
	})
	return sum, err
}
