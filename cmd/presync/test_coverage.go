package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"presync/scenarios"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// coverageOptions are the flags of presync test about what the scenarios show.
type coverageOptions struct {
	coverage   bool
	threshold  float64
	html, json string
}

func addCoverageFlags(cmd *cobra.Command, o *coverageOptions) {
	f := cmd.Flags()
	f.BoolVar(&o.coverage, "coverage", false, "say what no scenario shows about rules, outcomes, errors, settings and sources")
	f.Float64Var(&o.threshold, "threshold", 0, "fail when less than `PCT` percent of the points are shown (implies --coverage)")
	f.Var(&once{value: &o.html}, "coverage-html", "write what is shown, point by point, to `FILE` as one page (implies --coverage)")
	f.Var(&once{value: &o.json}, "coverage-json", "write the same to `FILE` for programs (implies --coverage)")
}

// asked reports whether anybody wants to know.
func (o *coverageOptions) asked() bool {
	return o.coverage || o.threshold > 0 || o.html != "" || o.json != ""
}

// check refuses values that mean nothing, and files that would be written
// twice or in the place of a scenario.
func (o *coverageOptions) check(inputs []string, outputs ...string) error {
	if o.threshold < 0 || o.threshold > 100 {
		return usagef("", "--threshold %g: want a number from 0 to 100", o.threshold)
	}
	taken := make(map[string]bool)
	for _, f := range outputs {
		taken[filepath.Clean(f)] = f != ""
	}
	for _, f := range o.files() {
		if f.path == "-" || taken[filepath.Clean(f.path)] {
			return usagef("", "%s %s: want a file of its own", f.flag, f.path)
		}
		taken[filepath.Clean(f.path)] = true
		if err := refuseInput(f.flag, f.path, inputs...); err != nil {
			return err
		}
	}
	return nil
}

// coverageFile is a file that one of the flags names.
type coverageFile struct{ flag, path, format string }

func (o *coverageOptions) files() []coverageFile {
	var list []coverageFile
	if o.html != "" {
		list = append(list, coverageFile{"--coverage-html", o.html, "html"})
	}
	if o.json != "" {
		list = append(list, coverageFile{"--coverage-json", o.json, "json"})
	}
	return list
}

// rules are those to measure, nil when nobody asked.
func (o *coverageOptions) rules() []*match.Rule {
	if o.asked() {
		return rules.All()
	}
	return nil
}

// write writes the files, unless nothing was run.
func (o *coverageOptions) write(s *suite, sum scenarios.Summary) error {
	if sum.Passed+sum.Failed == 0 {
		return nil
	}
	for _, f := range o.files() {
		err := replaceFile(s.ctx, f.flag, f.path, func(w io.Writer) error { return scenarios.WriteCoverage(w, f.format, sum.Coverage) })
		if err != nil {
			return err
		}
	}
	return nil
}

// verdict turns what was measured into the exit code.
func (o *coverageOptions) verdict(sum scenarios.Summary) error {
	if sum.Coverage != nil && sum.Coverage.Percent() < o.threshold {
		return &failure{code: exitFindings, text: fmt.Sprintf("scenarios show %.1f%% of the rules, want %g%%", sum.Coverage.Percent(), o.threshold)}
	}
	return nil
}
