package scenarios

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"

	"presync/sim"
	"presync/sim/match"
)

// Update rewrites the want sections of a scenario file to what its result is,
// and leaves every other byte as it is: prose, inputs, comments, the order of
// sections and lines, and the keys that a line asserts. An assertion that holds
// keeps its text, so a /pattern/ or a part of a message stays one. A user that
// is not listed gets a line with outcome and rule; the line of a user that is
// gone goes. Updating twice changes nothing more.
//
// Of a user in want/known-wrong the line in want/decisions says what the service
// does; it stays, and the values of the pin follow. A pin that has become right
// is for a person to remove.
//
// data must be the file that r is the result of. A result with an error cannot
// be written down and gives that error.
func Update(data []byte, r Result) ([]byte, error) {
	if r.Err != nil {
		return nil, r.Err
	}
	if r.Passed() {
		return data, nil
	}
	archive := txtar.Parse(data)
	for i, f := range archive.Files {
		archive.Files[i].Data = updateSection(f, r)
	}
	return joined(data, archive.Files), nil
}

// joined puts new contents of the sections into a file and leaves its comment
// and its marker lines as they are.
func joined(data []byte, files []txtar.File) []byte {
	var out bytes.Buffer
	archive := txtar.Parse(data)
	rest := data[len(archive.Comment):]
	out.Write(archive.Comment)
	for i, f := range archive.Files {
		marker := bytes.IndexByte(rest, '\n') + 1
		if marker == 0 { // the file ends in the marker line
			marker = len(rest)
		}
		out.Write(rest[:marker])
		rest = rest[min(len(rest), marker+len(f.Data)):]
		out.Write(files[i].Data)
	}
	if !bytes.HasSuffix(data, []byte("\n")) { // the reader of archives adds one
		return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	}
	return out.Bytes()
}

// updateSection gives the new content of a section.
func updateSection(f txtar.File, r Result) []byte {
	for i, cycle := range r.Cycles {
		kind, isWant := strings.CutPrefix(f.Name, prefixOf(cycle.Number)+"want/")
		if !isWant {
			continue
		}
		want, p := &r.Scenario.Cycles[i].Want, cycle.Prediction
		switch kind {
		case "decisions":
			return rewrite(f.Data, decisionLines(want.KnownWrong, p.Decisions))
		case "known-wrong":
			return rewrite(f.Data, knownLines(want.Decisions, p.Decisions))
		case "deletions":
			return rewrite(f.Data, deletionLines(p))
		case "gaps":
			return rewrite(f.Data, gapLines(p))
		case "trace":
			if len(checkTrace(want.Trace, p.Decisions)) > 0 {
				return []byte(renderTrace(p.Decisions))
			}
		}
	}
	return f.Data
}

// lister says what becomes of a line: keep gives its new text, or false when
// it goes; missing gives the lines that no kept line stands for.
type lister struct {
	keep    func(line string) (string, bool)
	missing func() []string
}

// rewrite passes every asserting line of a section through a lister and puts
// the missing lines behind the last one.
func rewrite(data []byte, l lister) []byte {
	eol := "\n"
	if bytes.Contains(data, []byte("\r\n")) {
		eol = "\r\n"
	}
	var head, tail strings.Builder // tail: what follows the last asserting line
	asserts := false
	for line := range strings.Lines(string(data)) {
		text := strings.TrimRight(line, "\r\n")
		if !isContent(text) {
			tail.WriteString(line)
			continue
		}
		head.WriteString(tail.String())
		tail.Reset()
		if kept, stays := l.keep(text); stays {
			head.WriteString(kept + line[len(text):])
			asserts = true
		}
	}
	missing := l.missing()
	if !asserts && len(missing) == 0 {
		missing = []string{none}
	}
	for _, text := range missing {
		head.WriteString(text + eol)
	}
	return []byte(head.String() + tail.String())
}

// decisionLines updates want/decisions. The line of a user with a pin stays.
func decisionLines(known *WantList, decisions []match.Decision) lister {
	named := make(map[int]bool)
	pinned, _ := pin(known, decisions)
	return lister{
		keep: func(line string) (string, bool) {
			w, err := parseDecision(line)
			if err != nil { // the line "-"
				return "", false
			}
			at, err := findUser(w.Who, decisions)
			if err != nil || named[at] {
				return "", false
			}
			named[at] = true
			if pinned.lines[at] != nil {
				return line, true
			}
			return updateLine(line, &w, &decisions[at]), true
		},
		missing: func() []string { return missingDecisions(decisions, named) },
	}
}

// missingDecisions gives a line for each user that is not named.
func missingDecisions(decisions []match.Decision, named map[int]bool) []string {
	var lines []string
	for at := range decisions {
		if !named[at] {
			d := &decisions[at]
			lines = append(lines, fmt.Sprintf("%s %s rule=%s", quote(shortName(at, decisions)), d.Outcome, ruleID(d.Rule)))
		}
	}
	return lines
}

// knownLines updates want/known-wrong: a pin that no longer holds follows the
// decision, unless that is what the service decides.
func knownLines(service *WantList, decisions []match.Decision) lister {
	right, _ := pin(service, decisions)
	return lister{
		keep: func(line string) (string, bool) {
			w, err := parseDecision(line)
			if err != nil {
				return line, true
			}
			at, err := findUser(w.Who, decisions)
			if err != nil || right.lines[at] == nil || len(checkDecision(right.lines[at], &decisions[at])) == 0 {
				return line, true
			}
			return updateLine(line, &w, &decisions[at]), true
		},
		missing: func() []string { return nil },
	}
}

// updateLine replaces the outcome and the values that do not hold, in place.
func updateLine(line string, w *WantLine, d *match.Decision) string {
	var b strings.Builder
	at := 0
	for _, e := range editsOf(w, d) {
		b.WriteString(line[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	return b.String() + line[at:]
}

// textEdit is a part of a line and what has to stand there; value is the same
// without quotes.
type textEdit struct {
	from, to    int
	text, value string
}

// editsOf gives what of a line does not hold, from the left to the right.
func editsOf(w *WantLine, d *match.Decision) []textEdit {
	var edits []textEdit
	if w.Outcome != d.Outcome {
		edits = append(edits, textEdit{w.from, w.to, string(d.Outcome), string(d.Outcome)})
	}
	for _, a := range w.Asserts {
		if k := keyNamed(a.Key); !k.holdsFor(a.Value, d) {
			edits = append(edits, textEdit{a.from, a.to, quote(k.got(d)), k.got(d)})
		}
	}
	return edits
}

// deletionLines updates want/deletions.
func deletionLines(p *sim.Prediction) lister {
	named := make([]bool, len(p.Deletions))
	threshold := false
	return lister{
		keep: func(line string) (string, bool) {
			w, err := parseName(line)
			if err != nil {
				return "", false
			}
			if w.Who == thresholdLine {
				threshold = p.DeletionThresholdExceeded
				return line, threshold
			}
			for i, c := range p.Deletions {
				if !named[i] && namesCloud(w.Who, c) {
					named[i] = true
					return line, true
				}
			}
			return "", false
		},
		missing: func() []string {
			var lines []string
			for i, c := range p.Deletions {
				if !named[i] {
					lines = append(lines, quote(cloudName(c)))
				}
			}
			if p.DeletionThresholdExceeded && !threshold {
				lines = append(lines, thresholdLine)
			}
			return lines
		},
	}
}

// gapLines updates want/gaps.
func gapLines(p *sim.Prediction) lister {
	named := make(map[string]bool)
	return lister{
		keep: func(line string) (string, bool) {
			w, err := parseName(line)
			if err != nil || named[w.Who] {
				return "", false
			}
			for _, g := range p.Gaps {
				if g.ID == w.Who {
					named[g.ID] = true
					return line, true
				}
			}
			return "", false
		},
		missing: func() []string {
			var lines []string
			for _, g := range p.Gaps {
				if !named[g.ID] {
					named[g.ID] = true
					lines = append(lines, quote(g.ID))
				}
			}
			return lines
		},
	}
}
