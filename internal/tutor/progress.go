package tutor

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"presync/scenarios/lessons"
)

// progressSchema names the form of the file.
const progressSchema = "presync.progress/v1"

// Mark is how a lesson went.
type Mark string

// The marks. A lesson without one is open.
const (
	Right  Mark = "right"  // answered without help
	Helped Mark = "helped" // answered at the second try, or after a hint
	Missed Mark = "missed" // the verdict had to be told
)

// Done reports whether the lesson need not be asked again.
func (m Mark) Done() bool { return m == Right || m == Helped }

// Progress is what was learnt so far, kept in a file. Lessons that this
// version does not know are kept, too.
type Progress struct {
	path    string
	entries map[string]entry
}

type entry struct {
	Mark Mark   `json:"mark"`
	Day  string `json:"day"` // YYYY-MM-DD
}

type progressFile struct {
	Schema  string           `json:"schema"`
	Lessons map[string]entry `json:"lessons"`
}

// OpenProgress reads the file at a path. A file that is not there is an empty
// progress; one that holds something else is an error, and stays as it is.
func OpenProgress(path string) (*Progress, error) {
	p := &Progress{path: path, entries: make(map[string]entry)}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("progress: %w", err)
	}
	var file progressFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("progress: %s holds no progress of presync learn: %w", path, err)
	}
	if file.Schema != progressSchema {
		return nil, fmt.Errorf("progress: %s has the schema %q, want %q", path, file.Schema, progressSchema)
	}
	for name, e := range file.Lessons {
		p.entries[name] = e
	}
	return p, nil
}

// Mark is how a lesson went, "" when it is open.
func (p *Progress) Mark(l *lessons.Lesson) Mark { return p.entries[l.Name].Mark }

// Set keeps how a lesson went and writes the file, which is complete at any
// moment.
func (p *Progress) Set(l *lessons.Lesson, m Mark, day time.Time) error {
	p.entries[l.Name] = entry{Mark: m, Day: day.Format(time.DateOnly)}
	return p.save()
}

// Reset forgets the lessons that are given and writes the file. It says how
// many there were.
func (p *Progress) Reset(list []Item) (int, error) {
	n := 0
	for _, it := range list {
		if _, known := p.entries[it.Lesson.Name]; known {
			delete(p.entries, it.Lesson.Name)
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, p.save()
}

// save writes a file beside the old one and moves it into its place.
func (p *Progress) save() error {
	data, err := json.MarshalIndent(progressFile{progressSchema, p.entries}, "", "  ")
	if err != nil {
		return fmt.Errorf("progress: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(p.path), 0o700); err != nil {
		return fmt.Errorf("progress: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(p.path), ".learn-*")
	if err != nil {
		return fmt.Errorf("progress: %w", err)
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), p.path)
	}
	if err != nil {
		return fmt.Errorf("progress: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// count says how many of the lessons are done, and how many were missed.
func (p *Progress) count(list []*lessons.Lesson) (done, missed int) {
	for _, l := range list {
		switch m := p.Mark(l); {
		case m.Done():
			done++
		case m == Missed:
			missed++
		}
	}
	return done, missed
}
