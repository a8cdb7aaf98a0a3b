package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"presync/internal/examples"
	"presync/scenarios"
)

// scenarioExt is how the names of scenario files end.
const scenarioExt = ".txtar"

// collect lists the scenario files of paths in their order, each file once;
// without a path those that are in the program. All paths without a file are
// named at once.
func collect(paths []string) ([]scenarios.File, error) {
	if len(paths) == 0 {
		return under(examples.Folder, scenarios.Files(scenarios.Library)), nil
	}
	var files []scenarios.File
	var missing []error
	seen := make(map[string]bool)
	for _, p := range paths {
		found, err := filesOf(p)
		if err != nil {
			missing = append(missing, err)
		}
		for _, f := range found {
			if clean := filepath.Clean(f.Name); !seen[clean] {
				seen[clean] = true
				files = append(files, f)
			}
		}
	}
	return files, errors.Join(missing...)
}

// filesOf lists the files of one path: a file, a folder with all below it, or
// a glob pattern that names such.
func filesOf(p string) ([]scenarios.File, error) {
	info, err := os.Stat(p)
	switch {
	case err == nil && info.IsDir():
		files := under(p, scenarios.Files(os.DirFS(p)))
		if len(files) == 0 {
			return nil, fmt.Errorf("folder %q holds no scenario; their names end in %s", p, scenarioExt)
		}
		return files, nil
	case err == nil:
		return []scenarios.File{onDisk(p)}, nil
	case !strings.ContainsAny(p, "*?[{"):
		return nil, fmt.Errorf("scenario %q: %w", p, reason(err))
	}
	return matching(p)
}

// matching lists the files of a pattern. What it matches and is neither a
// scenario file nor a folder is left out, and so is what stands in a folder that
// is passed over when folders are searched, unless the pattern names it.
func matching(pattern string) ([]scenarios.File, error) {
	names, err := doublestar.FilepathGlob(pattern, doublestar.WithNoHidden())
	if errors.Is(err, doublestar.ErrBadPattern) {
		return nil, usagef("a pattern has *, **, ?, [a-z] and {one,other}; put it in quotes", "%q is no pattern for files", pattern)
	}
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	slices.Sort(names)
	var files []scenarios.File
	for _, name := range names {
		switch info, err := os.Stat(name); {
		case passedOver(name, pattern):
		case err != nil:
			files = append(files, scenarios.File{Name: name, Read: func() ([]byte, error) { return nil, err }})
		case info.IsDir():
			files = append(files, under(name, scenarios.Files(os.DirFS(name)))...)
		case filepath.Ext(name) == scenarioExt:
			files = append(files, onDisk(name))
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("pattern %q matches no scenario; their names end in %s", pattern, scenarioExt)
	}
	return files, nil
}

// passedOver reports whether a file stands in a folder called testdata or
// starting with an underscore that the pattern does not name.
func passedOver(name, pattern string) bool {
	named := strings.Split(filepath.ToSlash(pattern), "/")
	for part := range strings.SplitSeq(filepath.ToSlash(name), "/") {
		if (part == "testdata" || strings.HasPrefix(part, "_")) && !slices.Contains(named, part) {
			return true
		}
	}
	return false
}

// onDisk is a file by its path.
func onDisk(name string) scenarios.File {
	return scenarios.File{Name: name, Read: func() ([]byte, error) { return os.ReadFile(name) }}
}

// under puts the folder in front of the names of its files.
func under(folder string, files []scenarios.File) []scenarios.File {
	for i := range files {
		files[i].Name = filepath.Join(folder, filepath.FromSlash(files[i].Name))
	}
	return files
}

// foldersOf lists the folders in which files that paths name can appear.
func foldersOf(paths []string) []string {
	var folders []string
	for _, p := range paths {
		root := p
		if info, err := os.Stat(p); err != nil || !info.IsDir() {
			root = filepath.Dir(p)
			if err != nil && strings.ContainsAny(p, "*?[{") {
				base, _ := doublestar.SplitPattern(filepath.ToSlash(p))
				root = filepath.FromSlash(base)
			} else {
				folders = append(folders, root)
				continue
			}
		}
		folders = append(folders, foldersBelow(root)...)
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// foldersBelow lists a folder and those below it that are not hidden. What
// cannot be listed has nothing to watch.
func foldersBelow(root string) []string {
	var folders []string
	walk := func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir
		case !entry.IsDir():
			return nil
		case name != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		}
		folders = append(folders, name)
		return nil
	}
	if err := filepath.WalkDir(root, walk); err != nil {
		return nil
	}
	return folders
}
