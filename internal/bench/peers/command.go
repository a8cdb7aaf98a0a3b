package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// command is a program that is measured.
type command struct {
	argv []string
	dir  string
	env  []string // beside the environment
	// reads are the files that are brought into the cache before.
	reads []string
	// exits are the exit codes that mean success, 0 without any.
	exits []int
	// keep asks for what it prints.
	keep bool
}

// cost is what one run takes. rss is the largest resident memory in bytes, as
// wait4 tells it.
type cost struct {
	wall, cpu time.Duration
	rss       int64
	stdout    []byte
}

// run runs a command. What it prints goes to /dev/null, or its first 64 kB are
// kept.
func (b *bench) run(c command) (cost, error) {
	for _, f := range c.reads {
		if err := warm(f); err != nil {
			return cost{}, err
		}
	}
	ctx, cancel := context.WithTimeout(b.ctx, b.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir, cmd.Env = c.dir, append(os.Environ(), c.env...)
	stdout, stderr := &head{}, &head{}
	if cmd.Stderr = stderr; c.keep {
		cmd.Stdout = stdout
	}
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if ctx.Err() != nil && b.ctx.Err() == nil {
		return cost{}, fmt.Errorf("%s took more than %s", c.argv[0], b.limit)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && slices.Contains(c.exits, exit.ExitCode()) {
		err = nil
	}
	if err != nil {
		return cost{}, fmt.Errorf("%v: %w: %s", c.argv, err, stderr.tail())
	}
	out := cost{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), stdout: stdout.kept}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		out.rss = usage.Maxrss * 1024
	}
	return out, nil
}

// warm reads a file, so that it is in the cache of the system.
func warm(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close())
}

// head keeps the first 64 kB of what is written to it.
type head struct{ kept []byte }

func (h *head) Write(p []byte) (int, error) {
	if room := 1<<16 - len(h.kept); room > 0 {
		h.kept = append(h.kept, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// tail is the end of what was kept, for a message.
func (h *head) tail() []byte {
	const most = 400
	return bytes.TrimSpace(h.kept[max(0, len(h.kept)-most):])
}

// inTurn runs commands one after the other, round by round, and gives the costs
// of each.
func (b *bench) inTurn(commands ...command) ([][]cost, error) {
	costs := make([][]cost, len(commands))
	for round := range b.runs {
		for i, c := range commands {
			one, err := b.run(c)
			if err != nil {
				return nil, err
			}
			b.say("  round %d  %7.2f s  %5d MB  %s", round+1, one.wall.Seconds(), one.rss>>20, short(c.argv))
			costs[i] = append(costs[i], one)
		}
	}
	return costs, nil
}

// short is the beginning of a command line.
func short(argv []string) string {
	text := fmt.Sprint(argv)
	if len(text) > 90 {
		return text[:90] + "..."
	}
	return text
}

// median of some numbers.
func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

// ratio is the median of the ratios of the times, round by round.
func ratio(a, b []cost) float64 {
	list := make([]float64, len(a))
	for i := range a {
		list[i] = a[i].wall.Seconds() / b[i].wall.Seconds()
	}
	return median(list)
}

// wall is the median of the times, in seconds.
func wall(list []cost) float64 {
	out := make([]float64, len(list))
	for i, c := range list {
		out[i] = c.wall.Seconds()
	}
	return median(out)
}

// peak is the median of the largest memory, in bytes.
func peak(list []cost) float64 {
	out := make([]float64, len(list))
	for i, c := range list {
		out[i] = float64(c.rss)
	}
	return median(out)
}
