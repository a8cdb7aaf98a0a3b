package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/cheggaaa/pb/v3"
	"golang.org/x/term"

	"presync/sim/match"
	"presync/sim/meter"
)

const (
	// showAfter is how long a run takes before anything is shown of it.
	showAfter = 2 * time.Second
	// showEvery is how often the line is drawn.
	showEvery = 200 * time.Millisecond
	// showColumns is the most that the line is wide.
	showColumns = 100
	// wipe goes to the start of the line and clears it.
	wipe = "\r\033[K"
)

// show begins to show on stderr how far the run is, if that is a terminal and
// unless the run is quiet; else there is no display.
func (a *app) show(quiet bool) *display {
	if a.display == nil && !quiet && a.talksToTerminal {
		plain := a.stderr
		a.display = newDisplay(plain, func() int { return terminalColumns(plain) })
		a.plainStderr, a.stderr = plain, a.display
	}
	return a.display
}

// next begins a part of the run that takes its time, and ends the one before.
// Without a display the phase is nil, and counting in it does nothing.
func (a *app) next(name string, unit meter.Unit, total int64) *meter.Phase {
	if a.display == nil {
		return nil
	}
	return a.display.next(name, unit, total)
}

// undisplay takes the line off the terminal for good.
func (a *app) undisplay() {
	if a.display != nil {
		a.display.end()
		a.display, a.stderr = nil, a.plainStderr
	}
}

// counted counts the decisions that are asked about.
func (a *app) counted(keep func(*match.Decision) bool, total int) func(*match.Decision) bool {
	phase := a.next("writing decisions", meter.Users, int64(total))
	if phase == nil {
		return keep
	}
	return func(d *match.Decision) bool {
		phase.Add(1)
		return keep == nil || keep(d)
	}
}

// terminalColumns is the width of a terminal.
func terminalColumns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			return columns
		}
	}
	return showColumns
}

// display draws a line about the phase that a run is in. What is written through
// it stands above the line.
type display struct {
	meter.Meter
	out     io.Writer
	columns func() int
	stop    chan struct{}
	stopped sync.WaitGroup

	mu     sync.Mutex
	last   *meter.Phase // begun by next
	bar    *pb.ProgressBar
	phase  *meter.Phase // of the bar
	drawn  bool
	paused bool
}

// newDisplay starts to look at the clock.
func newDisplay(out io.Writer, columns func() int) *display {
	d := &display{out: out, columns: columns, stop: make(chan struct{})}
	d.stopped.Go(func() {
		start, tick := time.Now(), time.NewTicker(showEvery)
		defer tick.Stop()
		for {
			select {
			case now := <-tick.C:
				d.draw(now.Sub(start) >= showAfter)
			case <-d.stop:
				return
			}
		}
	})
	return d
}

// next ends the phase that it began before, and begins another.
func (d *display) next(name string, unit meter.Unit, total int64) *meter.Phase {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last.End()
	d.last = d.Begin(name, unit, total)
	return d.last
}

// draw brings the line up to date.
func (d *display) draw(visible bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, running := d.Now()
	if !running {
		d.wipe()
		return
	}
	if now.Phase != d.phase {
		d.phase, d.bar = now.Phase, newBar(&now)
	}
	d.bar.SetTotal(now.Total).SetCurrent(now.Done)
	width := max(1, min(showColumns, d.columns())-1)
	line := []rune(d.bar.SetWidth(width).String())
	line = line[:min(len(line), width)] // what does not fit would scroll
	if visible && !d.paused {
		fmt.Fprint(d.out, wipe+string(line))
		d.drawn = true
	}
}

// newBar makes the line of a phase. How fast it is and how long it takes is
// measured from here on.
func newBar(now *meter.State) *pb.ProgressBar {
	line := `presync: {{string . "phase"}}, {{etime .}}`
	switch {
	case now.Unit == meter.Nothing:
	case now.Total > 0:
		line = `presync: {{string . "phase"}} {{percent . "%.0f%%"}} {{bar . "[" "=" ">" " " "]"}} ` +
			`{{counters . "%s of %s` + now.Unit.String() + `"}}{{speed . ", %s/s" " "}}{{rtime . ", %s left" "" " "}}`
	default:
		line = `presync: {{string . "phase"}} {{counters . "%s of %s" "%[1]s` + now.Unit.String() + `"}}, {{etime .}}{{speed . ", %s/s" " "}}`
	}
	bar := pb.New64(now.Total).Set(pb.Static, true).Set(pb.Terminal, true).Set("phase", now.Name)
	if now.Unit == meter.Bytes {
		bar.Set(pb.Bytes, true).Set(pb.SIBytesPrefix, true)
	}
	return bar.SetTemplateString(line).Start()
}

// Write writes talk above the line.
func (d *display) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wipe()
	return d.out.Write(p)
}

// beside gives a writer to the terminal on which the line is drawn. The line
// makes room for what is written, and stays away from the middle of a line.
func (d *display) beside(w io.Writer) io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.wipe()
		n, err := w.Write(p)
		d.paused = len(p) > 0 && p[len(p)-1] != '\n'
		return n, err
	})
}

// writerFunc makes a writer of a function.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// pause keeps the line away until resume is called, while somebody is asked.
func (d *display) pause() (resume func()) {
	if d == nil {
		return func() {}
	}
	set := func(paused bool) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.wipe()
		d.paused = paused
	}
	set(true)
	return func() { set(false) }
}

// wipe takes the line off.
func (d *display) wipe() {
	if d.drawn {
		fmt.Fprint(d.out, wipe)
		d.drawn = false
	}
}

// end takes the line off and draws no more.
func (d *display) end() {
	close(d.stop)
	d.stopped.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wipe()
}
