package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"presync/sim"
	"presync/sim/match"
)

// NewJSON writes one document in the shape of CONTRACT section 4. The header
// is indented; each decision stands on a line of its own, so that a diff of
// two runs shows one line for each user whose fate changed. trace adds the
// steps of every decision.
func NewJSON(w io.Writer, trace bool) Sink {
	return &jsonSink{out: newLines(w), trace: trace, indent: "\n  "}
}

type jsonSink struct {
	out   *lines
	trace bool
	known evidences
	// indent and count are those of the list that is being written.
	indent string
	count  int
}

func (s *jsonSink) Begin(run Run, sum Summary) error {
	s.out.text("{\n  \"schema\": \"" + Schema + "\",\n  \"run\": ")
	s.out.indented("  ", wireRun(run))
	s.out.text(",\n  \"summary\": ")
	s.out.indented("  ", wireSummary(sum))
	s.out.text(",\n  \"decisions\": [")
	return s.out.err
}

func (s *jsonSink) SummaryFirst() bool { return true }

func (s *jsonSink) Typical() int { return 2000 }

func (s *jsonSink) ShowsReasons() bool { return true }

func (s *jsonSink) Decision(d *match.Decision) error {
	s.out.own.b = s.Format(s.out.own.b[:0], d)
	return s.Formatted(s.out.own.b, 1)
}

// betweenDecisions sets one decision apart from the one before it.
const betweenDecisions = ",\n    "

func (s *jsonSink) Format(b []byte, d *match.Decision) []byte {
	return appendDecision(append(b, betweenDecisions...), d, s.trace, &s.known)
}

func (s *jsonSink) Formatted(decisions []byte, n int) error {
	if s.count == 0 {
		decisions = bytes.TrimPrefix(decisions, []byte(","))
	}
	s.count += n
	return s.out.write(decisions)
}

func (s *jsonSink) End(_ Summary, c Cloud) error {
	s.closeList()
	s.indent = "\n    "
	s.out.text(",\n  \"cloud\": {\n    \"deletions\": [")
	s.targets(c.Deletions)
	s.out.text(",\n    \"unclaimed\": [")
	s.targets(c.Unclaimed)
	s.out.text("\n  }\n}\n")
	return s.out.flush()
}

func (s *jsonSink) targets(list sim.CloudList) {
	for _, c := range list.All() {
		s.separate()
		s.out.encoded(func(e *encoder) { e.cloudObject(c) })
	}
	s.closeList()
}

// separate starts the line of the next element of a list.
func (s *jsonSink) separate() {
	if s.count > 0 {
		s.out.text(",")
	}
	s.out.text(s.indent + "  ")
	s.count++
}

func (s *jsonSink) closeList() {
	if s.count > 0 {
		s.out.text(s.indent)
	}
	s.out.text("]")
	s.count = 0
}

// encoded writes what fill puts into an encoder.
func (l *lines) encoded(fill func(*encoder)) error {
	l.own.b = l.own.b[:0]
	fill(&l.own)
	return l.write(l.own.b)
}

func (l *lines) write(b []byte) error {
	if l.err == nil {
		_, l.err = l.w.Write(b)
	}
	return l.err
}

// lines writes JSON values one after another and keeps the first error.
type lines struct {
	w      *bufio.Writer
	buf    bytes.Buffer
	enc    *json.Encoder
	pretty bytes.Buffer
	own    encoder
	err    error
}

func newLines(w io.Writer) *lines {
	l := &lines{w: bufio.NewWriterSize(w, 1<<16)}
	l.enc = json.NewEncoder(&l.buf)
	l.enc.SetEscapeHTML(false) // "&" and "<" are ordinary in names
	return l
}

func (l *lines) text(s string) {
	if l.err == nil {
		_, l.err = l.w.WriteString(s)
	}
}

// encode leaves the value in buf without the line end that Encoder adds.
func (l *lines) encode(v any) []byte {
	l.buf.Reset()
	if err := l.enc.Encode(v); err != nil && l.err == nil {
		l.err = err
	}
	return bytes.TrimSuffix(l.buf.Bytes(), []byte("\n"))
}

func (l *lines) value(v any) {
	raw := l.encode(v)
	if l.err == nil {
		_, l.err = l.w.Write(raw)
	}
}

// indented writes a value over several lines, each behind the prefix.
func (l *lines) indented(prefix string, v any) {
	raw := l.encode(v)
	if l.err != nil {
		return
	}
	l.pretty.Reset()
	if l.err = json.Indent(&l.pretty, raw, prefix, "  "); l.err == nil {
		_, l.err = l.w.Write(l.pretty.Bytes())
	}
}

func (l *lines) flush() error {
	if l.err == nil {
		l.err = l.w.Flush()
	}
	return l.err
}
