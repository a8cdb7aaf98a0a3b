package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"

	"presync/sim/report"
)

// How presync talks.
//
//   - stdout holds the result; stderr holds all talk.
//   - Errors are one line, "presync: ad.ldif:14: what is wrong", lower case,
//     without a full stop, and perhaps a second line "hint: what to do".
//   - Exit codes: 0 nothing to worry about, 1 could not run, 2 wrong usage,
//     3 findings. Each command's help names its own.
//   - Colour needs a terminal that is not dumb, and neither NO_COLOR nor --no-color.

// The exit codes of CONTRACT section 2.
const (
	exitOK       = 0
	exitFailed   = 1
	exitUsage    = 2
	exitFindings = 3
)

// app is the world of a command: its streams, terminal and clock.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	// terminal says that stdout is one; columns is its width, 0 when unknown.
	terminal bool
	columns  int
	// talksToTerminal says that stderr is one, too.
	talksToTerminal bool
	env             func(string) string
	now             func() time.Time
	// display shows how far a long run is, nil as long as there is nothing to
	// show; plainStderr is stderr without it.
	display     *display
	plainStderr io.Writer
}

// newApp is the world of the process.
func newApp() *app {
	a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Getenv, now: time.Now}
	fd := int(os.Stdout.Fd())
	if a.terminal = term.IsTerminal(fd); a.terminal {
		if columns, _, err := term.GetSize(fd); err == nil {
			a.columns = columns
		}
	}
	a.talksToTerminal = term.IsTerminal(int(os.Stderr.Fd())) && a.env("TERM") != "dumb"
	return a
}

// run carries out a command line and gives the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := newRootCmd(a)
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.ExecuteContext(ctx)
	a.undisplay()
	return a.exitCode(err)
}

// exitCode says what went wrong on stderr and gives the exit code for it.
func (a *app) exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	f := describe(err)
	if f.text != "" {
		for line := range strings.SplitSeq(f.text, "\n") {
			fmt.Fprintln(a.stderr, "presync: "+line)
		}
	}
	if f.hint != "" {
		fmt.Fprintln(a.stderr, "hint: "+f.hint)
	}
	return f.code
}

// defaultColumns is the width of text that goes to a file or a pipe.
const defaultColumns = 100

// textOptions says how text is laid out. toFile is text that does not go to
// the terminal: it looks the same everywhere.
func (a *app) textOptions(noColor, toFile bool) report.TextOptions {
	opt := report.TextOptions{Width: defaultColumns}
	if toFile {
		return opt
	}
	if a.columns > 0 {
		opt.Width = min(a.columns, 160)
	}
	if n, err := strconv.Atoi(a.env("COLUMNS")); err == nil && n > 0 {
		opt.Width = min(n, 160)
	}
	opt.Colour = a.terminal && !noColor && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
	return opt
}
