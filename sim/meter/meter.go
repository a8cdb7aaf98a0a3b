// Package meter counts how far a run is. What works adds to a [Phase]; what
// shows it looks at the [Meter] whenever it likes. Counting is an atomic
// addition, so that it can stand in a loop over records, and nothing here reads
// a clock or draws.
//
// A nil *Meter and a nil *Phase count nothing, so that code which counts needs
// not ask whether anybody looks.
package meter

import (
	"io"
	"slices"
	"sync"
	"sync/atomic"
)

// Begin starts a phase, such as "reading AD". total is how much there is to do,
// 0 when that is not known.
func (m *Meter) Begin(name string, unit Unit, total int64) *Phase {
	if m == nil {
		return nil
	}
	p := &Phase{name: name, unit: unit}
	p.total.Store(total)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running = append(slices.DeleteFunc(m.running, func(p *Phase) bool { return p.ended.Load() }), p)
	return p
}

// Now gives the phase that began first of those that have not ended, and false
// when there is none.
func (m *Meter) Now() (State, bool) {
	if m == nil {
		return State{}, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.running {
		if !p.ended.Load() {
			return State{Phase: p, Name: p.name, Unit: p.unit, Done: p.done.Load(), Total: p.total.Load()}, true
		}
	}
	return State{}, false
}

// Add counts what was done since the last call.
func (p *Phase) Add(n int64) {
	if p != nil {
		p.done.Add(n)
	}
}

// Expect says how much there is to do in all, once that is known.
func (p *Phase) Expect(total int64) {
	if p != nil {
		p.total.Store(total)
	}
}

// End says that nothing more comes. It can be called twice.
func (p *Phase) End() {
	if p != nil {
		p.ended.Store(true)
	}
}

// Reader counts the bytes that are read from r.
func (p *Phase) Reader(r io.Reader) io.Reader {
	if p == nil {
		return r
	}
	return &reader{r, p}
}

// Writer counts the bytes that are written to w.
func (p *Phase) Writer(w io.Writer) io.Writer {
	if p == nil {
		return w
	}
	return &writer{w, p}
}

// Unit is what a phase counts.
type Unit int

const (
	// Nothing: the phase has a name and takes its time.
	Nothing Unit = iota
	// Bytes of a file.
	Bytes
	// Users, one for each decision.
	Users
	// Runs of the engine, where there are several.
	Runs
	// Files, whatever their size.
	Files
)

// String is what stands behind a number: nothing behind bytes, which have their
// prefixes.
func (u Unit) String() string {
	switch u {
	case Users:
		return " users"
	case Runs:
		return " predictions"
	case Files:
		return " files"
	}
	return ""
}

// Meter holds the phases of a run. The zero value is ready to use.
type Meter struct {
	mu      sync.Mutex
	running []*Phase
}

// Phase is one part of a run. Its methods can be called from any goroutine.
type Phase struct {
	name        string
	unit        Unit
	done, total atomic.Int64
	ended       atomic.Bool
}

// State is a phase as it was when somebody looked.
type State struct {
	// Phase tells two phases of one name apart.
	Phase *Phase
	Name  string
	Unit  Unit
	// Done is what was counted; Total is 0 when it is not known.
	Done, Total int64
}

type reader struct {
	r     io.Reader
	phase *Phase
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.phase.Add(int64(n))
	return n, err
}

type writer struct {
	w     io.Writer
	phase *Phase
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.phase.Add(int64(n))
	return n, err
}
