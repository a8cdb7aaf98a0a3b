package scenarios

import (
	"fmt"
	"strings"

	"presync/sim/match"
)

// knownWrong is the name of the section that pins verdicts known to be wrong.
const knownWrong = "want/known-wrong"

// parseKnown reads want/known-wrong: lines as in want/decisions, and in front
// of them the evidence, in lines that start with #. A line without evidence of
// its own stands on that of the line before.
func parseKnown(file string, s *Section) (*WantList, error) {
	list, err := parseList(file, s, parseDecision)
	if err != nil {
		return nil, err
	}
	if len(list.Lines) == 0 {
		return nil, errorAt(file, s.Line, "%s: %q pins nothing; leave the section out", s.Name, none)
	}
	var evidence, before []string
	at := 0
	for i, text := range strings.Split(string(s.Data), "\n") {
		text = strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(text, "#"):
			if said := strings.TrimSpace(strings.TrimLeft(text, "#")); said != "" {
				evidence = append(evidence, said)
			}
		case at < len(list.Lines) && list.Lines[at].Line == s.Line+i:
			if len(evidence) == 0 {
				evidence = before
			}
			if len(evidence) == 0 {
				return nil, errorAt(file, s.Line+i, "%s: %q has no evidence; say above it, in lines that start with #, "+
					"how the service was seen to decide otherwise", s.Name, list.Lines[at].Who)
			}
			list.Lines[at].Evidence = evidence
			before, evidence = evidence, nil
			at++
		}
	}
	return list, nil
}

// checkKnown refuses a pinned verdict in a cycle that does not say what the
// service decides.
func checkKnown(file string, cycles []Cycle) error {
	for i := range cycles {
		want := &cycles[i].Want
		if want.KnownWrong != nil && want.Decisions == nil {
			prefix := prefixOf(cycles[i].Number)
			return errorAt(file, want.KnownWrong.Line-1, "%s%s without %swant/decisions, which says what the service decides", prefix, knownWrong, prefix)
		}
	}
	return nil
}

// pins are the lines of want/known-wrong by the decision that they are about.
type pins struct {
	lines map[int]*WantLine
	used  map[int]bool
}

// pin finds the users of want/known-wrong; what cannot be found is a failure.
func pin(want *WantList, decisions []match.Decision) (p pins, failures []Failure) {
	p = pins{lines: make(map[int]*WantLine), used: make(map[int]bool)}
	if want == nil {
		return p, nil
	}
	for i := range want.Lines {
		line := &want.Lines[i]
		f := Failure{Line: line.Line, Section: knownWrong, Subject: line.Who}
		at, err := findUser(line.Who, decisions)
		switch before := p.lines[at]; {
		case err != nil:
			f.Problem = err.Error()
			failures = append(failures, f)
		case before != nil:
			f.Problem = fmt.Sprintf("is the user of line %d too", before.Line)
			failures = append(failures, f)
		default:
			p.lines[at] = line
		}
	}
	return p, failures
}

// judge says what a pinned verdict comes to. right are the fields in which the
// decision differs from what the service does.
func (p pins) judge(at int, right []Field, d *match.Decision) (known *KnownWrong, failure *Failure) {
	line := p.lines[at]
	p.used[at] = true
	pinned := checkDecision(line, d)
	switch {
	case len(right) == 0:
		return nil, &Failure{Line: line.Line, Section: knownWrong, Subject: line.Who, Problem: "is now right: " + p.remove(), Steps: tellingSteps(&WantLine{}, d)}
	case len(pinned) > 0:
		return nil, &Failure{Line: line.Line, Section: knownWrong, Subject: line.Who,
			Problem: "is neither as the service decides nor as it is pinned here", Fields: pinned, Steps: tellingSteps(line, d)}
	}
	return &KnownWrong{Line: line.Line, Subject: line.Who, Evidence: line.Evidence, Fields: right, Steps: tellingSteps(line, d)}, nil
}

// remove says what to take away once a verdict is right.
func (p pins) remove() string {
	if len(p.lines) == 1 {
		return "remove this section"
	}
	return "remove this line"
}

// unused gives a failure for each pinned user whom want/decisions does not name.
func (p pins) unused(count int) []Failure {
	var failures []Failure
	for at := range count {
		if line := p.lines[at]; line != nil && !p.used[at] {
			failures = append(failures, Failure{Line: line.Line, Section: knownWrong, Subject: line.Who,
				Problem: "is not in want/decisions; say there what the service decides"})
		}
	}
	return failures
}
