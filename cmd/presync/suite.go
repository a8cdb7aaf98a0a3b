package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"presync/internal/examples"
	"presync/scenarios"
	"presync/sim/report"
)

// suite is the scenario files of one run.
type suite struct {
	ctx    context.Context
	opts   scenarios.Options
	update bool
	talk   io.Writer
	files  []scenarios.File
	err    error // of writing an updated file
}

// results runs the selected files and gives what comes out in their order.
func (s *suite) results(yield func(scenarios.Result) bool) {
	for results := range scenarios.RunEach(s.ctx, s.files, s.opts) {
		if s.update {
			results = s.rewrite(results)
		}
		for _, r := range results {
			if !yield(r) {
				return
			}
		}
	}
}

// begun runs the suite up to its first result, and gives all of them. Without
// any it reports an error, so that no report of nothing is written. stop ends
// the run.
func (s *suite) begun() (results iter.Seq[scenarios.Result], stop func(), err error) {
	next, stop := iter.Pull(s.results)
	first, found := next()
	if !found {
		if err := s.ctx.Err(); err != nil {
			return nil, stop, err
		}
		return nil, stop, usagef("see --run and --skip", "there is no scenario to run")
	}
	return func(yield func(scenarios.Result) bool) {
		for r, more := first, true; more && yield(r); {
			r, more = next()
		}
	}, stop, nil
}

// rewrite writes what came out of a file into it, where it fails, and runs it
// again.
func (s *suite) rewrite(results []scenarios.Result) []scenarios.Result {
	if !slices.ContainsFunc(results, func(r scenarios.Result) bool { return r.Status() == scenarios.Failed }) {
		return results
	}
	name, data := results[0].Name, results[0].Data
	updated, left, err := scenarios.UpdateAll(data, results)
	if err == nil && !bytes.Equal(updated, data) {
		err = replaceFile(s.ctx, "--update", name, func(w io.Writer) error { _, err := w.Write(updated); return err })
	}
	if err != nil {
		s.err = errors.Join(s.err, err)
		return results
	}
	if !bytes.Equal(updated, data) {
		fmt.Fprintln(s.talk, "presync: updated "+name)
	}
	for _, line := range left {
		fmt.Fprintln(s.talk, "presync: not updated: "+line)
	}
	return scenarios.RunAll(s.ctx, name, updated, s.opts)
}

// examplesOf gives the shipped scenarios that show a rule.
func examplesOf(rule string) ([]report.Example, error) {
	byRule, err := examples.ByRule(scenarios.Library)
	return byRule[rule], err
}
