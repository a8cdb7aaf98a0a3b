package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"presync/sim/hardmatch"
)

// progress shows on stderr what happens: a line a step, or on a terminal one
// line with count, rate and time left.
type progress struct {
	w        io.Writer
	terminal bool
	quiet    bool
	name     func(row int) string
	now      func() time.Time
	start    time.Time
	shown    time.Time // when the line was last drawn
	named    int       // the row that was named last
	drawn    bool
}

// newProgress makes one; name names a row.
func newProgress(a *app, quiet bool, name func(row int) string) *progress {
	p := &progress{w: a.stderr, quiet: quiet, name: name, now: a.now, named: -1}
	if f, ok := a.stderr.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	p.start = p.now()
	return p
}

// tell shows a step.
func (p *progress) tell(e hardmatch.Event) {
	switch {
	case p.quiet:
	case p.terminal:
		now := p.now()
		if p.drawn && e.Done < e.Total && now.Sub(p.shown) < 100*time.Millisecond {
			return
		}
		p.shown, p.drawn = now, true
		fmt.Fprintf(p.w, "\r\033[K%s", rate(e.Done, e.Total, now.Sub(p.start)))
	default:
		if e.Row >= 0 && e.Row != p.named {
			fmt.Fprintf(p.w, "row %d of %d: %q\n", e.Row+1, e.Total, p.name(e.Row))
		}
		p.named = e.Row
		if e.Row >= 0 {
			fmt.Fprint(p.w, "  ")
		}
		fmt.Fprintln(p.w, e.Text)
	}
}

// end takes the line off the terminal.
func (p *progress) end() {
	if p.drawn {
		fmt.Fprint(p.w, "\r\033[K")
	}
}

// rate says how far a run is, how fast it goes and how long it will take.
func rate(done, total int, passed time.Duration) string {
	line := fmt.Sprintf("%d of %d", done, total)
	if done == 0 || passed <= 0 {
		return line
	}
	each := passed / time.Duration(done)
	left := (each * time.Duration(total-done)).Round(time.Second)
	return fmt.Sprintf("%s, %.1f a second, %s left", line, float64(done)/passed.Seconds(), left)
}
