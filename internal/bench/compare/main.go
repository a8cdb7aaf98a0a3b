// Command compare runs the Go benchmarks of a base commit and of the working
// tree in turn, and lets benchstat tell the difference:
//
//	go run ./internal/bench/compare -base v1.0.0 -bench Predict -count 5
//
// In turn means that both meet the same load of the machine. The base is a
// worktree in the folder for results, and is removed afterwards.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

// benchstat is the program that compares, at the version that was tried.
const benchstat = "golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := compare(ctx, os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	base, bench, time, dir, root string
	count                        int
}

func compare(ctx context.Context, args []string) (err error) {
	var o options
	f := flag.NewFlagSet("compare", flag.ContinueOnError)
	f.StringVar(&o.base, "base", "", "commit to compare with; the last tag without it, or else the commit before")
	f.StringVar(&o.bench, "bench", ".", "pattern of the names of the benchmarks")
	f.StringVar(&o.time, "time", "300ms", "time for one benchmark of a round")
	f.IntVar(&o.count, "count", 5, "rounds")
	f.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "presync-bench"), "folder for the results")
	f.StringVar(&o.root, "root", ".", "root of the project")
	if err := f.Parse(args); err != nil {
		return err
	}
	if o.root, err = filepath.Abs(o.root); err != nil {
		return err
	}
	commit, err := baseCommit(ctx, o.root, o.base)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	tree, err := os.MkdirTemp(o.dir, "base-")
	if err != nil {
		return err
	}
	defer func() {
		// Also after an interrupt, so not with its context.
		_, gone := output(context.WithoutCancel(ctx), o.root, "git", "worktree", "remove", "--force", tree)
		err = errors.Join(err, gone)
	}()
	if _, err := output(ctx, o.root, "git", "worktree", "add", "--detach", tree, commit); err != nil {
		return err
	}
	results, err := o.measure(ctx, tree)
	if err != nil {
		return err
	}
	table, err := output(ctx, o.root, "go", "run", benchstat, "base="+results[0], "now="+results[1])
	fmt.Print(table)
	return err
}

// baseCommit resolves the commit to compare with.
func baseCommit(ctx context.Context, root, base string) (string, error) {
	if base == "" {
		tag, err := output(ctx, root, "git", "describe", "--tags", "--abbrev=0")
		if base = strings.TrimSpace(tag); err != nil {
			base = "HEAD~1"
		}
	}
	commit, err := output(ctx, root, "git", "rev-parse", "--verify", base+"^{commit}")
	return strings.TrimSpace(commit), err
}

// output runs a program in a folder and gives what it prints.
func output(ctx context.Context, dir string, argv ...string) (string, error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return string(out), fmt.Errorf("%s: %w: %s", strings.Join(argv, " "), err, strings.TrimSpace(stderr.String()))
	}
	return string(out), nil
}
