package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// suite is the tests of one package, ready to run.
type suite struct{ program, dir string }

// measure runs the benchmarks of both trees in turn and gives the files with
// their results, that of the base first.
func (o *options) measure(ctx context.Context, base string) ([2]string, error) {
	results := [2]string{filepath.Join(o.dir, "base.txt"), filepath.Join(o.dir, "now.txt")}
	var files [2]*os.File
	for i, name := range results {
		f, err := os.Create(name)
		if err != nil {
			return results, err
		}
		defer f.Close()
		files[i] = f
	}
	packages, err := withBenchmarks(o.root)
	if err != nil {
		return results, err
	}
	programs, err := os.MkdirTemp(o.dir, "programs-")
	if err != nil {
		return results, err
	}
	defer os.RemoveAll(programs)
	var pairs [][2]*suite
	for n, pkg := range packages {
		var pair [2]*suite
		for i, root := range []string{base, o.root} {
			program := filepath.Join(programs, fmt.Sprint(n, "-", i))
			if pair[i], err = compile(ctx, root, pkg, program); err != nil && (root != base || ctx.Err() != nil) {
				return results, err
			} else if err != nil {
				fmt.Fprintf(os.Stderr, "left out of the base, where it does not compile: %s\n", pkg)
			}
		}
		pairs = append(pairs, pair)
	}
	for round := range o.count {
		for n, pair := range pairs {
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", round+1, o.count, packages[n])
			for i, s := range pair {
				if err := o.run(ctx, s, files[i]); err != nil {
					return results, err
				}
			}
		}
	}
	return results, errors.Join(files[0].Close(), files[1].Close())
}

// withBenchmarks lists the packages that have benchmarks, as paths from the
// root; other modules in it are left out.
func withBenchmarks(root string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			_, module := os.Stat(filepath.Join(path, "go.mod"))
			if name := entry.Name(); path != root && (module == nil || name == "testdata" || strings.HasPrefix(name, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(content, []byte("\nfunc Benchmark")) {
			return err
		}
		pkg, err := filepath.Rel(root, filepath.Dir(path))
		if len(out) == 0 || out[len(out)-1] != pkg {
			out = append(out, pkg)
		}
		return err
	})
	return out, err
}

// compile builds the tests of a package, nil where the tree does not have it.
func compile(ctx context.Context, root, pkg, program string) (*suite, error) {
	s := &suite{program, filepath.Join(root, pkg)}
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if _, err := output(ctx, root, "go", "test", "-c", "-o", program, "./"+filepath.ToSlash(pkg)); err != nil {
		return nil, err
	}
	if _, err := os.Stat(program); err != nil {
		return nil, nil // there are no tests in it
	}
	return s, nil
}

// run runs the benchmarks of a suite once.
func (o *options) run(ctx context.Context, s *suite, results *os.File) error {
	if s == nil {
		return nil
	}
	cmd := exec.CommandContext(ctx, s.program, "-test.run=^$", "-test.bench="+o.bench, "-test.benchmem", "-test.benchtime="+o.time)
	cmd.Dir = s.dir
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = results, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("benchmarks in %s: %w: %s", s.dir, err, bytes.TrimSpace(stderr.Bytes()))
	}
	return nil
}
