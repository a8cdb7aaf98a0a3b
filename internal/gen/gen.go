// Package gen holds what the generators share: a set of files that are
// written, or compared with what is there.
package gen

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Files maps paths, relative to the root of the project, to contents.
type Files map[string][]byte

// Sync writes the files below root, or, unless write is set, reports an error
// that names those that are not current. owned are patterns of files that
// belong to the generator: one that it no longer makes is removed, or named.
func (f Files) Sync(root string, write bool, owned ...string) error {
	var stale []error
	for _, path := range slices.Sorted(maps.Keys(f)) {
		full := filepath.Join(root, path)
		have, err := os.ReadFile(full)
		if err == nil && bytes.Equal(have, f[path]) {
			continue
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if !write {
			stale = append(stale, fmt.Errorf("%s is not current; run make gen", path))
			continue
		}
		if err := put(full, f[path]); err != nil {
			return err
		}
	}
	left, err := f.leftOver(root, owned)
	for _, path := range left {
		if !write {
			stale = append(stale, fmt.Errorf("%s is no longer made; run make gen", path))
			continue
		}
		err = errors.Join(err, os.Remove(filepath.Join(root, path)))
	}
	return errors.Join(err, errors.Join(stale...))
}

func put(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// leftOver lists the files that fit a pattern and are not made.
func (f Files) leftOver(root string, owned []string) ([]string, error) {
	var left []string
	for _, pattern := range owned {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, err
		}
		for _, full := range found {
			path, err := filepath.Rel(root, full)
			if err != nil {
				return nil, err
			}
			if f[filepath.ToSlash(path)] == nil {
				left = append(left, filepath.ToSlash(path))
			}
		}
	}
	return left, nil
}
