package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"presync/internal/examples"
	"presync/scenarios"
	"presync/sim/report"
)

// suite is the scenario files of one run.
type suite struct {
	ctx     context.Context
	pattern *regexp.Regexp
	update  bool
	talk    io.Writer
	files   []scenarioFile
	err     error // of writing an updated file
}

// scenarioFile is one file; read gives its content.
type scenarioFile struct {
	name string
	read func() ([]byte, error)
}

// collect lists the files of the paths in order; without a path those that
// are in the program.
func (s *suite) collect(paths []string) error {
	if len(paths) == 0 {
		return s.walk(scenarios.Library, ".", func(name string) string { return filepath.Join(examples.Folder, name) })
	}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return fmt.Errorf("scenario: %w", err)
		}
		if !info.IsDir() {
			s.add(p, func() ([]byte, error) { return os.ReadFile(p) })
			continue
		}
		if err := s.walk(os.DirFS(p), ".", func(name string) string { return filepath.Join(p, name) }); err != nil {
			return err
		}
	}
	return nil
}

// walk lists the scenario files of a folder, without hidden folders and
// testdata.
func (s *suite) walk(fsys fs.FS, root string, full func(string) string) error {
	return fs.WalkDir(fsys, root, func(name string, entry fs.DirEntry, err error) error {
		switch base := entry.Name(); {
		case err != nil:
			return fmt.Errorf("scenarios: %w", err)
		case entry.IsDir() && name != root && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")):
			return fs.SkipDir
		case !entry.IsDir() && filepath.Ext(name) == ".txtar":
			s.add(full(name), func() ([]byte, error) { return fs.ReadFile(fsys, name) })
		}
		return nil
	})
}

func (s *suite) add(name string, read func() ([]byte, error)) {
	s.files = append(s.files, scenarioFile{name, read})
}

// results runs the selected files one by one.
func (s *suite) results(yield func(scenarios.Result) bool) {
	for _, f := range s.files {
		for _, r := range s.run(f) {
			if !yield(r) {
				return
			}
		}
	}
}

// run gives the results of what is selected of a file: its variants, or the
// one scenario that it holds.
func (s *suite) run(f scenarioFile) []scenarios.Result {
	data, err := f.read()
	if err != nil {
		return []scenarios.Result{{Name: f.name, Err: err}}
	}
	opts := scenarios.Options{Select: s.pattern}
	results := scenarios.RunAll(s.ctx, f.name, data, opts)
	if s.update && slices.ContainsFunc(results, func(r scenarios.Result) bool { return r.Err == nil && !r.Passed() }) {
		return s.rewrite(f.name, data, results, opts)
	}
	return results
}

// rewrite writes what came out into the file and runs it again.
func (s *suite) rewrite(name string, data []byte, results []scenarios.Result, opts scenarios.Options) []scenarios.Result {
	updated, left, err := scenarios.UpdateAll(data, results)
	if err == nil && !bytes.Equal(updated, data) {
		err = writeResult(s.ctx, nil, name, func(w io.Writer) error { _, err := w.Write(updated); return err })
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
	return scenarios.RunAll(s.ctx, name, updated, opts)
}

// examplesOf gives the shipped scenarios that show a rule.
func examplesOf(rule string) ([]report.Example, error) {
	byRule, err := examples.ByRule(scenarios.Library)
	return byRule[rule], err
}
