package report

import (
	"io"

	"presync/sim/directory"
	"presync/sim/match"
)

// NewNDJSON writes one JSON value a line: first {"schema","run"}, then one
// decision a line, last {"summary","cloud"}. trace adds the steps of every
// decision.
func NewNDJSON(w io.Writer, trace bool) Sink {
	return &ndjsonSink{out: newLines(w), trace: trace}
}

type ndjsonSink struct {
	out     *lines
	trace   bool
	summary Summary
}

func (s *ndjsonSink) Begin(run Run, sum Summary) error {
	s.summary = sum
	s.out.text(`{"schema":"` + Schema + `","run":`)
	s.out.value(wireRun(run))
	s.out.text("}\n")
	return s.out.err
}

func (s *ndjsonSink) Decision(d *match.Decision) error {
	s.out.encoded(func(e *encoder) { e.decision(d, s.trace) })
	s.out.text("\n")
	return s.out.err
}

func (s *ndjsonSink) End(c Cloud) error {
	s.out.text(`{"summary":`)
	s.out.value(wireSummary(s.summary))
	s.out.text(`,"cloud":{"deletions":[`)
	s.targets(c.Deletions)
	s.out.text(`],"unclaimed":[`)
	s.targets(c.Unclaimed)
	s.out.text("]}}\n")
	return s.out.flush()
}

func (s *ndjsonSink) targets(list []*directory.CloudObject) {
	for i, c := range list {
		if i > 0 {
			s.out.text(",")
		}
		s.out.encoded(func(e *encoder) { e.cloudObject(c) })
	}
}
