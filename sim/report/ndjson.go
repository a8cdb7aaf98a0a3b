package report

import (
	"io"

	"presync/sim"
	"presync/sim/match"
)

// NewNDJSON writes one JSON value a line: first {"schema","run"}, then one
// decision a line, last {"summary","cloud"}. trace adds the steps of every
// decision.
func NewNDJSON(w io.Writer, trace bool) Sink {
	return &ndjsonSink{out: newLines(w), trace: trace}
}

type ndjsonSink struct {
	out   *lines
	trace bool
	known evidences
}

func (s *ndjsonSink) SummaryFirst() bool { return false }

func (s *ndjsonSink) Typical() int { return 2000 }

func (s *ndjsonSink) ShowsReasons() bool { return true }

func (s *ndjsonSink) Begin(run Run, _ Summary) error {
	s.out.text(`{"schema":"` + Schema + `","run":`)
	s.out.value(wireRun(run))
	s.out.text("}\n")
	return s.out.err
}

func (s *ndjsonSink) Decision(d *match.Decision) error {
	s.out.own.b = s.Format(s.out.own.b[:0], d)
	return s.Formatted(s.out.own.b, 1)
}

func (s *ndjsonSink) Format(b []byte, d *match.Decision) []byte {
	return append(appendDecision(b, d, s.trace, &s.known), '\n')
}

func (s *ndjsonSink) Formatted(decisions []byte, _ int) error { return s.out.write(decisions) }

func (s *ndjsonSink) End(sum Summary, c Cloud) error {
	s.out.text(`{"summary":`)
	s.out.value(wireSummary(sum))
	s.out.text(`,"cloud":{"deletions":[`)
	s.targets(c.Deletions)
	s.out.text(`],"unclaimed":[`)
	s.targets(c.Unclaimed)
	s.out.text("]}}\n")
	return s.out.flush()
}

func (s *ndjsonSink) targets(list sim.CloudList) {
	for i, c := range list.All() {
		if i > 0 {
			s.out.text(",")
		}
		s.out.encoded(func(e *encoder) { e.cloudObject(c) })
	}
}
