package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/rogpeppe/go-internal/diff"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// checkCycle compares a prediction with what the scenario asserts about it.
func checkCycle(c *Cycle, p *sim.Prediction) ([]Failure, []KnownWrong) {
	var failures []Failure
	var known []KnownWrong
	if c.Want.Decisions != nil {
		failures, known = checkDecisions(&c.Want, p.Decisions)
	}
	if c.Want.Trace != nil {
		failures = append(failures, checkTrace(c.Want.Trace, p.Decisions)...)
	}
	if c.Want.Deletions != nil {
		failures = append(failures, checkDeletions(c.Want.Deletions, p)...)
	}
	if c.Want.Gaps != nil {
		failures = append(failures, checkGaps(c.Want.Gaps, p.Gaps)...)
	}
	for i := range failures {
		failures[i].Cycle = c.Number
	}
	for i := range known {
		known[i].Cycle = c.Number
	}
	slices.SortStableFunc(failures, func(a, b Failure) int { return a.Line - b.Line })
	return failures, known
}

// checkDecisions compares user by user. Every user must be named by one line.
func checkDecisions(w *Want, decisions []match.Decision) (failures []Failure, known []KnownWrong) {
	want := w.Decisions
	pinned, failures := pin(w.KnownWrong, decisions)
	named := make(map[int]int) // decision -> line
	for _, line := range want.Lines {
		f := Failure{Line: line.Line, Section: "want/decisions", Subject: line.Who}
		at, err := findUser(line.Who, decisions)
		if err != nil {
			f.Problem = err.Error()
			failures = append(failures, f)
			continue
		}
		if before, twice := named[at]; twice {
			f.Problem = fmt.Sprintf("is the user of line %d too", before)
			failures = append(failures, f)
			continue
		}
		named[at] = line.Line
		f.Fields = checkDecision(&line, &decisions[at])
		if pinned.lines[at] != nil {
			k, wrong := pinned.judge(at, f.Fields, &decisions[at])
			if k != nil {
				known = append(known, *k)
			} else {
				failures = append(failures, *wrong)
			}
			continue
		}
		if len(f.Fields) > 0 {
			f.Problem = unknownRule(&line)
			f.Steps = tellingSteps(&line, &decisions[at])
			failures = append(failures, f)
		}
	}
	for at := range decisions {
		if _, ok := named[at]; !ok {
			d := &decisions[at]
			failures = append(failures, Failure{
				Line: want.Line, Section: "want/decisions", Subject: shortName(at, decisions),
				Problem: fmt.Sprintf("is not in want/decisions; it is %s by rule %s", d.Outcome, ruleID(d.Rule)),
				Steps:   tellingSteps(&WantLine{}, d),
			})
		}
	}
	return append(failures, pinned.unused(len(decisions))...), known
}

// unknownRule says that a line wants a rule that there is not, and which one is
// called much the same; "" when there is such a rule.
func unknownRule(line *WantLine) string {
	for _, a := range line.Asserts {
		if a.Key != "rule" || a.Value == none {
			continue
		}
		best, meant := len(a.Value), ""
		for _, r := range rules.All() {
			d := levenshtein.ComputeDistance(strings.ToUpper(a.Value), r.ID)
			if r.ID == a.Value {
				return ""
			}
			if d < best {
				best, meant = d, r.ID
			}
		}
		if meant == "" {
			return fmt.Sprintf("there is no rule %s; presync rules lists them", a.Value)
		}
		return fmt.Sprintf("there is no rule %s; did you mean %s?", a.Value, meant)
	}
	return ""
}

// checkDecision compares one line with the decision it is about.
func checkDecision(line *WantLine, d *match.Decision) []Field {
	var fields []Field
	if line.Outcome != d.Outcome {
		fields = append(fields, Field{Key: "outcome", Want: string(line.Outcome), Got: string(d.Outcome)})
	}
	for _, a := range line.Asserts {
		if k := keyNamed(a.Key); !k.holdsFor(a.Value, d) {
			fields = append(fields, Field{Key: a.Key, Want: a.Value, Got: k.got(d)})
		}
	}
	return fields
}

// tellingSteps are the steps that decided, and where the line wants another
// rule, the step in which that rule came closest.
func tellingSteps(line *WantLine, d *match.Decision) []match.Step {
	var steps []match.Step
	for _, s := range d.Trace {
		about := s.Cloud == nil || d.Other == nil || s.Cloud.ID == d.Other.ID
		if s.Verdict == match.Yes && ruleID(s.Rule) == ruleID(d.Rule) && about {
			steps = append(steps, s)
		}
	}
	for _, a := range line.Asserts {
		if a.Key != "rule" || a.Value == ruleID(d.Rule) {
			continue
		}
		closest := -1
		for i, s := range d.Trace {
			if ruleID(s.Rule) == a.Value && (closest < 0 || failed(s) < failed(d.Trace[closest])) {
				closest = i
			}
		}
		if closest >= 0 {
			steps = append(steps, d.Trace[closest])
		}
	}
	return steps
}

// failed counts the conditions that do not hold.
func failed(s match.Step) int {
	n := 0
	for _, c := range s.Checks {
		if !c.Held {
			n++
		}
	}
	return n
}

// checkTrace compares the rendered trace as text.
func checkTrace(want *WantText, decisions []match.Decision) []Failure {
	got := renderTrace(decisions)
	if got == want.Text {
		return nil
	}
	return []Failure{{
		Line: want.Line, Section: "want/trace", Problem: "differs",
		Text: string(diff.Diff("want", []byte(want.Text), "got", []byte(got))),
	}}
}

// checkDeletions compares the cloud objects that the cycle deletes. The
// section names all of them.
func checkDeletions(want *WantList, p *sim.Prediction) []Failure {
	named := make(map[*directory.CloudObject]bool)
	var failures []Failure
	threshold := false
	fail := func(line int, subject, problem string) {
		failures = append(failures, Failure{Line: line, Section: "want/deletions", Subject: subject, Problem: problem})
	}
	for _, line := range want.Lines {
		if line.Who == thresholdLine {
			if threshold = true; !p.DeletionThresholdExceeded {
				fail(line.Line, line.Who, "does not hold")
			}
			continue
		}
		at := slices.IndexFunc(p.Deletions, func(c *directory.CloudObject) bool { return namesCloud(line.Who, c) && !named[c] })
		if at < 0 {
			fail(line.Line, line.Who, "is not deleted")
			continue
		}
		named[p.Deletions[at]] = true
	}
	for _, c := range p.Deletions {
		if !named[c] {
			fail(want.Line, cloudName(c), "is deleted and not in want/deletions")
		}
	}
	if p.DeletionThresholdExceeded && !threshold {
		fail(want.Line, thresholdLine, "holds and is not in want/deletions")
	}
	return failures
}

// checkGaps compares the IDs of what the inputs could not tell. The section
// names all of them.
func checkGaps(want *WantList, gaps []directory.Gap) []Failure {
	var failures []Failure
	for _, line := range want.Lines {
		if !slices.ContainsFunc(gaps, func(g directory.Gap) bool { return g.ID == line.Who }) {
			failures = append(failures, Failure{Line: line.Line, Section: "want/gaps", Subject: line.Who, Problem: "is no gap of the cycle"})
		}
	}
	reported := make(map[string]bool)
	for _, g := range gaps {
		known := slices.ContainsFunc(want.Lines, func(l WantLine) bool { return l.Who == g.ID })
		if !known && !reported[g.ID] {
			failures = append(failures, Failure{Line: want.Line, Section: "want/gaps", Subject: g.ID, Problem: "is not in want/gaps: " + g.Text})
		}
		reported[g.ID] = true
	}
	return failures
}
