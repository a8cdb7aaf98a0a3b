package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"presync/scenarios"
	"presync/sim/meter"
	"presync/sim/source"
)

// countAD counts the bytes that are read of on-premises exports. done closes
// the files that were opened for it, and is called when all is read. What is no
// file, or cannot be opened, is left to its reader.
func (a *app) countAD(quiet bool, exports []source.ADSource) (done func()) {
	if a.show(quiet) == nil {
		return func() {}
	}
	phase := a.next("reading AD", meter.Bytes, 0)
	var files []*os.File
	total, known := int64(0), true
	for i := range exports {
		s := &exports[i]
		info, err := os.Stat(s.Path)
		switch {
		case s.Reader != nil:
			s.Reader, known = phase.Reader(s.Reader), false
			continue
		case err != nil || !info.Mode().IsRegular():
			known = false
			continue
		}
		f, err := os.Open(s.Path)
		if err != nil {
			continue
		}
		files, total = append(files, f), total+info.Size()
		s.Reader = phase.Reader(f)
	}
	if known {
		phase.Expect(total)
	}
	return func() {
		phase.End()
		for _, f := range files {
			_ = f.Close() // it was only read
		}
	}
}

// countCloud gives the files of a tenant export with their bytes counted in a
// phase beside that of the AD exports. done is called when all is read.
func (a *app) countCloud(quiet bool, path string) (files fs.FS, done func()) {
	info, err := os.Stat(path)
	if a.show(quiet) == nil || path == "-" || err != nil {
		return nil, func() {}
	}
	total := info.Size()
	if info.IsDir() {
		answers, err := filepath.Glob(filepath.Join(path, "*.json"))
		if err != nil {
			return nil, func() {}
		}
		total = 0
		for _, name := range answers {
			if info, err := os.Stat(name); err == nil {
				total += info.Size()
			}
		}
	}
	phase := a.display.Begin("reading the tenant", meter.Bytes, total)
	return countedFiles{phase}, phase.End
}

// matching names the phase that predicts.
func (l *loaded) matching() string {
	return fmt.Sprintf("matching %d AD objects with %d of the tenant", len(l.Snapshot.Objects), len(l.Tenant.Objects))
}

// countScenarios counts the scenario files that are run while their results are
// written to w.
func (a *app) countScenarios(w io.Writer, files []scenarios.File) (io.Writer, []scenarios.File) {
	d := a.show(false)
	if d == nil {
		return w, files
	}
	phase := a.next("running scenarios", meter.Files, int64(len(files)))
	counted := make([]scenarios.File, len(files))
	for i, f := range files {
		counted[i] = scenarios.File{Name: f.Name, Read: func() ([]byte, error) {
			defer phase.Add(1)
			return f.Read()
		}}
	}
	return d.beside(w), counted
}

// countedFiles are the files of the system under their usual names.
type countedFiles struct{ phase *meter.Phase }

// Open opens a file for reading.
func (c countedFiles) Open(name string) (fs.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return countedFile{f, c.phase.Reader(f)}, nil
}

// Stat says what a name is.
func (c countedFiles) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }

// ReadDir lists a folder.
func (c countedFiles) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// countedFile is a file whose bytes are counted.
type countedFile struct {
	fs.File
	counted io.Reader
}

func (f countedFile) Read(p []byte) (int, error) { return f.counted.Read(p) }
