// Command peers measures presync beside the programs that its users could use
// instead, and prints a table of ratios:
//
//	go run ./internal/bench/peers -size 1000000 -page docs/PERFORMANCE.md
//
// Each row runs presync and its peer in turn, with a warm cache, and takes the
// median of the ratios of the rounds: what other processes take from the machine
// they take from both. A peer that is not there, and cannot be installed, is
// named with the reason. It listens on loopback only and writes into its own
// folder.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := peers(ctx, os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// bench is one run of the harness.
type bench struct {
	ctx  context.Context
	root string // of the project
	// size is the number of users of the large rows, wire that of the rows that
	// go over connections.
	size, wire, runs int
	limit            time.Duration // of one command
	dir              string        // for data and results
	presync, probe   string
}

func peers(ctx context.Context, args []string) error {
	b := &bench{ctx: ctx}
	f := flag.NewFlagSet("peers", flag.ContinueOnError)
	f.IntVar(&b.size, "size", 1_000_000, "users in the large rows")
	f.IntVar(&b.wire, "wire", 200_000, "users in the rows over LDAP and Graph; at most -size")
	f.IntVar(&b.runs, "runs", 5, "rounds of each row; the medians count")
	f.DurationVar(&b.limit, "limit", 10*time.Minute, "time after which a command has failed")
	f.StringVar(&b.dir, "dir", filepath.Join(os.TempDir(), "presync-bench"), "folder for the data, which is kept for the next time")
	f.StringVar(&b.root, "root", ".", "root of the project")
	page := f.String("page", "", "write the table into this page, between its two marks")
	chosen := f.String("rows", "", "numbers of the rows, with commas; all without it")
	if err := f.Parse(args); err != nil {
		return err
	}
	b.wire = min(b.wire, b.size)
	rows, err := choose(*chosen)
	if err != nil {
		return err
	}
	if b.root, err = filepath.Abs(b.root); err != nil {
		return err
	}
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	if err := b.build(); err != nil {
		return err
	}
	machine := b.machine()
	results, err := b.measure(rows, func(sofar []result) error {
		if *page == "" {
			return nil
		}
		return writePage(*page, machine+"\n"+render(sofar))
	})
	fmt.Print(render(results))
	return errors.Join(err, ctx.Err())
}

// choose picks rows by their numbers.
func choose(list string) ([]row, error) {
	if list == "" {
		return rows[:], nil
	}
	var out []row
	for n := range strings.SplitSeq(list, ",") {
		number, err := strconv.Atoi(strings.TrimSpace(n))
		i := slices.IndexFunc(rows[:], func(r row) bool { return r.number == number })
		if err != nil || i < 0 {
			return nil, fmt.Errorf("row %q: want numbers from 1 to %d", n, len(rows))
		}
		out = append(out, rows[i])
	}
	return out, nil
}

// measure runs the rows, one after the other, and tells done after each what
// there is: a round of all takes long, and one that is ended keeps what it has.
func (b *bench) measure(rows []row, done func([]result) error) ([]result, error) {
	out := make([]result, len(rows))
	for i, r := range rows {
		out[i] = result{r, []part{{"not measured", unknown}}}
	}
	for i, r := range rows {
		b.say("row %d: %s", r.number, r.what)
		start := time.Now()
		parts, err := r.run(b)
		if b.ctx.Err() != nil {
			break
		}
		if err != nil {
			parts = append(parts, part{measured: "not measured: " + oneLine(err.Error()), verdict: unknown})
		}
		b.say("row %d took %.0f s", r.number, time.Since(start).Seconds())
		out[i].parts = parts
		if err := done(out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// say tells what is going on.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%s  %s\n", time.Now().Format(time.TimeOnly), fmt.Sprintf(format, args...))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
