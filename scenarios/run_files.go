package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"strings"
)

// RunFS runs the scenario files of a file system in the order of their paths;
// [Files] says which those are.
func RunFS(ctx context.Context, fsys fs.FS, opts Options) iter.Seq[Result] {
	return RunFiles(ctx, Files(fsys), opts)
}

// Files lists the files of a file system whose names end in .txtar, in the
// order of their paths, without folders called testdata or starting with a dot
// or an underscore. A folder that cannot be listed stands in the list as a file
// that cannot be read.
func Files(fsys fs.FS) []File {
	var files []File
	unreadable := func(name string, err error) error {
		files = append(files, File{Name: name, Read: func() ([]byte, error) { return nil, err }})
		if name != "." {
			return fs.SkipDir
		}
		return fs.SkipAll
	}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return unreadable(name, err)
		case entry.IsDir() && isHidden(name):
			return fs.SkipDir
		case !entry.IsDir() && path.Ext(name) == ".txtar":
			files = append(files, File{Name: name, Read: func() ([]byte, error) { return fs.ReadFile(fsys, name) }})
		}
		return nil
	})
	if err != nil { // the walk passes on what its function returns, which is nothing
		files = append(files, File{Name: ".", Read: func() ([]byte, error) { return nil, err }})
	}
	return files
}

// isHidden reports whether a folder is left out.
func isHidden(folder string) bool {
	base := path.Base(folder)
	return folder != "." && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_"))
}

// RunFiles runs scenario files and gives their results in the order of the
// files, each as soon as those before it are there. A file that cannot be read
// or parsed gives a result with an error and stops no other. The sequence ends
// early when the context is done.
func RunFiles(ctx context.Context, files []File, opts Options) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for results := range RunEach(ctx, files, opts) {
			for _, r := range results {
				if ctx.Err() != nil || !yield(r) {
					return
				}
			}
		}
	}
}

// RunEach is [RunFiles] with all results of a file at once: those of its
// variants, or one. Of a file that is not selected there are none.
func RunEach(ctx context.Context, files []File, opts Options) iter.Seq[[]Result] {
	return func(yield func([]Result) bool) {
		for results := range inOrder(files, opts.Parallel, func(f File) []Result { return runOf(ctx, f, opts) }) {
			if ctx.Err() != nil || !yield(results) {
				return
			}
		}
	}
}

// runOf runs what is selected of a file.
func runOf(ctx context.Context, f File, opts Options) []Result {
	data, err := f.Read()
	if err != nil {
		if !opts.picks(f.Name) {
			return nil
		}
		return []Result{{Name: f.Name, Err: unreadable(f.Name, err)}}
	}
	s, err := Parse(f.Name, data)
	if err != nil {
		if !opts.picks(f.Name) {
			return nil
		}
		return []Result{{Name: f.Name, Data: data, Err: err}}
	}
	var results []Result
	for _, v := range s.Each() {
		if opts.picks(f.Name, s.ID+": "+s.Title, v.FullID()+": "+s.Title) {
			r := Run(ctx, v, opts)
			r.Data = data
			results = append(results, r)
		}
	}
	return results
}

// unreadable names the file as the caller knows it.
func unreadable(name string, err error) error {
	if fault, ok := errors.AsType[*fs.PathError](err); ok {
		err = fault.Err
	}
	return fmt.Errorf("%s: cannot be read: %w", name, err)
}

// File is a scenario file that is read when its turn comes.
type File struct {
	// Name is used in messages and in results.
	Name string
	// Read gives the content.
	Read func() ([]byte, error)
}
