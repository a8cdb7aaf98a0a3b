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
	return s.line(struct {
		Schema string  `json:"schema"`
		Run    jsonRun `json:"run"`
	}{Schema, wireRun(run)})
}

func (s *ndjsonSink) Decision(d *match.Decision) error { return s.line(wireDecision(d, s.trace)) }

func (s *ndjsonSink) End(c Cloud) error {
	type cloud struct {
		Deletions []*jsonTarget `json:"deletions"`
		Unclaimed []*jsonTarget `json:"unclaimed"`
	}
	if err := s.line(struct {
		Summary jsonSummary `json:"summary"`
		Cloud   cloud       `json:"cloud"`
	}{wireSummary(s.summary), cloud{wireTargets(c.Deletions), wireTargets(c.Unclaimed)}}); err != nil {
		return err
	}
	return s.out.flush()
}

func (s *ndjsonSink) line(v any) error {
	s.out.value(v)
	s.out.text("\n")
	return s.out.err
}

func wireTargets(list []*directory.CloudObject) []*jsonTarget {
	out := make([]*jsonTarget, 0, len(list))
	for _, c := range list {
		out = append(out, wireTarget(c))
	}
	return out
}
