package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"presync/scenarios"
)

// settle is how long nothing may change before what changed is run: an editor
// writes a file in several steps.
const settle = 150 * time.Millisecond

// watchable refuses flags that mean nothing while files are watched.
func (o *testOptions) watchable() error {
	hint := "presync test PATH --watch"
	switch {
	case len(o.paths) == 0:
		return usagef(hint, "--watch needs the files to watch; the shipped scenarios are in the program")
	case o.format.value != "text" || o.output != "" || o.junit != "":
		return usagef(hint, "--watch writes text to stdout only")
	case o.update:
		return usagef(hint, "--watch does not go with --update: read what changed before it is written")
	case o.shown != coverageOptions{}:
		return usagef(hint, "--watch runs parts of the suite, so it does not measure what all of it shows")
	}
	return nil
}

// watchSuite runs the suite, and then what changes in it, until the context is
// done.
func watchSuite(a *app, o *testOptions, s *suite) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	defer watcher.Close()
	w := &watch{app: a, options: o, suite: s, watcher: watcher, seen: make(map[string]seenFile)}
	if err := w.follow(); err != nil {
		return err
	}
	if err := w.round(false); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "presync: watching %d scenario files; an interrupt ends it\n", len(s.files))
	for w.wait() {
		if err := w.round(true); err != nil {
			return err
		}
	}
	return w.err
}

// watch is a suite whose files are looked at again when they change.
type watch struct {
	app     *app
	options *testOptions
	suite   *suite
	watcher *fsnotify.Watcher
	// seen is what is known of each file by its name.
	seen map[string]seenFile
	err  error // of the watcher
}

// seenFile is what a file held when it was run, and what came out.
type seenFile struct {
	data    []byte
	missing bool // it could not be read
	results []scenarios.Result
}

// follow watches the folders in which files of the suite can appear; a folder
// that is watched already stays so.
func (w *watch) follow() error {
	for _, folder := range foldersOf(w.options.paths) {
		if err := w.watcher.Add(folder); err != nil {
			return fmt.Errorf("watch folder %q: %w", folder, err)
		}
	}
	return nil
}

// wait returns when something changed and nothing has changed since for a
// while. It gives false when watching is over.
func (w *watch) wait() bool {
	var quiet <-chan time.Time
	for {
		select {
		case <-w.suite.ctx.Done():
			return false
		case err := <-w.watcher.Errors:
			w.err = fmt.Errorf("watch: %w", err)
			return false
		case event := <-w.watcher.Events:
			if event.Op != fsnotify.Chmod {
				quiet = time.After(settle)
			}
		case <-quiet:
			return true
		}
	}
}

// round runs what is new or changed. again says that it is not the first time:
// then files that hold are named, too.
func (w *watch) round(again bool) error {
	changed, gone := w.look(again)
	if again && len(changed) == 0 && !gone {
		return nil
	}
	reporter, err := scenarios.NewReporter("text", w.app.stdout, w.options.verbose || again)
	if err != nil {
		return err
	}
	if w.options.failOnly {
		reporter = scenarios.FailuresOnly(reporter)
	}
	for results := range scenarios.RunEach(w.suite.ctx, changed, w.suite.opts) {
		for _, r := range results {
			if err := reporter.Result(r); err != nil {
				return err
			}
			known := w.seen[filepath.Clean(r.Name)]
			known.results = append(known.results, r)
			known.results[len(known.results)-1].Cycles = nil // they are large, and only the status is asked for
			w.seen[filepath.Clean(r.Name)] = known
		}
	}
	if w.suite.ctx.Err() != nil {
		return nil
	}
	return reporter.End(w.summary())
}

// look lists the files that changed, and says whether one has gone. While an
// editor replaces a file it may be away; then it comes back as a new one.
func (w *watch) look(again bool) (changed []scenarios.File, gone bool) {
	files := w.suite.files
	if again {
		if err := w.follow(); err != nil {
			fmt.Fprintf(w.app.stderr, "presync: %v\n", err)
		}
		found, err := collect(w.options.paths)
		if err != nil {
			fmt.Fprintf(w.app.stderr, "presync: %v\n", err)
		}
		files = found
	}
	there := make(map[string]bool)
	for _, f := range files {
		name := filepath.Clean(f.Name)
		there[name] = true
		data, err := f.Read()
		before, known := w.seen[name]
		if known && before.missing == (err != nil) && bytes.Equal(before.data, data) {
			continue
		}
		w.seen[name] = seenFile{data: data, missing: err != nil}
		changed = append(changed, scenarios.File{Name: f.Name, Read: func() ([]byte, error) { return data, err }})
	}
	for name := range w.seen {
		if !there[name] {
			delete(w.seen, name)
			gone = true
		}
	}
	w.suite.files = files
	return changed, gone
}

// summary counts the scenarios as they are now.
func (w *watch) summary() scenarios.Summary {
	var sum scenarios.Summary
	for _, f := range w.suite.files {
		for _, r := range w.seen[filepath.Clean(f.Name)].results {
			sum.Add(&r)
		}
	}
	return sum
}
